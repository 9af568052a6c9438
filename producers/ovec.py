"""OVEC's registers: enrolments, surveyed demand, statistics and shared rooms become events (clause 3.1.1)."""

from collections.abc import Mapping
from typing import Any, Final

from producers.by_schema import Apart, data_set, in_order
from producers.column_codes import all_coded, coded, occupation, optional_district
from producers.column_dates import ENVELOPE, change
from producers.column_people import PERSON, RESIDENCE, citizen, full_name, other_identifiers
from producers.columns import bad, choice, only, optional, optional_number, optional_year, text, year
from producers.draft import Change, DataSet, Draft, Person, Row
from producers.employers import SURVEYED, surveyed
from producers.facilities import FACILITY_CHECKS, FACILITY_EXAMPLES
from schemas import coding
from schemas.events import Level, Student, StudentStatus, Wish
from schemas.refusals import RefusedValueError
from schemas.topics import DEMAND, OVEC_FACILITY, STAFF_STATISTICS, STUDENT, STUDENT_STATISTICS

COLUMNS: Final = (
    ENVELOPE
    | PERSON
    | RESIDENCE
    | {
        "student_id": "66301040001",
        "other_ids": "G682199000001",
        "telephone": "000-123-4567",
        "college_code": "1321000001",
        "status": "สำเร็จการศึกษา",
        "level": "ปวส.",
        "curriculum_year": "2563",
        "subject_type": "อุตสาหกรรม",
        "field_code": "30104",
        "field": "ไฟฟ้า",
        "specialisation": "ไฟฟ้ากำลัง",
        "qualification": "ประกาศนียบัตรวิชาชีพชั้นสูง",
        "entry_year": "2566",
        "graduation_year": "2568",
        "wish": "ประสงค์ทำงาน",
        "wanted_occupations": "7411|7412",
        "wanted_provinces": "21|20",
        "wanted_wage": "13,500",
    }
)
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
    lives_in = coded(row, "province_code", coding.province)
    data = Student(
        college=coded(row, "college_code", coding.CHECKS["college"]),
        status=choice(row, "status", STATUSES),
        **_studies(row),
        specialisation=optional(row, "specialisation"),
        qualification=optional(row, "qualification"),
        entry_academic_year=year(row, "entry_year"),
        graduation_academic_year=optional_year(row, "graduation_year"),
        province=lives_in,
        district=optional_district(row, "district_code", lives_in),
        wish=choice(row, "wish", WISHES),
        desired_occupations=all_coded(row, "wanted_occupations", occupation),
        desired_provinces=all_coded(row, "wanted_provinces", coding.province),
        desired_wage_min=optional_number(row, "wanted_wage", 0, 1_000_000),
    )
    if data.graduation_academic_year is not None and data.graduation_academic_year < data.entry_academic_year:
        raise bad("DATES_DISAGREE", "graduation_year")
    return Draft(what, _person(row), data.data())


def _person(row: Row) -> Person:
    return Person(
        citizen(row),
        other_identifiers(row, "other_ids"),
        full_name(row),
        optional(row, "address") or "",
        optional(row, "telephone") or "",
    )


def _studies(row: Row) -> Mapping[str, Any]:
    """Give what is studied: the field is named by curriculum year and code together, a name is no key (DOMAIN 3)."""
    level, curriculum_year = choice(row, "level", LEVELS), year(row, "curriculum_year")
    field, sent = coded(row, "field", coding.field_of_study), optional(row, "field_code")
    try:
        code = coding.field_code(level, curriculum_year, field, sent)
    except RefusedValueError as why:
        raise bad(why.code, "curriculum_year" if why.code == "UNKNOWN_CURRICULUM" else "field_code") from None
    return {
        "level": level,
        "curriculum_year": curriculum_year,
        "subject_type": coded(row, "subject_type", coding.subject_type),
        "subject_type_as_sent": text(row, "subject_type"),
        "field_code": code,
        "field": field,
    }


def _change(row: Row) -> Change:
    return change(row, "student_id")


STUDENTS: Final = DataSet(STUDENT, "ovec", COLUMNS, _change, student, citizen, population_only=False)
DEMANDS: Final = data_set(
    DEMAND,
    {
        "survey_no": "S-69-0001",
        "position": "ช่างไฟฟ้า",
        "qualification": "ปวส. ไฟฟ้า",
        "skills": "ซ่อมมอเตอร์|อ่านแบบไฟฟ้า",
        "establishment_name": "บริษัท ตัวอย่างสมมุติ จำกัด",
    },
    Apart(SURVEYED, surveyed),
    [in_order("surveyed_on", "valid_until", "valid_until")],
)
STUDENT_COUNTS: Final = data_set(STUDENT_STATISTICS)
STAFF_COUNTS: Final = data_set(STAFF_STATISTICS, {"position_level": "ชำนาญการ"})
FACILITIES: Final = data_set(OVEC_FACILITY, FACILITY_EXAMPLES, checks=FACILITY_CHECKS)
