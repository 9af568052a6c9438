"""An Excel workbook as rows of cells by sheet, read as a stream; texts as a register writes them."""

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, BinaryIO, Final
from zipfile import BadZipFile

from openpyxl import load_workbook

from producers.files.archive import look_through
from producers.files.limits import Limits
from producers.files.refusing import FileRefusedError
from producers.files.text_table import Numbered
from schemas.dates import BUDDHIST_ERA_YEARS

# A year as far as this was typed in the Buddhist era into a sheet that counts in the common one.
_BUDDHIST_FROM: Final = 2400
_WHOLE_MAX: Final = 10**15
# What a damaged or hostile part makes the library raise: it checks little, and says so in many ways.
_DAMAGED: Final = (
    BadZipFile,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    OSError,
    EOFError,
    SyntaxError,
)


class Workbook:
    """The sheets of one workbook; can be gone through again and again."""

    def __init__(self, stream: BinaryIO, limits: Limits) -> None:
        look_through(stream, limits)
        self._stream, self._limits = stream, limits
        self._book = self._open()
        self.names: Sequence[str] = [one.title for one in self._book.worksheets][: limits.sheets]

    def _open(self) -> Any:
        self._stream.seek(0)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of styles and extensions it does not know
                return load_workbook(self._stream, read_only=True, data_only=True, keep_links=False)
        except _DAMAGED:
            raise FileRefusedError("NOT_A_WORKBOOK") from None

    def rows(self, name: str) -> Iterator[Numbered]:
        """Give each row of a sheet that is not blank; one with no end of blank rows ends there."""
        sheet, blank = self._book[name], 0
        sheet.reset_dimensions()  # which are what the file claims
        numbered = enumerate(sheet.iter_rows(values_only=True), 1)
        while True:
            try:
                number, cells = next(numbered, (0, ()))
            except _DAMAGED:
                raise FileRefusedError("NOT_A_WORKBOOK") from None
            if not number or blank > self._limits.blank_rows:
                return
            if len(cells) > self._limits.columns and any(one is not None for one in cells[self._limits.columns :]):
                raise FileRefusedError("TOO_MANY_COLUMNS", limit=self._limits.columns, line=number)
            row = ["" if one is None else as_text(one) for one in cells[: self._limits.columns]]
            if any(one.strip() for one in row):
                blank = 0
                yield number, row
            else:
                blank += 1


def as_text(cell: object) -> str:
    """Write a cell as a register does: days of the Buddhist era, whole numbers without a point."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < _WHOLE_MAX:
        return str(int(cell))
    return next((write(cell) for kind, write in _WRITERS.items() if isinstance(cell, kind)), str(cell))


def _moment(cell: Any) -> str:
    return _day(cell) if cell.time() == time(0) else f"{_day(cell)} {cell:%H:%M:%S}"


def _day(cell: Any) -> str:
    year = cell.year if cell.year >= _BUDDHIST_FROM else cell.year + BUDDHIST_ERA_YEARS
    return f"{cell.day:02}/{cell.month:02}/{year}"


def _length(cell: Any) -> str:
    minutes = int(cell.total_seconds()) // 60
    return f"{minutes // 60:02}:{minutes % 60:02}"


# A moment is a day, too, so it stands first.
_WRITERS: Final[Mapping[type, Callable[[Any], str]]] = {
    bool: lambda cell: "1" if cell else "0",
    datetime: _moment,
    date: _day,
    time: lambda cell: f"{cell:%H:%M}",
    timedelta: _length,
}
