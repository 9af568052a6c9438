"""Why a row is refused: a code, the field, and one plain sentence in Thai and in English."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Refusal:
    """What a source is told about one row that could not be taken."""

    code: str
    field: str
    th: str
    en: str


class RefusedValueError(ValueError):
    """A value that can't be taken; `code` is a key of SENTENCES."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


# Facts in braces come from the caller; none may be personal data, since a refusal is shown and logged.
SENTENCES: Final[Mapping[str, tuple[str, str]]] = {
    "MISSING": ("ไม่ได้กรอกช่อง {field}", "{field} is missing"),
    "IDENTIFIER_CHECK_DIGIT": (
        "เลขประจำตัวในช่อง {field} ไม่ถูกต้อง (หลักตรวจสอบไม่ตรง) โปรดตรวจกับบัตรประชาชน",
        "the number in {field} has a wrong check digit; compare it with the card",
    ),
    "IDENTIFIER_SHAPE": (
        "ช่อง {field} ไม่ใช่เลขประจำตัวที่รู้จัก ต้องเป็นเลข 13 หลัก หรือรหัส G ตามด้วยเลข 12 หลัก",
        "{field} is no known kind of identifier: 13 digits, or G and 12 digits",
    ),
    "SSO_CARD_SHAPE": (
        "ช่อง {field} ไม่ใช่เลขบัตรประกันสังคม ต้องเป็นเลข 10 ถึง 13 หลัก",
        "{field} is no social-security card number: 10 to 13 digits",
    ),
    "PASSPORT_SHAPE": (
        "ช่อง {field} ไม่ใช่เลขหนังสือเดินทาง ต้องเป็นตัวเลขและอักษรอังกฤษ 6 ถึง 9 ตัว",
        "{field} is no passport number: 6 to 9 letters and digits",
    ),
    "SSO_ACCOUNT_SHAPE": (
        "ช่อง {field} ไม่ใช่เลขที่บัญชีนายจ้าง ต้องเป็นเลข 10 หลัก ตามด้วยลำดับที่สาขา 6 หลักถ้ามี",
        "{field} is no employer account: 10 digits, and 6 of the branch where there is one",
    ),
    "IDENTIFIER_PROVINCE": ("รหัสจังหวัดในรหัส G ไม่มีอยู่จริง", "the province inside the G-code does not exist"),
    "UNKNOWN_PROVINCE": ("ไม่รู้จักรหัสจังหวัดในช่อง {field}", "the province code in {field} is not known"),
    "UNKNOWN_DISTRICT": ("รหัสอำเภอในช่อง {field} ไม่อยู่ในจังหวัดนี้", "the district in {field} is not of this province"),
    "UNKNOWN_OCCUPATION": ("ไม่รู้จักรหัสอาชีพในช่อง {field}", "the occupation code in {field} is not known"),
    "UNKNOWN_OCCUPATION_SCHEME": (
        "ยังไม่มีตารางแปลงรหัสอาชีพชุดนี้ โปรดส่งรหัส ISCO-08 ในช่อง {field}",
        "{field} names a list of occupations that can't be converted; send ISCO-08",
    ),
    "UNKNOWN_RECORD": (
        "ไม่เคยได้รับระเบียนนี้ จึงลบไม่ได้ โปรดระบุเลขประจำตัวในช่อง {field}",
        "this record was never taken, so it can't be deleted without {field}",
    ),
    "UNKNOWN_SUBJECT_TYPE": ("ไม่รู้จักประเภทวิชาในช่อง {field}", "the subject type in {field} is not known"),
    "UNKNOWN_FIELD_OF_STUDY": ("ไม่รู้จักสาขาวิชาในช่อง {field}", "the field of study in {field} is not known"),
    "UNKNOWN_INDUSTRY": ("ไม่รู้จักรหัสอุตสาหกรรมในช่อง {field}", "the industry code in {field} is not known"),
    "UNKNOWN_STANDARD": ("ไม่รู้จักมาตรฐานฝีมือแรงงานในช่อง {field}", "the skill standard in {field} is not known"),
    "UNKNOWN_CODE": ("ไม่รู้จักค่าในช่อง {field}", "the value in {field} is not on its list"),
    "BAD_DATE": (
        "วันที่ในช่อง {field} ไม่ถูกต้อง ใช้รูปแบบ วว/ดด/ปปปป เป็นปีพุทธศักราช",
        "the date in {field} is not valid; write dd/mm/yyyy in the Buddhist era",
    ),
    "BAD_NUMBER": ("ช่อง {field} ต้องเป็นตัวเลข", "{field} must be a number"),
    "OUT_OF_RANGE": ("ค่าในช่อง {field} อยู่นอกช่วงที่เป็นไปได้", "the value in {field} is out of its range"),
    "DATES_DISAGREE": ("วันที่ในช่อง {field} อยู่ก่อนวันเริ่มต้น", "the date in {field} is before the start"),
    "NOT_IN_CLAUSE": (
        "ช่อง {field} ไม่อยู่ในบันทึกข้อตกลง จึงรับไว้ไม่ได้",
        "{field} is not in the memorandum's clause, so it can't be taken",
    ),
    "TOO_LARGE": ("แถวนี้ใหญ่เกินกว่าที่รับได้", "this row is larger than can be taken"),
    "VERSION_NOT_RISING": (
        "รุ่นของระเบียนนี้เก่ากว่าที่เคยส่งมาแล้ว",
        "this record's version is older than one already sent",
    ),
    "TWO_CONTENTS_ONE_VERSION": (
        "ระเบียนนี้ถูกส่งมาสองเนื้อหาภายใต้รุ่นเดียวกัน โปรดเพิ่มรุ่น",
        "this record was sent with two contents under one version; raise the version",
    ),
    "NOT_YOUR_TOPIC": (
        "หน่วยงานนี้ไม่มีสิทธิ์ส่งข้อมูลชุดนี้",
        "this agency may not send this data set",
    ),
    "NOT_ENCODABLE": ("แถวนี้มีค่าที่บันทึกไม่ได้ในช่อง {field}", "{field} holds a value that can't be recorded"),
}


def refusal(code: str, field: str, **facts: str) -> Refusal:
    """Make a refusal by its code; KeyError for a code that is not in the table."""
    th, en = SENTENCES[code]
    return Refusal(code, field, th.format(field=field, **facts), en.format(field=field, **facts))
