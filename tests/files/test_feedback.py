"""What a source gets back: its own file, with line, outcome, receipt and reason beside each of its rows."""

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from producers.files import feedback
from producers.files.declaring import Declared
from producers.files.feedback import write_feedback
from producers.files.headings import FEEDBACK
from producers.files.reading import open_file
from producers.files.sending import Sending, Terms
from producers.files.sheets import Profile
from producers.files.state import State
from schemas.topics import STUDENT
from tests.files.making import AS_OF, csv_bytes, headed, row, written, xlsx_bytes
from tests.files.places import MONDAY, Edge
from tests.producers.fakes import NOON_MS

ROWS = [row(student_id="1"), row(student_id="2", citizen_id="1"), row(student_id="3", first_name="@SUM(1)")]
TABLE = [["ทะเบียน"], [AS_OF], *headed(STUDENT, ROWS)]


def sent(folder: Path, content: bytes, name: str) -> Path:
    """Send a file and give its feedback file."""
    state = State(f"sqlite:///{folder / 'files.db'}", bytes(64))
    with open_file(written(folder, content, name), Profile(STUDENT)) as file:
        found = Sending(state, Edge(), folder, lambda: NOON_MS).send(file, Declared(MONDAY, True), Terms("ovec"))
        state.close()
        return write_feedback(file, found.outcomes, folder / f"back-{name}")


def texts(path: Path, encoding: str) -> list[list[str]]:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.reader(file))


@pytest.mark.parametrize(("encoding", "back"), [("cp874", "cp874"), ("utf-8", "utf-8-sig")])
def test_a_csv_file_comes_back_with_its_answers_beside_each_line(tmp_path: Path, encoding: str, back: str) -> None:
    found = texts(sent(tmp_path, csv_bytes(TABLE, encoding), "a.csv"), back)
    assert [cells[:1] for cells in found[:2]] == [["ทะเบียน"], [AS_OF]]
    assert tuple(found[2][-4:]) == FEEDBACK
    assert found[3][-4:-1] == ["4", "รับแล้ว (accepted)", "ovec.student.v1/4/0"]
    assert found[4][-3] == "ไม่รับ (refused)"
    assert "13" in found[4][-1]
    assert "1-9999-00010-01-9" in found[4][-1]
    at = found[2].index("ชื่อ")
    assert found[5][at] == "'@SUM(1)"


def test_a_workbook_comes_back_as_it_was_with_its_answers_beside_each_line(tmp_path: Path) -> None:
    path = sent(tmp_path, xlsx_bytes(TABLE, headed(STUDENT, [row(student_id="9")])), "a.xlsx")
    book = load_workbook(path)
    first, second = book.worksheets
    assert [cell.value for cell in first[3]][-4:] == list(FEEDBACK)
    assert [row[-3].value for row in first.iter_rows(min_row=4)] == ["รับแล้ว (accepted)", *["ไม่รับ (refused)"] * 2]
    assert second.cell(2, second.max_column - 1).value.startswith("ovec.student.v1/")


def test_a_great_workbook_comes_back_as_a_stream_of_values(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feedback, "WHOLE_BYTES_MAX", 0)
    path = sent(tmp_path, xlsx_bytes(TABLE), "a.xlsx")
    cells: Any = load_workbook(path).worksheets[0]
    assert cells.cell(4, cells.max_column - 2).value == "รับแล้ว (accepted)"
    at = TABLE[2].index("ชื่อ") + 1
    assert (cells.cell(6, at).value, cells.cell(6, at).data_type) == ("@SUM(1)", "s")


@pytest.mark.parametrize("make", [csv_bytes, xlsx_bytes])
def test_what_came_back_can_be_mended_and_sent_as_it_is(tmp_path: Path, make: Callable[..., bytes]) -> None:
    name = "a.csv" if make is csv_bytes else "a.xlsx"
    back = sent(tmp_path, make(TABLE), name)
    with open_file(io.BytesIO(back.read_bytes()), Profile(STUDENT)) as file:
        assert all(not sheet.unknown for sheet in file.sheets)
        assert [line.values["student_id"] for line in file.lines()] == ["1", "2", "3"]
