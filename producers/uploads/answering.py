"""Gives a file back with what was mended in it and, beside each row, its line, outcome, receipt and reason."""

import csv
from collections.abc import Iterator, Sequence
from io import BytesIO, StringIO
from typing import Any, Final

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import PatternFill

from producers.files.feedback import WHOLE_BYTES_MAX, harmless
from producers.files.headings import FEEDBACK
from producers.files.reading import RegisterFile, open_file
from producers.files.sheets import How, Profile, Sheet
from producers.receipts import Refused, TryAgain
from producers.topic_names import short
from producers.uploads.lines import Line, Standing, Upload
from producers.uploads.reading import HOWS, LIMITS
from producers.uploads.showing import AGAIN, receipt, sentence

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV: Final = "text/csv; charset=utf-8"
_OUTCOMES: Final = {
    Standing.ARRIVED: "ถึงแล้ว (arrived)",
    Standing.MEND: "ต้องแก้ (to mend)",
    Standing.READY: "พร้อมส่ง ยังไม่ส่ง (ready, not sent)",
    Standing.NOT_OURS: "ไม่อยู่ในทะเบียนอาชีวะ ไม่ได้เก็บ (not in the register, not kept)",
    Standing.LEFT_OUT: "ไม่ส่ง (left out)",
    Standing.UNCHECKED: "ยังไม่ได้ตรวจ (not checked)",
}
_BAD: Final = PatternFill("solid", fgColor="FBE9E7")
_MENDED: Final = PatternFill("solid", fgColor="FFF9E8")


def answer_file(upload: Upload, content: bytes) -> tuple[str, str, bytes]:
    """Give the answer's name, which tells of nobody, its media type and its bytes."""
    remembered = {one.text: one.column or "" for one in upload.headings if one.how != HOWS[How.UNKNOWN]}
    name = f"saphan-{short(upload.topic)}-{upload.as_of_ms}"
    with open_file(BytesIO(content), Profile(upload.topic, remembered=remembered), LIMITS) as file:
        if file.kind == "xlsx":
            return f"{name}.xlsx", XLSX, _workbook(upload, file, content)
        return f"{name}.csv", CSV, _text(upload, file)


def feedback(topic: str, line: Line) -> tuple[str, str, str, str]:
    """Write what is to stand beside a row."""
    reason = ""
    if isinstance(line.verdict, Refused):
        th, en = sentence(topic, line.verdict)
        example = f" · ตัวอย่าง (example): {line.verdict.example}" if line.verdict.example else ""
        reason = f"{th} ({en}){example}"
    elif isinstance(line.verdict, TryAgain):
        reason = AGAIN[0]
    return str(line.number), _OUTCOMES[line.standing], receipt(line.verdict), reason


def _rows(upload: Upload, file: RegisterFile, index: int) -> Iterator[tuple[int, Sequence[str], Sequence[str]]]:
    """Give each row of a sheet as it is now, and what stands beside it."""
    sheet = file.sheets[index]
    lines = {line.number: line for line in upload.lines if line.sheet == sheet.name}
    for number, cells in file.rows(index):
        line = lines.get(number) if number > sheet.header_line else None
        if line is not None:
            yield number, _mended(sheet, cells, line), feedback(upload.topic, line)
        else:
            yield number, cells, FEEDBACK if number == sheet.header_line else ()


def _wide(sheet: Sheet, cells: Sequence[str], beside: Sequence[str]) -> list[str]:
    return [*cells, *[""] * (len(sheet.headings) - len(cells)), *beside] if beside else list(cells)


def _mended(sheet: Sheet, cells: Sequence[str], line: Line) -> Sequence[str]:
    columns = [heading.column for heading in sheet.headings]
    wide = [*cells, *[""] * (len(columns) - len(cells))]
    for at, column in enumerate(columns):
        if column is not None and column in line.before:
            wide[at] = line.cells.get(column, "")
    return wide


def _workbook(upload: Upload, file: RegisterFile, content: bytes) -> bytes:
    """Give the same workbook back, with formats and formulas as they came; a great one as its values alone."""
    book = load_workbook(BytesIO(content)) if len(content) <= WHOLE_BYTES_MAX else None
    made = book or Workbook(write_only=True)
    for index, sheet in enumerate(file.sheets):
        if book is not None:
            _beside(upload, book[sheet.name], sheet)
        else:
            _values(upload, made.create_sheet(sheet.name), file, index)
    target = BytesIO()
    made.save(target)
    return target.getvalue()


def _beside(upload: Upload, page: Any, sheet: Sheet) -> None:
    """Write into a sheet what was mended, and what became of each row behind its last column."""
    columns = [heading.column for heading in sheet.headings]
    for at, text in enumerate(FEEDBACK, len(columns) + 1):
        _plain(page.cell(sheet.header_line, at), text)
    for line in (one for one in upload.lines if one.sheet == sheet.name):
        bad = line.verdict.field if isinstance(line.verdict, Refused) else None
        for at, column in enumerate(columns, 1):
            if column is not None and column in line.before:
                _plain(page.cell(line.number, at), line.cells.get(column, "")).fill = _MENDED
            if column is not None and column == bad:
                page.cell(line.number, at).fill = _BAD
        for at, text in enumerate(feedback(upload.topic, line), len(columns) + 1):
            _plain(page.cell(line.number, at), text)


def _values(upload: Upload, page: Any, file: RegisterFile, index: int) -> None:
    sheet, before = file.sheets[index], 0
    for number, cells, beside in _rows(upload, file, index):
        for _ in range(before + 1, number):
            page.append(())  # blank rows stay, so that lines keep their numbers
        before = number
        page.append([_plain(WriteOnlyCell(page), text) for text in _wide(sheet, cells, beside)])


def _plain(cell: Any, text: str) -> Any:
    """Write a text as a text, whatever it begins with."""
    cell.value = text
    cell.data_type = "s"
    return cell


def _text(upload: Upload, file: RegisterFile) -> bytes:
    """Write CSV in UTF-8 with its mark, by which spreadsheets know Thai; what they would run as a formula is text."""
    text = StringIO()
    writer = csv.writer(text, delimiter=file.delimiter)
    for _, cells, beside in _rows(upload, file, 0):
        writer.writerow([harmless(one) for one in _wide(file.sheets[0], cells, beside)])
    return b"\xef\xbb\xbf" + text.getvalue().encode(errors="replace")
