"""Files made to do harm, or broken: refused in bounded time and memory, with a reason."""

import io
import random
import tracemalloc
import zipfile
from collections.abc import Callable

import pytest

from producers.files.feedback import harmless
from producers.files.limits import MIB, Limits
from producers.files.naming import safe_name
from producers.files.reading import open_file
from producers.files.refusing import SENTENCES, FileRefusedError
from producers.files.sheets import Profile
from schemas.topics import STUDENT
from tests.files.making import answers, codes, csv_bytes, headed, lines, row, xlsx_bytes

MEMORY_MAX = 96 * MIB
SMALL = Limits(file_bytes=32 * MIB, archive_bytes=64 * MIB)


def refused(content: bytes, limits: Limits = SMALL, topic: str = STUDENT) -> str:
    """Give the code a file is refused with, holding what reading it takes to its bound."""
    tracemalloc.start()
    try:
        with pytest.raises(FileRefusedError) as why, open_file(io.BytesIO(content), Profile(topic), limits) as file:
            for _ in file.lines():
                pass
        assert tracemalloc.get_traced_memory()[1] < MEMORY_MAX
    finally:
        tracemalloc.stop()
    assert why.value.th
    assert why.value.code in SENTENCES
    return why.value.code


class Endless(io.RawIOBase):
    """A file of ten gigabytes that is made as it is read; counts what was read of it."""

    def __init__(self, start: bytes, more: bytes) -> None:
        self.start, self.more, self.size, self.at, self.read_bytes = start, more, 10 * 1024 * MIB, 0, 0

    def seek(self, at: int, _whence: int = 0) -> int:
        self.at = at
        return at

    def tell(self) -> int:
        return self.at

    def read(self, count: int = -1) -> bytes:
        assert count >= 0
        count = min(count, self.size - self.at)
        found = self.start[self.at : self.at + count]
        found += (self.more * (count // len(self.more) + 1))[: count - len(found)]
        self.at += count
        self.read_bytes += count
        return found


def test_random_bytes_are_no_register() -> None:
    generator = random.Random(7)
    for size in (1, 7, 100, 5_000, MIB):
        assert refused(generator.randbytes(size)) in {"NOT_TEXT", "ENCODING", "NO_HEADER", "QUOTES", "LINE_TOO_LONG"}


def test_random_text_is_no_register() -> None:
    generator = random.Random(8)
    text = "".join(generator.choices('กขคabc,;\t"\n\r', k=50_000))
    assert refused(text.encode()) in {"NO_HEADER", "QUOTES"}


@pytest.mark.parametrize("start", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF-1.7\n", b"GIF89a", b"\x7fELF", b"<html>"])
def test_files_of_other_kinds_are_refused(start: bytes) -> None:
    assert refused(start + random.Random(9).randbytes(3_000)) in {"NOT_A_WORKBOOK", "OLD_EXCEL", "NOT_TEXT", "ENCODING"}


def test_an_empty_file_is_refused() -> None:
    assert refused(b"") == "EMPTY"


@pytest.mark.parametrize("more", [b"a", b",", b'"', b'","', "ก".encode(), b"\r"])
def test_a_line_of_ten_gigabytes_is_refused_once_it_is_longer_than_a_row(more: bytes) -> None:
    stream = Endless("รหัสนักศึกษา,ชื่อ\n".encode(), more)
    with pytest.raises(FileRefusedError, match=r"LINE_TOO_LONG|ENCODING"):
        open_file(stream, Profile(STUDENT))  # type: ignore[arg-type]
    assert stream.read_bytes < 8 * MIB


def test_a_row_in_quotation_marks_that_goes_on_over_lines_is_refused() -> None:
    start = "รหัสนักศึกษา,ชื่อ\n"
    assert refused(start.encode() + b'1,"' + b"a\n" * MIB) in {"LINE_TOO_LONG", "QUOTES"}
    assert refused(start.encode() + b'"\n",' * MIB) in {"LINE_TOO_LONG", "QUOTES", "TOO_MANY_COLUMNS"}


def test_a_quotation_mark_left_open_swallows_no_rows() -> None:
    table = csv_bytes(headed(STUDENT, [row(student_id=str(number)) for number in range(5)])).decode()
    assert refused(table.replace("\r\n2,", '\r\n"2,').encode()) == "QUOTES"


def test_a_million_columns_are_refused() -> None:
    assert refused(b"," * 1_000_000 + b"x\n") in {"TOO_MANY_COLUMNS", "LINE_TOO_LONG"}
    wide = csv_bytes(headed(STUDENT, [row()])) + b"," * 900_000 + b"x\n"
    assert refused(wide) == "TOO_MANY_COLUMNS"


def test_a_million_columns_of_a_workbook_are_refused() -> None:
    cells = b"<c><v>1</v></c>" * 1_000_000
    assert refused(workbook(b"<row>" + cells + b"</row>")) == "BOMB"
    assert refused(workbook(b'<row><c r="XFD1"><v>1</v></c></row>')) == "TOO_MANY_COLUMNS"


def workbook(rows: bytes, **parts: bytes) -> bytes:
    """Make a workbook whose sheet holds these rows, and other parts as given."""
    sample = io.BytesIO(xlsx_bytes([["x"]]))
    out = io.BytesIO()
    with zipfile.ZipFile(sample) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for one in before.infolist():
            content = before.read(one)
            if one.filename.startswith("xl/worksheets/sheet"):
                content = content.partition(b"<sheetData>")[0] + b"<sheetData>" + rows + b"</sheetData></worksheet>"
            after.writestr(one.filename, parts.pop(one.filename, content))
        for name, content in parts.items():
            after.writestr(name, content)
    return out.getvalue()


BOMBS: dict[str, Callable[[], bytes]] = {
    "a part that grows a thousandfold": lambda: workbook(b"<row>" + b" " * 40 * MIB + b"</row>"),
    "a part of zeros beside": lambda: workbook(b"", **{"xl/media/image.png": bytes(30 * MIB)}),
    "texts without end": lambda: workbook(b"", **{"xl/sharedStrings.xml": b"<sst><si><t>" + b"ab " * 3 * MIB}),
    "ten thousand parts": lambda: workbook(b"", **{f"xl/media/{n}.png": b"" for n in range(10_000)}),
    "entities within entities": lambda: workbook(
        b"",
        **{"xl/sharedStrings.xml": b'<!DOCTYPE s [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><sst><si><t>&c;</t></si></sst>'},
    ),
    "rows that never end": lambda: workbook(b"<row>" + random.Random(3).randbytes(6 * MIB).hex().encode()),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_workbook_that_grows_out_of_bounds_is_not_opened(name: str) -> None:
    assert refused(BOMBS[name]()) == "BOMB"


def test_a_workbook_whose_formulas_were_never_computed_is_refused_rather_than_read_as_blank() -> None:
    never = xlsx_bytes(headed(STUDENT, [{**row(), "first_name": "=1+1"}]))
    assert refused(never) == "NOT_COMPUTED"
    empty = b'<row><c r="A1" t="str"><f>IF(1,"")</f><v></v></c><c r="B1"><f>1+1</f><v>2</v></c></row>'
    assert refused(workbook(empty)) == "NO_HEADER"


def test_rows_numbered_far_beyond_are_not_waited_for() -> None:
    assert refused(workbook(b'<row r="1000000000"><c><v>1</v></c></row>')) == "NO_HEADER"


def test_a_workbook_with_broken_parts_is_refused() -> None:
    whole = xlsx_bytes(headed(STUDENT, [row()]))
    generator = random.Random(11)
    for _ in range(60):
        broken = bytearray(whole)
        for _ in range(generator.randint(1, 40)):
            broken[generator.randrange(len(broken))] = generator.randrange(256)
        try:
            with open_file(io.BytesIO(bytes(broken)), Profile(STUDENT), SMALL) as file:
                list(file.lines())
        except FileRefusedError:
            continue


@pytest.mark.parametrize(
    "formula",
    ["=cmd|' /C calc'!A0", "@SUM(1)", "+HYPERLINK(1)", "-2+3+cmd|x", "\t=1+1", "=1", ' =IMPORTXML("http://x")'],
)
def test_a_formula_is_never_taken_for_a_value(formula: str) -> None:
    assert codes(answers(csv_bytes(headed(STUDENT, [row(first_name=formula)])))) == [("FORMULA", "first_name")]
    assert harmless(formula).startswith("'")


@pytest.mark.parametrize("text", ["+66 81 234 5678", "-5", "+5,000.00", "ชื่อ", "12-34"])
def test_what_only_begins_like_a_formula_is_none(text: str) -> None:
    (line,) = lines(csv_bytes(headed(STUDENT, [row(address=text)])))
    assert line.problem is None
    assert harmless(text) == text


@pytest.mark.parametrize(
    "name",
    [
        "/etc/passwd",
        "a/b.csv",
        "a\\b.csv",
        "..",
        "../x.csv",
        "x..csv",
        ".hidden",
        "C:file.csv",
        "a\0b.csv",
        "a\nb.csv",
        "nul.csv",
        "=1.csv",
        "",
        " ",
        "a" * 400,
        "\u202ecsv.exe",
        "ก/ข.csv",
    ],
)
def test_a_path_is_no_files_name(name: str) -> None:
    with pytest.raises(FileRefusedError, match="BAD_NAME"):
        safe_name(name)


@pytest.mark.parametrize(
    "name", ["students.csv", "ทะเบียนนักศึกษา ปี 2569 (แก้ไข).xlsx", "ovec.student_25691123_complete.csv"]
)
def test_a_plain_name_is_kept(name: str) -> None:
    assert safe_name(f" {name} ") == name


def test_a_file_over_its_bound_is_refused() -> None:
    content = csv_bytes(headed(STUDENT, [row()]))
    assert refused(content, Limits(file_bytes=len(content) - 1)) == "TOO_LARGE"


def test_text_of_no_known_encoding_is_refused_with_its_line() -> None:
    content = csv_bytes(headed(STUDENT, [row()]), "cp874") + b"\xff\xfc\n"
    with pytest.raises(FileRefusedError, match="ENCODING") as why:
        open_file(io.BytesIO(content), Profile(STUDENT))
    assert "3" in why.value.en
