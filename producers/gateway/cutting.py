"""Cuts a stream of bytes into lines or records of CSV in constant memory: one that is too long is named, not kept."""

from collections.abc import Iterator
from typing import Final, Protocol

from producers.gateway.problems import ProblemError

LINE_BYTES_MAX: Final = 64 * 1024
# How much of a line that is too long is skipped in search of its end before the request is given up.
SKIPPED_BYTES_MAX: Final = 1024 * 1024
# Stands for a line that is too long to be a row.
TooLong = None
Piece = bytes | None
_UTF8_MARK: Final = b"\xef\xbb\xbf"


class Cutter(Protocol):
    """Takes bytes as they come and gives what is whole."""

    def feed(self, chunk: bytes) -> list[Piece]:
        """Give what became whole by these bytes; ProblemError when the end of a line is not to be found."""
        ...

    def end(self) -> list[Piece]:
        """Give what is left when no more bytes come."""
        ...


class Lines:
    """Lines ended by a line feed; blank ones are left out unless `blanks`."""

    def __init__(self, *, blanks: bool = False) -> None:
        self._blanks = blanks
        self._rest = b""
        self._skipped = 0
        self._begun = False

    def feed(self, chunk: bytes) -> list[Piece]:
        """Cut; at most a line's length of what came before is kept."""
        if not self._begun and len(self._rest) + len(chunk) >= len(_UTF8_MARK):
            chunk, self._rest = (self._rest + chunk).removeprefix(_UTF8_MARK), b""
            self._begun = True
        whole = (self._rest + chunk).split(b"\n")
        self._rest = whole.pop()
        if whole and self._skipped:
            del whole[0]
            self._skipped = 0
        found = [line if len(line) <= LINE_BYTES_MAX else TooLong for line in whole if self._blanks or line.strip()]
        if self._skipped or len(self._rest) > LINE_BYTES_MAX:
            self._skip(found)
        return found

    def _skip(self, found: list[Piece]) -> None:
        if not self._skipped:
            found.append(TooLong)
        self._skipped += len(self._rest)
        self._rest = b""
        if self._skipped > SKIPPED_BYTES_MAX:
            raise ProblemError("LINE_TOO_LONG")

    def end(self) -> list[Piece]:
        """Give the last line, which need not be ended."""
        rest, self._rest = self._rest.removeprefix(b"" if self._begun else _UTF8_MARK), b""
        return [rest] if rest.strip() else []


class Records:
    """Records of CSV (RFC 4180): a line feed inside quotes belongs to the cell."""

    def __init__(self) -> None:
        self._lines = Lines(blanks=True)
        self._open: list[bytes] = []
        self._length = 0

    def feed(self, chunk: bytes) -> list[Piece]:
        """Cut lines and join those that a quoted cell goes on over."""
        return [piece for line in self._lines.feed(chunk) for piece in self._joined(line)]

    def end(self) -> list[Piece]:
        """Give the last record; one whose quotes never close is no row, and is told so when it is read."""
        found = [piece for line in self._lines.end() for piece in self._joined(line)]
        rest = self._closed()
        return [*found, rest] if rest.strip() else found

    def _joined(self, line: Piece) -> Iterator[Piece]:
        if line is TooLong:
            self._closed()
            yield TooLong
            return
        self._open.append(line)
        self._length += len(line) + 1
        # Inside quotes while an odd number of them was seen: an even line changes nothing about that.
        inside = (line.count(b'"') % 2 == 1) != (len(self._open) > 1)
        if inside and self._length <= LINE_BYTES_MAX:
            return
        record = self._closed()
        if inside:
            yield TooLong
        elif record.strip():
            yield record

    def _closed(self) -> bytes:
        record = b"\n".join(self._open)
        self._open, self._length = [], 0
        return record
