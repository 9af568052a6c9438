"""The file goes back as it came, with what became of each row; what is no register is refused in words."""

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from producers.uploads.answering import answer_file
from producers.uploads.keeping import NoSuchUploadError
from producers.uploads.reading import NotReadableError
from producers.uploads.working import Asked, undecided
from schemas.topics import STUDENT
from tests.uploads.at_hand import CHANGES, AtHand, mistakes_of, taken
from tests.uploads.workbooks import HEADINGS, student, workbook


@pytest.fixture
def at_hand(tmp_path: Path) -> AtHand:
    return AtHand(tmp_path)


def test_the_workbook_comes_back_with_line_outcome_receipt_and_reason(at_hand: AtHand) -> None:
    rows = [student(1), student(2) | {"status": "ไม่รู้"}, student(3) | {"level": "ปวส"}]
    working, number, _ = taken(at_hand, rows)
    reader = at_hand.reader()
    working.mend(reader, number, {2: {"level": "ปวส."}}, {})
    working.check(reader, number)
    working.send(reader, number)
    name, _, content = answer_file(working.uploads.get(reader, number), working.uploads.file(reader, number))
    assert name.startswith("saphan-ovec.student-")
    page = load_workbook(BytesIO(content))["ปวส.2"]
    width = len(HEADINGS)
    assert page.cell(1, 1).value == "วิทยาลัยเทคนิคตัวอย่าง"
    assert [page.cell(4, width + at).value.partition(" ")[0] for at in (1, 2, 3, 4)] == [
        "แถวที่",
        "ผลการส่ง",
        "ใบรับ",
        "เหตุผล",
    ]
    told = [[page.cell(line, width + at).value for at in (1, 2, 3, 4)] for line in (5, 6, 7)]
    assert [one[0] for one in told] == ["5", "6", "7"]
    assert told[0][1].startswith("ถึงแล้ว")
    assert told[0][2].startswith(f"{STUDENT}/")
    assert told[1][1].startswith("ต้องแก้")
    assert "สถานภาพ" in told[1][3]
    assert page.cell(7, list(HEADINGS.values()).index("level") + 1).value == "ปวส.", "what was mended stands in it"


def test_the_answer_can_be_handed_in_again_as_it_is(at_hand: AtHand) -> None:
    working, number, _ = taken(at_hand, [student(1)])
    reader = at_hand.reader()
    working.send(reader, number)
    _, _, content = answer_file(working.uploads.get(reader, number), working.uploads.file(reader, number))
    again = working.uploads.get(reader, working.take(reader, CHANGES, content))
    assert undecided(again) == 0
    assert again.lines[0].cells["student_id"] == student(1)["student_id"]


def test_a_csv_comes_back_as_csv_in_which_nothing_runs(at_hand: AtHand) -> None:
    columns = [column for column in HEADINGS.values() if column]
    row = student(1) | {"address": '=HYPERLINK("http://evil.example")'}
    text = ",".join(columns) + "\n" + ",".join('"' + row[name].replace('"', '""') + '"' for name in columns) + "\n"
    working, reader = at_hand.working(), at_hand.reader()
    number = working.take(reader, Asked(STUDENT, "students.csv", None, None), text.encode("cp874"))
    upload = working.uploads.get(reader, number)
    assert mistakes_of(upload) == {0: ("address", "FORMULA")}
    assert any("cp874" in th for th, _ in upload.said)
    name, kind, content = answer_file(upload, working.uploads.file(reader, number))
    assert name.endswith(".csv")
    assert kind.startswith("text/csv")
    assert "'=HYPERLINK" in content.decode("utf-8-sig")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("../../etc/passwd", workbook([student(1)])),
        ("students.xlsx", b"PK\x03\x04" + bytes(range(256)) * 20),
        ("students.csv", bytes(range(256)) * 50),
        ("students.csv", b""),
        ("students.csv", b"a" * 3_000_000),
        ("students.csv", b"student_id,citizen_id\n"),
    ],
)
def test_what_is_no_register_is_refused_in_words(at_hand: AtHand, name: str, content: bytes) -> None:
    with pytest.raises(NotReadableError) as why:
        at_hand.working().take(at_hand.reader(), Asked(STUDENT, name, None, None), content)
    assert all(why.value.words)


def test_nobody_else_opens_an_upload_and_nothing_of_it_is_readable_at_rest(at_hand: AtHand) -> None:
    working, number, _ = taken(at_hand, [student(1)])
    other = at_hand.reader(user="somebody-else")
    with pytest.raises(NoSuchUploadError):
        working.uploads.get(other, number)
    kept = b"".join(path.read_bytes() for path in at_hand.folder.rglob("*") if path.is_file())
    for text in ("ตัวอย่าง1", student(1)["citizen_id"], student(1)["student_id"]):
        assert text.encode() not in kept
