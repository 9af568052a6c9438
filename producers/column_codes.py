"""Reads a register's coded columns, each code held against its table; a refusal names the code and the column."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Final, TypeVar

from producers.columns import bad, optional, several, text, whole
from producers.draft import Row
from schemas import coding
from schemas.codes import SkillStandard, provinces
from schemas.refusals import RefusedValueError
from schemas.thai import match_key

T = TypeVar("T")
LEVELS: Final = (1, 3)


def coded(row: Row, field: str, convert: Callable[[str], T]) -> T:
    """Give what a column's code stands for."""
    try:
        return convert(text(row, field))
    except RefusedValueError as why:
        raise bad(why.code, field) from None


def optional_coded(row: Row, field: str, convert: Callable[[str], T]) -> T | None:
    """Give what a column's code stands for, or None when blank."""
    return None if optional(row, field) is None else coded(row, field, convert)


def all_coded(row: Row, field: str, convert: Callable[[str], T]) -> tuple[T, ...]:
    """Give what each of a column's codes stands for."""
    try:
        return tuple(convert(raw) for raw in several(row, field))
    except RefusedValueError as why:
        raise bad(why.code, field) from None


def province_named(raw: str) -> str:
    """Find a province by its Thai name: DOE's own province numbers are not DOPA's (DOMAIN 8)."""
    code = _province_names().get(match_key(raw).removeprefix("จังหวัด").strip())
    if code is None:
        raise RefusedValueError("UNKNOWN_PROVINCE")
    return code


@cache
def _province_names() -> dict[str, str]:
    return {match_key(one.th): one.code for one in provinces().values()}


def lying_in(code: str, province: str | None) -> str:
    """Hold a district or subdistrict against its province, whose code it begins with (DOMAIN 2)."""
    if code[:2] != province:
        raise RefusedValueError("UNKNOWN_DISTRICT")
    return code


def optional_district(row: Row, field: str, province: str | None) -> str | None:
    """Give a district of a province, or None when blank."""
    return optional_coded(row, field, lambda raw: lying_in(coding.district(raw), province))


def occupation(raw: str) -> str:
    """Give an occupation of a register that has one list of them, ISCO-08."""
    return coding.occupation(coding.ISCO_08, raw).code


def occupation_sent(row: Row) -> Mapping[str, str]:
    """Give an occupation in ISCO-08 with code and list as sent, from the columns every register has for it."""
    scheme = coded(row, "occupation_scheme", coding.CHECKS["occupation_scheme"])
    found = coded(row, "occupation_code", lambda raw: coding.occupation(scheme, raw))
    return {"occupation": found.code, "occupation_scheme": found.scheme, "occupation_as_sent": found.as_sent}


def standard_level(row: Row, field: str, of_standard: SkillStandard) -> int:
    """Give a level the standard has (DOMAIN 6)."""
    return coded(row, field, lambda raw: coding.skill_level(of_standard, whole(raw, *LEVELS)))
