"""Writes the file a source gets back: its own, with what became of each line beside it."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import WriteOnlyCell

from producers.files.first_look import CP874
from producers.files.headings import FEEDBACK
from producers.files.outcomes import ACCEPTED, DROPPED, REFUSED, TRY_AGAIN, Outcome, read
from producers.files.reading import FORMULA, RegisterFile

_WORDS: Final = {
    ACCEPTED: "รับแล้ว (accepted)",
    REFUSED: "ไม่รับ (refused)",
    TRY_AGAIN: "ส่งใหม่ (try again)",
    DROPPED: "ไม่เกี่ยวข้อง (not vocational)",
}
_NOTES: Final = {"ZERO_RESTORED": "เติมเลข 0 ข้างหน้าให้แล้ว (a leading zero was put back)"}
# Up to this size a workbook is given back as it came, formats and all; beyond, its values as a stream.
WHOLE_BYTES_MAX: Final = 4 * 1024 * 1024


def write_feedback(file: RegisterFile, outcomes: Path, target: Path) -> Path:
    """Write the feedback file; give its path, whose ending follows the file's kind (.csv or .xlsx)."""
    if file.kind != "xlsx":
        return _text(file, read(outcomes), target.with_suffix(".csv"))
    found = target.with_suffix(".xlsx")
    return _whole(file, outcomes, found) if file.size <= WHOLE_BYTES_MAX else _values(file, outcomes, found)


def told(one: Outcome) -> tuple[str, str, str, str]:
    """Give what stands beside a line: its number, what became of it, its receipt, and why in words."""
    example = f" เช่น (for example) {one.example}" if one.example else ""
    notes = " ".join(_NOTES.get(note, note) for note in one.notes.split())
    why = f"{one.th} ({one.en}){example}" if one.th else ""
    return str(one.line), _WORDS[one.outcome], one.receipt, " ".join(filter(None, (why, notes)))


def harmless(cell: str) -> str:
    """Keep a spreadsheet from running what a cell says: a formula that came in is given back as text."""
    return f"'{cell}" if FORMULA.match(cell.strip()) else cell


def _text(file: RegisterFile, outcomes: Iterator[Outcome], target: Path) -> Path:
    encoding = "cp874" if file.encoding == CP874 else "utf-8-sig"
    headings = [one.text for one in file.sheets[0].headings]
    with target.open("w", encoding=encoding, errors="replace", newline="") as out:
        writer = csv.writer(out, delimiter=file.delimiter)
        if file.kind == "fixed":
            writer.writerow([*headings, *FEEDBACK])
        for number, cells, one in _beside(file.rows(0), outcomes):
            width = max(len(headings), len(cells))
            extra = FEEDBACK if number == file.sheets[0].header_line else told(one) if one else ()
            row = [harmless(cell) for cell in cells]
            writer.writerow([*row, *[""] * (width - len(row)), *extra] if extra else row)
    return target


def _beside(
    rows: Iterable[tuple[int, Sequence[str]]], outcomes: Iterator[Outcome]
) -> Iterator[tuple[int, Sequence[str], Outcome | None]]:
    """Put each row beside its answer, both being in order."""
    answer = next(outcomes, None)
    for number, cells in rows:
        found = answer if answer is not None and answer.line == number else None
        yield number, cells, found
        if found is not None:
            answer = next(outcomes, None)


def _by_line(outcomes: Path, sheet: int) -> Iterator[Outcome]:
    return (one for one in read(outcomes) if one.sheet == sheet)


def _whole(file: RegisterFile, outcomes: Path, target: Path) -> Path:
    """Give the same workbook back, with formats and formulas as they came."""
    book = load_workbook(file.again())
    for index, sheet in enumerate(file.sheets):
        page, first = book[sheet.name], len(sheet.headings) + 1
        for at, text in enumerate(FEEDBACK):
            page.cell(sheet.header_line, first + at, text)
        for one in _by_line(outcomes, index):
            for at, text in enumerate(told(one)):
                _plain(page.cell(one.line, first + at), text)
    book.save(target)
    return target


def _values(file: RegisterFile, outcomes: Path, target: Path) -> Path:
    """Give a great workbook's values back, row by row."""
    book = Workbook(write_only=True)
    for index, sheet in enumerate(file.sheets):
        page, width = book.create_sheet(sheet.name), len(sheet.headings)
        for number, cells, one in _beside(file.rows(index), _by_line(outcomes, index)):
            extra = FEEDBACK if number == sheet.header_line else told(one) if one else ()
            padded = [*cells, *[""] * (width - len(cells))]
            page.append([_written(page, text) for text in (*padded, *extra)])
    book.save(target)
    return target


def _written(page: Any, text: str) -> Any:
    return _plain(WriteOnlyCell(page), text)


def _plain(cell: Any, text: str) -> Any:
    """Write a text as a text, whatever it begins with."""
    cell.value = text
    cell.data_type = "s"
    return cell


def summed(lines: Mapping[str, int]) -> str:
    """Say in one line what became of a file."""
    return ", ".join(f"{lines[name]:,} {_WORDS[name]}" for name in _WORDS if lines.get(name)) or "0"
