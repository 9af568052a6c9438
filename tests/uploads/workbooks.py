"""A registrar's workbook as one really comes: title rows, a misspelt heading, and twelve different mistakes."""

from collections.abc import Iterable, Mapping
from io import BytesIO

from openpyxl import Workbook
from stdnum.th import pin

from schemas.topics import STUDENT
from tests.producers.rows import STUDENT_ROW

COLLEGE = "1321000001"
# The headings as the college writes them, with the column each is.
HEADINGS = {
    "ลำดับ": "",
    " รหัสนักศึกษา ": "student_id",
    "เลขประจำตัวประชาชน": "citizen_id",
    "คำนำหน้า": "prefix",
    "ชื่อ": "first_name",
    "นามสกุล": "last_name",
    "ที่อยู่": "address",
    "สถานภาพ": "status",
    "ระดับการศึกษา": "level",
    "หลักสูตร พ.ศ.": "curriculum_year",
    "ประเภทวิชา": "subject_type",
    "รหัสสาขาวิชา": "field_code",
    "สาขาวิขา": "field",  # misspelt
    "ปีการศึกษาที่เข้า": "entry_year",
    "ปีการศึกษาที่สำเร็จ": "graduation_year",
    "รหัสจังหวัด": "province_code",
    "รหัสอำเภอ": "district_code",
    "ความประสงค์": "wish",
    "อาชีพที่ต้องการ": "wanted_occupations",
    "จังหวัดที่ต้องการ": "wanted_provinces",
    "ค่าจ้างที่ต้องการ": "wanted_wage",
}
# Twelve different mistakes: the column, what stands there, the code it is told by, and what it is mended to.
MISTAKES = (
    ("citizen_id", "1-9999-00010-01-8", "IDENTIFIER_CHECK_DIGIT", None),
    ("citizen_id", "1.99E+12", "NUMBER_SHORTENED", None),
    ("status", "เรียนอยู่มั้ง", "UNKNOWN_CODE", "กำลังศึกษา"),
    ("level", "", "MISSING", "ปวส."),
    ("curriculum_year", "2561", "UNKNOWN_CURRICULUM", "2563"),
    ("subject_type", "อุตสาหกรรมต่าง ๆ", "UNKNOWN_SUBJECT_TYPE", "อุตสาหกรรม"),
    ("field_code", "20104", "UNKNOWN_FIELD_CODE", "30104"),
    ("field", "ไฟฟ้าแรงสูงมาก", "UNKNOWN_FIELD_OF_STUDY", "ไฟฟ้า"),
    ("graduation_year", "2564", "DATES_DISAGREE", "2568"),
    ("province_code", "98", "UNKNOWN_PROVINCE", "21"),
    ("wanted_occupations", "9999", "UNKNOWN_OCCUPATION", "7411"),
    ("wanted_wage", "ตามตกลง", "BAD_NUMBER", "13,500"),
)


def citizen(number: int) -> str:
    """Give a made-up person's number; no province has the digits 99."""
    twelve = f"199990{number:06}"
    return twelve + str(pin.calc_check_digit(twelve))


def student(number: int) -> dict[str, str]:
    """Give a right row."""
    row = {name: text for name, text in STUDENT_ROW.items() if name in HEADINGS.values()}
    return row | {"student_id": f"6630104{number:04}", "citizen_id": citizen(number), "first_name": f"ตัวอย่าง{number}"}


def with_mistakes(right: int = 6) -> list[dict[str, str]]:
    """Give twelve rows with a mistake each, and some right ones among them."""
    rows = [student(number) for number in range(1, right + len(MISTAKES) + 1)]
    for number, (column, text, _, _) in enumerate(MISTAKES):
        rows[number + number // 2 if right >= len(MISTAKES) // 2 else number][column] = text
    return rows


def mended_to(row: Mapping[str, str], number: int) -> str:
    """Give what a mistake is mended to."""
    told = MISTAKES[number][3]
    return citizen(int(row["student_id"][-4:])) if told is None else told


def workbook(rows: Iterable[Mapping[str, str]], headings: Mapping[str, str] | None = None) -> bytes:
    """Write rows as a college's workbook."""
    named = HEADINGS if headings is None else headings
    book = Workbook()
    page = book.active
    page.title = "ปวส.2"
    page.append(["วิทยาลัยเทคนิคตัวอย่าง"])
    page.append(["รายชื่อนักศึกษา ภาคเรียนที่ 2/2569"])
    page.append([])
    page.append(list(named))
    for number, row in enumerate(rows, 1):
        page.append([row.get(column, "") if column else number for column in named.values()])
    target = BytesIO()
    book.save(target)
    return target.getvalue()


__all__ = ["COLLEGE", "HEADINGS", "MISTAKES", "STUDENT", "citizen", "mended_to", "student", "with_mistakes", "workbook"]
