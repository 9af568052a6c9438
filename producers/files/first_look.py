"""Looks at a file once from end to end before anything is read: its kind, size, digest and encoding."""

import codecs
import hashlib
from collections.abc import Iterator, Sequence
from typing import BinaryIO, Final, NamedTuple

from producers.files.limits import MIB, Limits
from producers.files.refusing import FileRefusedError

UTF_8: Final = "UTF-8"
UTF_8_BOM: Final = "UTF-8 (BOM)"
CP874: Final = "cp874"
CODECS: Final = {UTF_8: "utf-8", UTF_8_BOM: "utf-8-sig", CP874: "cp874"}
_BLOCK: Final = MIB
_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0"


class Look(NamedTuple):
    """What is known of a file: `encoding` is None for a workbook; `digest` is the SHA-256 of its bytes, hex."""

    workbook: bool
    encoding: str | None
    size: int
    digest: str


def look(stream: BinaryIO, limits: Limits, encodings: Sequence[str] = (UTF_8, CP874)) -> Look:
    """Look through the file in blocks; FileRefusedError for what can't be a table of text within the limits.

    UTF-8 is tried before cp874: Thai text in cp874 is no valid UTF-8, while the bytes of Thai text in UTF-8 often are
    valid cp874, and would be read as other letters. Both are strict, for the whole file.
    """
    stream.seek(0)
    start = stream.read(8)
    if not start:
        raise FileRefusedError("EMPTY")
    if start.startswith(_OLE):
        raise FileRefusedError("OLD_EXCEL")
    workbook = start.startswith(_ZIP)
    bom = start.startswith(codecs.BOM_UTF8)
    size, digest = _through(stream, limits, text=not workbook)
    if workbook:
        return Look(workbook=True, encoding=None, size=size, digest=digest)
    tried = [name for name in encodings if not bom or name == UTF_8] or [UTF_8]
    failed = 0
    for name in tried:
        failed = _undecodable(stream, CODECS[name])
        if not failed:
            return Look(workbook=False, encoding=UTF_8_BOM if bom else name, size=size, digest=digest)
    raise FileRefusedError("ENCODING", tried=" / ".join(tried), line=failed)


def _through(stream: BinaryIO, limits: Limits, *, text: bool) -> tuple[int, str]:
    """Give size and digest, holding a text's lines to their bound."""
    digest, size, since, line = hashlib.sha256(), 0, 0, 1
    for block in _blocks(stream):
        digest.update(block)
        size += len(block)
        if size > limits.file_bytes:
            raise FileRefusedError("TOO_LARGE", limit=limits.file_bytes // MIB)
        if not text:
            continue
        if b"\0" in block:
            raise FileRefusedError("NOT_TEXT")
        first = block.find(b"\n")
        if since + (len(block) if first < 0 else first) > limits.row_bytes:
            raise FileRefusedError("LINE_TOO_LONG", line=line)
        since = since + len(block) if first < 0 else len(block) - 1 - block.rfind(b"\n")
        line += block.count(b"\n")
    return size, digest.hexdigest()


def _undecodable(stream: BinaryIO, codec: str) -> int:
    """Give the first line that is not of this encoding, or 0."""
    decoder, line = codecs.getincrementaldecoder(codec)("strict"), 1
    for block in _blocks(stream):
        try:
            decoder.decode(block)
        except UnicodeDecodeError as why:
            return line + block.count(b"\n", 0, why.start)
        line += block.count(b"\n")
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return line
    return 0


def _blocks(stream: BinaryIO) -> Iterator[bytes]:
    stream.seek(0)
    while block := stream.read(_BLOCK):
        yield block
