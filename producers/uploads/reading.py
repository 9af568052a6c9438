"""Reads an uploaded file into lines, as every other way in reads files, and tells how it was read."""

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from itertools import islice
from typing import Final, NamedTuple

from producers.data_sets import DATA_SETS
from producers.files.limits import MIB, Limits
from producers.files.naming import safe_name
from producers.files.reading import RegisterFile, open_file
from producers.files.refusing import FileRefusedError
from producers.files.sheets import How, Note, Profile
from producers.files.sheets import Line as FileLine
from producers.receipts import refused
from producers.uploads.lines import Heading, Line

# A page is for people's work; what is larger goes by `saphan file send`, which has no such bounds.
FILE_MIB_MAX: Final = 20
LINES_MAX: Final = 20_000
LIMITS: Final = Limits(file_bytes=FILE_MIB_MAX * MIB, archive_bytes=256 * MIB, shared_texts_bytes=32 * MIB)
_TOO_MANY: Final = (
    f"ไฟล์นี้มีเกิน {LINES_MAX:,} แถว หน้านี้รับไม่ไหว โปรดใช้คำสั่ง saphan file send หรือแบ่งไฟล์",
    f"This file has more than {LINES_MAX:,} rows, too many for a page: use saphan file send, or divide it.",
)
_NOTHING: Final = ("ไม่มีข้อมูลใต้หัวตาราง", "There is nothing below the headings.")
HOWS: Final[Mapping[How, str]] = {
    How.NAME: "exact",
    How.CLOSENESS: "close",
    How.REMEMBERED: "remembered",
    How.IGNORED: "left_out",
    How.UNKNOWN: "unknown",
}


class NotReadableError(ValueError):
    """A file that can't be worked on; `words` say why in Thai and English."""

    def __init__(self, words: tuple[str, str]) -> None:
        super().__init__(words[1])
        self.words = words


class Read(NamedTuple):
    """What a file holds, what its reading has to tell, and the as-of and coverage it declares (None: it does not)."""

    headings: tuple[Heading, ...]
    said: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    as_of_ms: int | None
    complete: bool | None


def name_of(raw: str) -> str:
    """Give a file's own name to show, without the folders some browsers send; NotReadableError for what is none."""
    try:
        return safe_name(raw.replace("\\", "/").rpartition("/")[2] if ":\\" in raw else raw)
    except FileRefusedError as why:
        raise NotReadableError((why.th, why.en)) from None


def read(content: bytes, topic: str, remembered: Mapping[str, str]) -> Read:
    """Read a file; NotReadableError says why not. `remembered` maps headings to columns, "" for one not used."""
    try:
        with open_file(BytesIO(content), Profile(topic, remembered=dict(remembered)), LIMITS) as file:
            lines = list(islice(file.lines(), LINES_MAX + 1))
            if not lines or len(lines) > LINES_MAX:
                raise NotReadableError(_TOO_MANY if lines else _NOTHING)
            names = [sheet.name for sheet in file.sheets]
            taken = tuple(_line(topic, names, line) for line in lines)
            said = tuple(_told(file, lines))
            return Read(_headings(file), said, taken, file.said.as_of, file.said.complete)
    except FileRefusedError as why:
        raise NotReadableError((why.th, why.en)) from None


def _line(topic: str, sheets: Sequence[str], line: FileLine) -> Line:
    example = DATA_SETS[topic].columns.get(line.problem.field, "") if line.problem else ""
    verdict = refused(line.problem, example) if line.problem else None
    return Line(sheets[line.sheet], line.number, dict(line.values), {}, verdict)


def _headings(file: RegisterFile) -> tuple[Heading, ...]:
    """Give each heading once, though several sheets have it."""
    found = {
        one.text: Heading(sheet.name, one.text, one.column, HOWS[one.how])
        for sheet in file.sheets
        for one in sheet.headings
        if one.text.strip()
    }
    return tuple(found.values())


def _told(file: RegisterFile, lines: Sequence[FileLine]) -> Iterator[tuple[str, str]]:
    """Say how the file was read, so that nothing done to it is a secret."""
    if file.kind == "xlsx":
        yield ("เป็นไฟล์ Excel", "It is an Excel workbook.")
    elif file.encoding == "cp874":
        yield ("เป็น CSV ตัวอักษรไทยแบบ Windows (cp874)", "It is a CSV in Windows' Thai letters (cp874).")
    else:
        yield (f"เป็น CSV ตัวอักษร {file.encoding}", f"It is a CSV in {file.encoding}.")
    for sheet in file.sheets:
        of_th, of_en = (f"ของชีต {sheet.name} ", f" of sheet {sheet.name}") if sheet.name else ("", "")
        yield (f"หัวตาราง{of_th}อยู่บรรทัดที่ {sheet.header_line}", f"The headings{of_en} are in line {sheet.header_line}.")
    for name in file.passed_over:
        yield (f"ข้ามชีต {name} เพราะไม่พบหัวตาราง", f"Sheet {name} has no headings and was passed over.")
    restored = sum(Note.ZERO_RESTORED in line.notes for line in lines)
    if restored:
        yield (f"เติมเลข 0 ข้างหน้าที่หายไปคืนให้ {restored} แถว", f"Leading zeros were put back in {restored} rows.")
