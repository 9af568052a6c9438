"""OVEC's registers: enrolments, surveyed demand, statistics and shared rooms become events (clause 3.1.1)."""

from typing import Any, Final

from producers.by_schema import Apart, Particulars, data_set, in_order
from producers.column_people import PERSON, People, citizen, full_name, other_identifiers, typed_identifiers
from producers.columns import bad, optional
from producers.draft import Person, Row
from producers.employers import SURVEYED
from producers.facilities import FACILITY_CHECKS, FACILITY_EXAMPLES
from producers.schema_values import Values
from schemas import coding
from schemas.refusals import RefusedValueError
from schemas.topics import DEMAND, OVEC_FACILITY, STAFF_STATISTICS, STUDENT, STUDENT_STATISTICS


def student(row: Row) -> Person:
    """Read a student with the further numbers the college knows, and the telephone."""
    others = other_identifiers(row, "other_ids") + typed_identifiers(row)
    address, telephone = optional(row, "address") or "", optional(row, "telephone") or ""
    return Person(citizen(row), others, full_name(row), address, telephone)


def field_code(row: Row, values: Values) -> dict[str, Any]:
    """Hold the curriculum and the field's code in it against the level: a name is no key (DOMAIN 3)."""
    level, year, field = values["level"], values["curriculum_year"], values["field"]
    try:
        return {"field_code": coding.field_code(level, year, field, optional(row, "field_code"))}
    except RefusedValueError as why:
        raise bad(why.code, "curriculum_year" if why.code == "UNKNOWN_CURRICULUM" else "field_code") from None


_FURTHER: Final = {
    "other_ids": "G682199000001",
    "passport_no": "AA0000000",
    "sso_card_no": "0000000000",
    "telephone": "000-123-4567",
}
STUDENTS: Final = data_set(
    STUDENT,
    Particulars(
        {
            "student_id": "66301040001",
            **_FURTHER,
            "level": "ปวส.",
            "curriculum_year": "2563",
            "entry_year": "2566",
            "graduation_year": "2568",
            "wanted_occupations": "7411|7412",
            "wanted_provinces": "21|20",
            "wanted_wage": "13,500",
        },
        apart=[Apart(frozenset({"field_code"}), {"field_code": "30104"}, field_code)],
        checks=[in_order("entry_academic_year", "graduation_academic_year", "graduation_year")],
        people=People("citizen_id", PERSON, citizen, student),
    ),
)
DEMANDS: Final = data_set(
    DEMAND,
    Particulars(
        {
            "survey_no": "S-69-0001",
            "survey_date": "10/11/2569",
            "position": "ช่างไฟฟ้า",
            "qualification": "ปวส. ไฟฟ้า",
            "skills": "ซ่อมมอเตอร์|อ่านแบบไฟฟ้า",
        },
        apart=[SURVEYED],
        checks=[in_order("surveyed_on", "valid_until", "valid_until")],
    ),
)
STUDENT_COUNTS: Final = data_set(STUDENT_STATISTICS)
STAFF_COUNTS: Final = data_set(STAFF_STATISTICS, Particulars({"position_level": "ชำนาญการ"}))
FACILITIES: Final = data_set(OVEC_FACILITY, Particulars(FACILITY_EXAMPLES, checks=FACILITY_CHECKS))
