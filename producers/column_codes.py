"""Reads a register's codes and numbers of people, each held against its table or check digit."""

import re
from functools import lru_cache
from typing import Final

from producers.columns import bad, number, optional, several, text
from producers.draft import Row
from schemas.codes import SkillStandard, occupations, provinces, skill_standards
from schemas.identifiers import FieldKind, Identifier, classify
from schemas.refusals import RefusedValueError
from schemas.thai import digits, match_key

_DISTRICT: Final = re.compile(r"[0-9]{4}")


def province(row: Row, field: str) -> str:
    """Give a province by its DOPA code."""
    code = digits(text(row, field))
    if code not in provinces():
        raise bad("UNKNOWN_PROVINCE", field)
    return code


def province_codes(row: Row, field: str) -> tuple[str, ...]:
    """Give several provinces by their DOPA codes."""
    codes = tuple(digits(code) for code in several(row, field))
    if not all(code in provinces() for code in codes):
        raise bad("UNKNOWN_PROVINCE", field)
    return codes


def optional_district(row: Row, field: str, of_province: str) -> str | None:
    """Give a district: 4 digits that begin with its province."""
    raw = optional(row, field)
    code = digits(raw) if raw else None
    if code is not None and not (_DISTRICT.fullmatch(code) and code[:2] == of_province):
        raise bad("UNKNOWN_DISTRICT", field)
    return code


def occupation_codes(row: Row, field: str) -> tuple[str, ...]:
    """Give several occupations by their ISCO-08 unit groups."""
    codes = tuple(digits(code) for code in several(row, field))
    if not all(code in occupations() for code in codes):
        raise bad("UNKNOWN_OCCUPATION", field)
    return codes


@lru_cache(maxsize=1024)
def standard_named(name: str) -> SkillStandard | None:
    """Find a skill standard by its Thai name as it reads."""
    wanted = match_key(name)
    return next((one for one in skill_standards().values() if match_key(one.th) == wanted), None)


def standard(row: Row, field: str) -> SkillStandard:
    """Give a national skill standard by its Thai name."""
    found = standard_named(text(row, field))
    if found is None:
        raise bad("UNKNOWN_STANDARD", field)
    return found


def standard_level(row: Row, field: str, of_standard: SkillStandard) -> int:
    """Give a level the standard has."""
    level = number(row, field, 1, 3)
    if of_standard.levels and level not in of_standard.levels:
        raise bad("OUT_OF_RANGE", field)
    return level


def identifier(row: Row, field: str) -> Identifier:
    """Give a person's number, checked."""
    return _classified(text(row, field), field, "person")


def other_identifiers(row: Row, field: str) -> tuple[Identifier, ...]:
    """Give further numbers the register knows the person by."""
    return tuple(_classified(raw, field, "person") for raw in several(row, field))


def _classified(raw: str, field: str, kind: FieldKind) -> Identifier:
    try:
        return classify(raw, kind)
    except RefusedValueError as why:
        raise bad(why.code, field) from None


def social_security_card(row: Row, field: str) -> Identifier:
    """Give a foreigner's social-security card number, its shape checked."""
    return _classified(text(row, field), field, "sso_card")


def full_name(row: Row) -> str:
    """Join title, first name and surname as sent; titles are taken off only where names are compared."""
    return " ".join(filter(None, (optional(row, part) for part in ("prefix", "first_name", "last_name"))))
