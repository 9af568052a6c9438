"""A delimited text as rows of cells, each with the line it begins on; nothing about columns."""

import csv
import io
from collections.abc import Iterator
from typing import BinaryIO, Final

from producers.files.first_look import CODECS
from producers.files.limits import Limits
from producers.files.refusing import FileRefusedError

DELIMITERS: Final = (",", "\t", ";")
Numbered = tuple[int, list[str]]


class _Counted:
    """Lines of a text, so that a row which goes on and on (in quotation marks) is stopped."""

    def __init__(self, lines: Iterator[str], characters_max: int) -> None:
        self._lines, self._max = lines, characters_max
        self.number = self.characters = 0

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            self.number += 1
            self.characters += len(line)
            if self.characters > self._max:
                raise FileRefusedError("LINE_TOO_LONG", line=self.number)
            yield line


class TextTable:
    """The rows of one delimited text; can be gone through again and again."""

    def __init__(self, stream: BinaryIO, encoding: str, delimiter: str, limits: Limits) -> None:
        self._stream, self._encoding, self._limits = stream, encoding, limits
        self.delimiter = delimiter

    def position(self) -> int:
        """Say how many bytes were read so far."""
        return self._stream.tell()

    def rows(self) -> Iterator[Numbered]:
        """Give each row that is not blank with its first line's number; FileRefusedError where it can't go on."""
        self._stream.seek(0)
        text = io.TextIOWrapper(self._stream, CODECS[self._encoding], errors="strict", newline="")
        counted = _Counted(iter(text), self._limits.row_bytes)
        try:
            yield from self._parsed(counted)
        finally:
            if not self._stream.closed:
                text.detach()

    def _parsed(self, counted: _Counted) -> Iterator[Numbered]:
        # Strict: a quotation mark left open would swallow all rows after it without a word.
        reader = csv.reader(iter(counted), delimiter=self.delimiter, strict=True)
        columns_max, before = self._limits.columns, 0
        while True:
            try:
                row = next(reader, None)
            except csv.Error:
                raise FileRefusedError("QUOTES", line=before + 1) from None
            if row is None:
                return
            if len(row) > columns_max:
                row = _without_blank_end(row)
                if len(row) > columns_max:
                    raise FileRefusedError("TOO_MANY_COLUMNS", limit=columns_max, line=before + 1)
            if row and any(row):
                yield before + 1, row
            before, counted.characters = counted.number, 0


def _without_blank_end(row: list[str]) -> list[str]:
    while row and not row[-1].strip():
        row.pop()
    return row
