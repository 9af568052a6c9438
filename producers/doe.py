"""DOE's vacancy register: a row of a notice or a survey becomes a vacancy event (clause 3.2.1(1))."""

from collections.abc import Mapping
from typing import Any, Final

from producers.column_codes import (
    all_coded,
    coded,
    occupation_sent,
    optional_coded,
    optional_district,
    province_named,
    standard_level,
)
from producers.column_dates import ENVELOPE, change, day, optional_date
from producers.columns import bad, choice, number, only, optional, optional_choice, optional_number, several, text
from producers.draft import Change, DataSet, Draft, Row
from producers.employers import notified
from schemas import coding
from schemas.events import EmploymentType, Level, Vacancy, VacancySource, VacancyStatus, WageUnit
from schemas.topics import VACANCY

COLUMNS: Final = ENVELOPE | {
    "job_id": "DOE-21-0000001",
    "employer_id": "0-1055-61990-01-1",
    "employer_name": "บริษัท ตัวอย่างสมมุติ จำกัด",
    "address": "99 ถนนสมมุติ",
    "position": "ช่างไฟฟ้าภายในอาคาร",
    "occupation_scheme": "ISCO-08",
    "occupation_code": "7411",
    "province_name": "ระยอง",
    "district_code": "2101",
    "tsic": "43210",
    "positions": "2",
    "positions_filled": "0",
    "employment_type": "เต็มเวลา",
    "wage_min": "13,500",
    "wage_max": "16,000",
    "wage_unit": "เดือน",
    "degrees": "ปวช.|ปวส.",
    "fields": "ไฟฟ้า",
    "skills": "อ่านแบบไฟฟ้า|ซ่อมมอเตอร์",
    "experience_years": "0",
    "skill_standard": "ช่างไฟฟ้าภายในอาคาร",
    "skill_level": "1",
    "certificate": "จำเป็น",
    "announce_date": "20/11/2569",
    "expire_date": "20/12/2569",
    "status": "เปิดรับ",
    "source": "ประกาศ",
}
EMPLOYMENT: Final[dict[str, EmploymentType]] = {
    "เต็มเวลา": "FULL_TIME",
    "บางเวลา": "PART_TIME",
    "ชั่วคราว": "TEMPORARY",
    "ฝึกงาน": "INTERNSHIP",
}
WAGE_UNITS: Final[dict[str, WageUnit]] = {"เดือน": "MONTH", "วัน": "DAY", "ชั่วโมง": "HOUR"}
DEGREES: Final[dict[str, Level]] = {"ปวช.": "PVC", "ปวส.": "PVS", "ทล.บ.": "BTECH", "ปริญญาตรี": "BTECH"}
STATUSES: Final[dict[str, VacancyStatus]] = {"เปิดรับ": "OPEN", "บรรจุครบ": "FILLED", "ปิดรับ": "CLOSED"}
SOURCES: Final[dict[str, VacancySource]] = {"ประกาศ": "NOTICE", "สำรวจ": "SURVEY"}
CERTIFICATE: Final = {"จำเป็น": True, "ไม่จำเป็น": False}


def vacancy(row: Row) -> Draft:
    """Read a vacancy; BadRowError when a column can't be taken."""
    only(row, COLUMNS)
    what = _change(row)
    if what.operation == "DELETE":
        return Draft(what, None, None)
    workplace = coded(row, "province_name", province_named)
    posted_on = day(row, "announce_date")
    data = Vacancy(
        vacancy_number=what.own_id,
        **notified(row),
        position=text(row, "position"),
        **occupation_sent(row),
        province=workplace,
        district=optional_district(row, "district_code", workplace),
        industry_code=optional_coded(row, "tsic", coding.CHECKS["industry"]),
        industry_as_sent=optional(row, "tsic"),
        **_terms(row),
        levels=_degrees(row),
        fields=all_coded(row, "fields", coding.field_of_study),
        skills=several(row, "skills"),
        experience_years_min=optional_number(row, "experience_years", 0, 60) or 0,
        **_skill(row),
        posted_on=posted_on,
        expires_on=optional_date(row, "expire_date", not_before=posted_on),
        status=choice(row, "status", STATUSES),
        source=choice(row, "source", SOURCES),
    )
    return Draft(what, None, data.data())


def _terms(row: Row) -> Mapping[str, Any]:
    wage_min = optional_number(row, "wage_min", 0, 1_000_000)
    wage_max = optional_number(row, "wage_max", 0, 1_000_000)
    if wage_min is not None and wage_max is not None and wage_max < wage_min:
        raise bad("OUT_OF_RANGE", "wage_max")
    return {
        "positions_requested": number(row, "positions", 1, 10_000),
        "positions_filled": optional_number(row, "positions_filled", 0, 10_000) or 0,
        "employment_type": choice(row, "employment_type", EMPLOYMENT),
        "wage_min": wage_min,
        "wage_max": wage_max,
        "wage_unit": optional_choice(row, "wage_unit", WAGE_UNITS) or "UNKNOWN",
    }


def _degrees(row: Row) -> tuple[Level, ...]:
    found = tuple(DEGREES.get(degree) for degree in several(row, "degrees"))
    known = tuple(level for level in found if level is not None)
    if len(known) != len(found):
        raise bad("UNKNOWN_CODE", "degrees")
    return known


def _skill(row: Row) -> Mapping[str, Any]:
    required = optional_choice(row, "certificate", CERTIFICATE) or False
    if optional(row, "skill_standard") is None:
        return {"certificate_required": required}
    asked = coded(row, "skill_standard", coding.skill_standard)
    level = standard_level(row, "skill_level", asked) if optional(row, "skill_level") else None
    return {
        "skill_standard": asked.name,
        "skill_standard_as_sent": text(row, "skill_standard"),
        "skill_level": level,
        "certificate_required": required,
    }


def _change(row: Row) -> Change:
    return change(row, "job_id")


VACANCIES: Final = DataSet(VACANCY, "doe", COLUMNS, _change, vacancy, None, population_only=False)
