"""OVEC's student register: a row of a college's enrolments becomes a student event (clause 3.1.1(1))."""

from typing import Final

from producers.column_codes import (
    full_name,
    identifier,
    occupation_codes,
    optional_district,
    other_identifiers,
    province,
    province_codes,
)
from producers.column_dates import ENVELOPE, change
from producers.columns import bad, choice, only, optional, optional_number, optional_year, text, year
from producers.draft import Change, DataSet, Draft, Person, Row
from schemas.codes import field_names, subject_types
from schemas.events import Level, Student, StudentStatus, Wish
from schemas.identifiers import Identifier
from schemas.thai import digits
from schemas.topics import STUDENT

_COLLEGE_DIGITS: Final = 10
_FIELD_CODE_DIGITS: Final = 5
COLUMNS: Final = ENVELOPE | {
    "student_id",
    "citizen_id",
    "other_ids",
    "prefix",
    "first_name",
    "last_name",
    "address",
    "telephone",
    "college_code",
    "status",
    "level",
    "curriculum_year",
    "subject_type",
    "field_code",
    "field",
    "specialisation",
    "qualification",
    "entry_year",
    "graduation_year",
    "province_code",
    "district_code",
    "wish",
    "wanted_occupations",
    "wanted_provinces",
    "wanted_wage",
}
STATUSES: Final[dict[str, StudentStatus]] = {
    "กำลังศึกษา": "STUDYING",
    "คาดว่าจะสำเร็จการศึกษา": "ABOUT_TO_GRADUATE",
    "สำเร็จการศึกษา": "GRADUATED",
    "พ้นสภาพ": "LEFT",
}
LEVELS: Final[dict[str, Level]] = {"ปวช.": "PVC", "ปวส.": "PVS", "ทล.บ.": "BTECH", "ป.ตรี": "BTECH"}
WISHES: Final[dict[str, Wish]] = {
    "ประสงค์ทำงาน": "WORK",
    "ศึกษาต่อ": "FURTHER_STUDY",
    "ไม่ประสงค์ทำงาน": "NOT_SEEKING",
    "ยังไม่แจ้ง": "UNKNOWN",
}


def student(row: Row) -> Draft:
    """Read a student's enrolment; BadRowError when a column can't be taken."""
    only(row, COLUMNS)
    what = _change(row)
    if what.operation == "DELETE":
        who = _person(row) if optional(row, "citizen_id") else None
        return Draft(what, who, None)
    lives_in = province(row, "province_code")
    level = choice(row, "level", LEVELS)
    subject_type = text(row, "subject_type")
    data = Student(
        college=_digits(row, "college_code", _COLLEGE_DIGITS),
        status=choice(row, "status", STATUSES),
        level=level,
        curriculum_year=year(row, "curriculum_year"),
        subject_type=_present_name(subject_type),
        subject_type_as_sent=subject_type,
        field_code=_digits(row, "field_code", _FIELD_CODE_DIGITS) if optional(row, "field_code") else None,
        field=_field(row),
        specialisation=optional(row, "specialisation"),
        qualification=optional(row, "qualification"),
        entry_academic_year=year(row, "entry_year"),
        graduation_academic_year=optional_year(row, "graduation_year"),
        province=lives_in,
        district=optional_district(row, "district_code", lives_in),
        wish=choice(row, "wish", WISHES),
        desired_occupations=occupation_codes(row, "wanted_occupations"),
        desired_provinces=province_codes(row, "wanted_provinces"),
        desired_wage_min=optional_number(row, "wanted_wage", 0, 1_000_000),
    )
    if data.graduation_academic_year is not None and data.graduation_academic_year < data.entry_academic_year:
        raise bad("DATES_DISAGREE", "graduation_year")
    return Draft(what, _person(row), data.data())


def _person(row: Row) -> Person:
    return Person(
        _identify(row),
        other_identifiers(row, "other_ids"),
        full_name(row),
        optional(row, "address") or "",
        optional(row, "telephone") or "",
    )


def _identify(row: Row) -> Identifier:
    return identifier(row, "citizen_id")


def _digits(row: Row, field: str, length: int) -> str:
    code = digits(text(row, field))
    if len(code) != length or not (code.isascii() and code.isdigit()):
        raise bad("UNKNOWN_CODE", field)
    return code


def _present_name(subject_type: str) -> str:
    """Map a ประเภทวิชา of an older curriculum forward to its name of 2567 (DOMAIN 3)."""
    found = subject_types().get(subject_type)
    if found is None:
        raise bad("UNKNOWN_SUBJECT_TYPE", "subject_type")
    return found


def _field(row: Row) -> str:
    field = text(row, "field")
    if field not in field_names():
        raise bad("UNKNOWN_FIELD_OF_STUDY", "field")
    return field


def _change(row: Row) -> Change:
    return change(row, "student_id")


STUDENTS: Final = DataSet(STUDENT, "ovec", COLUMNS, _change, student, _identify, population_only=False)
