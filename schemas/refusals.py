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
        "ไม่รู้จักชุดรหัสอาชีพในช่อง {field} โปรดระบุ ISCO-08, ISCO-88 หรือ TSCO",
        "{field} names no known list of occupations: ISCO-08, ISCO-88 or TSCO",
    ),
    "OCCUPATION_NOT_CONVERTIBLE": (
        "รหัสอาชีพในช่อง {field} ถูกแบ่งเป็นหลายรหัสใน ISCO-08 จึงแปลงให้ไม่ได้ โปรดส่งรหัส ISCO-08",
        "the code in {field} was divided into several of ISCO-08, so it can't be converted; send ISCO-08",
    ),
    "UNKNOWN_CURRICULUM": (
        "ระดับนี้ไม่มีหลักสูตรปีที่ระบุในช่อง {field}",
        "this level has no curriculum of the year in {field}",
    ),
    "UNKNOWN_FIELD_CODE": (
        "รหัสสาขาวิชาในช่อง {field} ต้องเป็นเลข 5 หลักที่ขึ้นต้นด้วยเลขของระดับ (ปวช. 2, ปวส. 3)",
        "{field} must be 5 digits that begin with the level's (PVC 2, PVS 3)",
    ),
    "FIELD_CODE_DISAGREES": (
        "รหัสในช่อง {field} เป็นของสาขาวิชาอื่น",
        "the code in {field} is another field of study's",
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
    "BAD_TIME": (
        "เวลาในช่อง {field} ไม่ถูกต้อง ใช้รูปแบบ ชช:นน",
        "the time of day in {field} is not valid; write hh:mm",
    ),
    "UNKNOWN_LEVEL": (
        "มาตรฐานฝีมือแรงงานนี้ไม่มีระดับตามช่อง {field}",
        "this skill standard does not have the level in {field}",
    ),
    "NOT_JURISTIC": (
        "เลขในช่อง {field} เป็นเลขประจำตัวของบุคคล ไม่ใช่ของนิติบุคคล จึงรับไว้ไม่ได้",
        "the number in {field} is a person's, not a juristic person's, so it can't be taken",
    ),
    "AGREEMENT_NOT_IN_FORCE": (
        "ไม่มีข้อตกลงที่มีผลใช้บังคับในวันนี้ จึงรับข้อมูลไม่ได้",
        "no agreement is in force today, so nothing can be taken",
    ),
    "NOT_IN_AGREEMENT": (
        "ข้อตกลงไม่ได้ให้หน่วยงานนี้ส่งข้อมูลชุดนี้ในวันนี้",
        "the agreement does not let this agency give this data set today",
    ),
    "ERASED": (
        "ข้อมูลของบุคคลนี้ถูกลบตามสิทธิแล้ว จึงรับเฉพาะข้อมูลที่เกิดขึ้นหลังการลบ ช่อง {field} อยู่ก่อนการลบ",
        "this person's data were erased; only what came after is taken, and {field} is before that",
    ),
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
    "NOT_YOUR_RECORD": (
        "ช่อง {field} เป็นของสถานศึกษาหรือศูนย์ทดสอบอื่น จึงส่งแทนไม่ได้",
        "{field} is another college's or test centre's, for which you can't send",
    ),
    "NOT_A_ROW": (
        "ข้อความนี้ไม่ใช่แถว ต้องเป็นข้อความตามชื่อคอลัมน์",
        "this is no row: text by the names of columns",
    ),
    "NUMBER_SHORTENED": (
        "โปรแกรมตารางย่อตัวเลขในช่อง {field} ไว้ (เช่น 1.99E+12) โปรดตั้งคอลัมน์เป็นข้อความแล้วใส่ใหม่",
        "a spreadsheet shortened the number in {field} (as 1.99E+12): make the column text and fill it in again",
    ),
    "ZERO_LOST": (
        "รหัสในช่อง {field} ดูเหมือนเลข 0 ข้างหน้าหายไป โปรดตั้งคอลัมน์เป็นข้อความแล้วใส่ใหม่",
        "the code in {field} seems to have lost a zero in front: make the column text and fill it in again",
    ),
    "FORMULA": (
        "ช่อง {field} เป็นสูตร ไม่ใช่ข้อมูล จึงรับไม่ได้",
        "{field} holds a formula instead of a value, so it can't be taken",
    ),
    "CELL_ERROR": (
        "ช่อง {field} เป็นข้อผิดพลาดของโปรแกรมตาราง (เช่น #N/A หรือ ####) โปรดแก้ไขแล้วส่งใหม่",
        "{field} holds a spreadsheet's error (as #N/A or ####): mend it and send it again",
    ),
    "NOT_ENCODABLE": ("แถวนี้มีค่าที่บันทึกไม่ได้ในช่อง {field}", "{field} holds a value that can't be recorded"),
}


def refusal(code: str, field: str, **facts: str) -> Refusal:
    """Make a refusal by its code; KeyError for a code that is not in the table."""
    th, en = SENTENCES[code]
    return Refusal(code, field, th.format(field=field, **facts), en.format(field=field, **facts))
