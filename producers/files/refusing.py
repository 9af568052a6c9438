"""Why a file is refused as a whole: a code, and one plain sentence in Thai and in English that says what to do."""

from collections.abc import Mapping
from typing import Final

# Facts in braces are numbers, names of columns or of encodings; never a value of a row.
SENTENCES: Final[Mapping[str, tuple[str, str]]] = {
    "EMPTY": ("ไฟล์ว่างเปล่า", "the file is empty"),
    "TOO_LARGE": ("ไฟล์ใหญ่เกิน {limit} MiB", "the file is larger than {limit} MiB"),
    "BAD_NAME": (
        "ชื่อไฟล์ต้องเป็นชื่อธรรมดา ไม่มีเส้นทางหรืออักขระพิเศษ",
        "the file's name must be a plain one, without a path or special characters",
    ),
    "NOT_TEXT": (
        "ไฟล์นี้ไม่ใช่ CSV, Excel (.xlsx) หรือข้อความความกว้างคงที่",
        "this is no CSV, no Excel workbook (.xlsx) and no fixed-width text",
    ),
    "ENCODING": (
        "อักขระในไฟล์ไม่ใช่ {tried} (บรรทัด {line}) โปรดบันทึกใหม่เป็น CSV UTF-8",
        "the file's characters are not {tried} (line {line}); save it again as CSV UTF-8",
    ),
    "LINE_TOO_LONG": (
        "บรรทัด {line} ยาวเกินกว่าที่รับได้",
        "line {line} is longer than can be taken",
    ),
    "TOO_MANY_COLUMNS": (
        "มีคอลัมน์มากกว่า {limit} คอลัมน์ (บรรทัด {line})",
        "there are more than {limit} columns (line {line})",
    ),
    "QUOTES": (
        'เครื่องหมาย " ในบรรทัด {line} ไม่ครบคู่',
        "a quotation mark in line {line} is not closed as it should be",
    ),
    "OLD_EXCEL": (
        "เป็นไฟล์ Excel แบบเก่า (.xls) หรือมีรหัสผ่าน โปรดบันทึกเป็น .xlsx ที่ไม่มีรหัสผ่าน",
        "this is an old workbook (.xls) or one with a password; save it as .xlsx without a password",
    ),
    "NOT_A_WORKBOOK": (
        "เปิดไฟล์ Excel นี้ไม่ได้ ไฟล์อาจเสียหาย",
        "this workbook can't be opened; it may be damaged",
    ),
    "NOT_COMPUTED": (
        "ไฟล์ Excel นี้มีสูตรที่ยังไม่ได้คำนวณ โปรดเปิดด้วย Excel แล้วบันทึกใหม่",
        "this workbook holds formulas without their values; open it in Excel and save it again",
    ),
    "BOMB": (
        "ไฟล์ Excel นี้ขยายแล้วใหญ่ผิดปกติ จึงไม่เปิด",
        "this workbook grows far too large when it is opened, so it is not opened",
    ),
    "NO_HEADER": (
        "ไม่พบแถวหัวตาราง โปรดใส่ชื่อคอลัมน์ภายใน {limit} แถวแรก",
        "no row of headings was found in the first {limit} rows",
    ),
    "TWO_HEADINGS": (
        "มีมากกว่าหนึ่งคอลัมน์ที่เป็น {column}",
        "more than one column is {column}",
    ),
    "UNKNOWN_COLUMNS": (
        "คอลัมน์ต่อไปนี้ไม่อยู่ในบันทึกข้อตกลง โปรดจับคู่หรือสั่งให้ข้าม: {columns}",
        "these columns are not in the memorandum; say which column each is, or that it is to be left out: {columns}",
    ),
    "AS_OF_MISSING": (
        "โปรดระบุว่าเป็นข้อมูล ณ วันที่ใด",
        "say as of which day these data are",
    ),
    "AS_OF_IN_FUTURE": (
        "วันที่ของข้อมูลอยู่ในอนาคต",
        "the data's as-of lies in the future",
    ),
    "COVERAGE_MISSING": (
        "โปรดระบุว่าเป็นข้อมูลทั้งหมด หรือเฉพาะที่เปลี่ยนแปลง",
        "say whether the file is complete or holds only what changed",
    ),
    "OUTDATED": (
        "เคยได้รับข้อมูลทั้งหมดของวันหลังจากนี้แล้ว ไฟล์ที่เก่ากว่าจะไม่เขียนทับ",
        "a complete file as of a later day was taken already; an older one does not overwrite it",
    ),
    "NOT_IN_LAYOUT": (
        "บรรทัด {line} มีข้อมูลนอกเหนือจากที่รูปแบบกำหนด จึงไม่รับทั้งไฟล์",
        "line {line} holds something beyond what the layout names, so the file is not taken",
    ),
    "LAYOUT_LENGTH": (
        "บรรทัด {line} หรือจำนวนบรรทัดไม่ตรงกับที่รูปแบบกำหนด ({length})",
        "line {line} is not as long, or there are not as many, as the layout says ({length})",
    ),
    "BAD_LAYOUT": ("รูปแบบไฟล์ไม่ถูกต้อง: {why}", "the layout is not valid: {why}"),
}


class FileRefusedError(ValueError):
    """A file that is not taken, or not further; `th` and `en` say why in words for the source."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        sentence = SENTENCES[code]
        self.th, self.en = (one.format(**facts) for one in sentence)

    def __str__(self) -> str:
        return f"{self.code}: {self.th} ({self.en})"
