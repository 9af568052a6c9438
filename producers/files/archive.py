"""Looks through a workbook's archive before anything parses it: how far it grows, and how long its rows are."""

import lzma
import re
import zipfile
import zlib
from collections.abc import Callable
from typing import BinaryIO, Final

from producers.files.limits import MIB, Limits
from producers.files.refusing import FileRefusedError

_BLOCK: Final = 256 * 1024
_RATIO_FROM: Final = MIB
_PROLOGUE: Final = 4096
_ENCRYPTED: Final = 0x1
_DAMAGED: Final = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
    zlib.error,
    lzma.LZMAError,
)
# A formula that no spreadsheet has computed: its cell would pass for a blank one. (One that gives "" is t="str".)
_NOT_COMPUTED: Final = re.compile(
    rb'<c(?: (?!t="str")[a-z]+="[^"]*")*>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)(?:<v ?/>|<v></v>)?</c>'
)
_FORMULA_BYTES: Final = 16 * 1024
# Parts that may be large, with what each of their elements ends with: parsing builds one element at a time.
_LARGE: Final = {"xl/worksheets/": b"</row>", "xl/sharedstrings.xml": b"</si>"}


def look_through(stream: BinaryIO, limits: Limits) -> None:
    """Hold every part to its bounds; FileRefusedError BOMB or NOT_A_WORKBOOK.

    A part never gives more bytes than its entry declares, so the declared sizes bound what parsing will see.
    """
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as archive:
            _declared(archive, limits)
            _read_through(archive, limits)
    except FileRefusedError:
        raise
    except _DAMAGED:
        raise FileRefusedError("NOT_A_WORKBOOK") from None


def _declared(archive: zipfile.ZipFile, limits: Limits) -> None:
    parts = archive.infolist()
    if len(parts) > limits.archive_parts or sum(one.file_size for one in parts) > limits.archive_bytes:
        raise FileRefusedError("BOMB")
    if len({one.filename for one in parts}) != len(parts):
        raise FileRefusedError("NOT_A_WORKBOOK")
    for one in parts:
        if one.flag_bits & _ENCRYPTED:
            raise FileRefusedError("OLD_EXCEL")
        if one.file_size > max(_RATIO_FROM, one.compress_size * limits.archive_ratio):
            raise FileRefusedError("BOMB")
        if one.file_size > _bound(one.filename, limits):
            raise FileRefusedError("BOMB")


def _bound(name: str, limits: Limits) -> int:
    if name.lower().startswith("xl/worksheets/"):
        return limits.archive_bytes
    return limits.shared_texts_bytes if name.lower() == "xl/sharedstrings.xml" else limits.small_part_bytes


def _read_through(archive: zipfile.ZipFile, limits: Limits) -> None:
    """Read the parts of text: none declares entities, and no element of a large one is longer than a row may be."""
    for one in archive.infolist():
        if not one.filename.lower().endswith((".xml", ".rels")):
            continue
        end = next((end for start, end in _LARGE.items() if one.filename.lower().startswith(start)), None)
        with archive.open(one) as part:
            _prologue(part.read(_PROLOGUE))
        if end is not None:
            with archive.open(one) as part:
                _elements(part.read, end, limits)


def _prologue(start: bytes) -> None:
    if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
        raise FileRefusedError("BOMB")


def _elements(read: Callable[[int], bytes], end: bytes, limits: Limits) -> None:
    """Hold each element to its bound, and every formula to having its value."""
    since, tail = 0, b""
    while block := read(_BLOCK):
        seen = tail + block
        first, last = block.find(end), block.rfind(end)
        if since + (len(block) if first < 0 else first) > limits.row_bytes * 4:
            raise FileRefusedError("BOMB")
        if b"<f" in seen and _NOT_COMPUTED.search(seen):
            raise FileRefusedError("NOT_COMPUTED")
        tail = seen[-_FORMULA_BYTES:]
        since = since + len(block) if first < 0 else len(block) - last
