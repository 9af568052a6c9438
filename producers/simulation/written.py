"""Writes rows as agencies' programs do: an Excel workbook, a CSV file in code page 874, a fixed-width extract."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from openpyxl import Workbook

from producers.column_titles import title
from producers.draft import Row
from producers.files.extract import extract
from producers.files.layout import layout

LAYOUT: Final = str(Path(__file__).with_name("sso-insurance-counted.toml"))
_POSITION: Final = "position"
# Gives the file it wrote, the ending of which says what it is.
Write = Callable[[str, Sequence[Row], Path], Path]


def workbook(topic: str, rows: Sequence[Row], stem: Path) -> Path:
    """Write a workbook under the columns' Thai names."""
    book = Workbook(write_only=True)
    page = book.create_sheet("ข้อมูล")
    columns = _columns(rows)
    page.append([title(topic, column)[0] for column in columns])
    for row in rows:
        page.append([row.get(column, "") for column in columns])
    path = stem.with_suffix(".xlsx")
    book.save(path)
    return path


def old_csv(topic: str, rows: Sequence[Row], stem: Path) -> Path:
    """Write a CSV file in code page 874; a workbook where that has no such letter."""
    text = io.StringIO(newline="")
    columns = _columns(rows)
    writer = csv.DictWriter(text, columns, restval="")
    writer.writeheader()
    writer.writerows(rows)
    try:
        written = text.getvalue().encode("cp874")
    except UnicodeEncodeError:
        return workbook(topic, rows, stem)
    path = stem.with_suffix(".csv")
    path.write_bytes(written)
    return path


def fixed_width(_topic: str, rows: Sequence[Row], stem: Path, today: date) -> Path:
    """Write an extract of changes, with positions as long as their field is."""
    form = layout(LAYOUT)
    longest = next(one.length for one in form.fields if one.column == _POSITION)
    fitting = ({**row, _POSITION: row.get(_POSITION, "")[:longest]} for row in rows)
    path = stem.with_suffix(".txt")
    path.write_bytes(b"".join(extract(form, fitting, today, complete=False)))
    return path


def _columns(rows: Iterable[Row]) -> list[str]:
    return list(dict.fromkeys(_names(rows)))


def _names(rows: Iterable[Row]) -> Iterator[str]:
    for row in rows:
        yield from row
