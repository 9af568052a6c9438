"""DOE's vacancy register: a row of a notice or a survey becomes a vacancy event (clause 3.2.1(1))."""

from functools import cache
from typing import Any, Final

from producers.column_codes import optional_district, standard, standard_level
from producers.column_dates import ENVELOPE, change, day, optional_date
from producers.columns import bad, choice, number, only, optional, optional_choice, optional_number, several, text
from producers.draft import Change, DataSet, Draft, Row
from schemas.codes import field_names, industries, occupations, provinces
from schemas.events import EmploymentType, Level, Vacancy, VacancySource, VacancyStatus, WageUnit
from schemas.identifiers import Kind, classify
from schemas.refusals import RefusedValueError
from schemas.thai import digits, match_key
from schemas.topics import VACANCY

ISCO_08: Final = "ISCO-08"
COLUMNS: Final = ENVELOPE | {
    "job_id",
    "employer_id",
    "employer_name",
    "position",
    "occupation_scheme",
    "occupation_code",
    "province_name",
    "district_code",
    "tsic",
    "positions",
    "positions_filled",
    "employment_type",
    "wage_min",
    "wage_max",
    "wage_unit",
    "degrees",
    "fields",
    "experience_years",
    "skill_standard",
    "skill_level",
    "certificate",
    "announce_date",
    "expire_date",
    "status",
    "source",
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
    workplace = _province(row)
    posted_on = day(row, "announce_date")
    data = Vacancy(
        vacancy_number=what.own_id,
        **_employer(row),
        position=text(row, "position"),
        **_occupation(row),
        province=workplace,
        district=optional_district(row, "district_code", workplace),
        industry_code=_industry(row),
        **_terms(row),
        levels=_degrees(row),
        fields=_fields(row),
        experience_years_min=optional_number(row, "experience_years", 0, 60) or 0,
        **_skill(row),
        posted_on=posted_on,
        expires_on=optional_date(row, "expire_date", not_before=posted_on),
        status=choice(row, "status", STATUSES),
        source=choice(row, "source", SOURCES),
    )
    return Draft(what, None, data.data())


def _employer(row: Row) -> dict[str, Any]:
    """Name the employer; a sole trader's number is the owner's own and the name personal, so neither is carried."""
    if optional(row, "employer_id") is None:
        return {"employer_kind": "UNKNOWN", "employer_name": optional(row, "employer_name")}
    try:
        found = classify(text(row, "employer_id"), "employer")
    except RefusedValueError as why:
        raise bad(why.code, "employer_id") from None
    if found.kind is not Kind.JURISTIC:
        return {"employer_kind": "SOLE_TRADER"}
    name = text(row, "employer_name")
    return {"employer_kind": "JURISTIC", "juristic_number": found.normalised, "employer_name": name}


def _occupation(row: Row) -> dict[str, Any]:
    """Take the occupation in ISCO-08; other lists have codes alike that mean something else (DOMAIN 4)."""
    scheme, code = text(row, "occupation_scheme"), digits(text(row, "occupation_code"))
    if scheme != ISCO_08:
        raise bad("UNKNOWN_OCCUPATION_SCHEME", "occupation_scheme")
    if code not in occupations():
        raise bad("UNKNOWN_OCCUPATION", "occupation_code")
    return {"occupation": code, "occupation_scheme": scheme, "occupation_as_sent": code}


@cache
def _province_names() -> dict[str, str]:
    return {match_key(one.th): one.code for one in provinces().values()}


def _province(row: Row) -> str:
    """Find the province by its Thai name: DOE's own province numbers are not DOPA's (DOMAIN 8)."""
    name = match_key(text(row, "province_name")).removeprefix("จังหวัด").strip()
    code = _province_names().get(name)
    if code is None:
        raise bad("UNKNOWN_PROVINCE", "province_name")
    return code


def _industry(row: Row) -> str | None:
    raw = optional(row, "tsic")
    if raw is None:
        return None
    # Classes have five digits; the first two are the division.
    division = digits(raw)[:2]
    if division not in industries():
        raise bad("UNKNOWN_INDUSTRY", "tsic")
    return division


def _terms(row: Row) -> dict[str, Any]:
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


def _fields(row: Row) -> tuple[str, ...]:
    found = several(row, "fields")
    if not field_names().issuperset(found):
        raise bad("UNKNOWN_FIELD_OF_STUDY", "fields")
    return found


def _skill(row: Row) -> dict[str, Any]:
    required = optional_choice(row, "certificate", CERTIFICATE) or False
    if optional(row, "skill_standard") is None:
        return {"certificate_required": required}
    asked = standard(row, "skill_standard")
    level = standard_level(row, "skill_level", asked) if optional(row, "skill_level") else None
    return {"skill_standard": asked.name, "skill_level": level, "certificate_required": required}


def _change(row: Row) -> Change:
    return change(row, "job_id")


VACANCIES: Final = DataSet(VACANCY, "doe", COLUMNS, _change, vacancy, None, population_only=False)
