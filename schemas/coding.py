"""Checks a code as a register sent it against its table, maps a replaced one forward, and keeps it as it was sent."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from schemas import codes
from schemas.identifiers import Kind, classify
from schemas.refusals import RefusedValueError
from schemas.thai import digits, match_key

ISCO_08: Final = "ISCO-08"
ISCO_88: Final = "ISCO-88"
TSCO: Final = "TSCO"
TSIC: Final = "TSIC"
SSO: Final = "SSO"
OCCUPATION_SCHEMES: Final = (ISCO_08, ISCO_88, TSCO)
_LEVEL_DIGITS: Final = {"PVC": "2", "PVS": "3"}
_SEPARATORS: Final = re.compile(r"[\s.\-]")
_INDUSTRY: Final = re.compile(r"[0-9]{2,5}")
_OWN_INDUSTRY: Final = re.compile(r"[0-9A-Z]{1,6}")
_COLLEGE: Final = re.compile(r"[0-9]{10}")
_FIELD_CODE: Final = re.compile(r"[0-9]{5}")
_TIME: Final = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])")


class Mapped(NamedTuple):
    """A code as the platform uses it, and beside it the code as it was sent with the list it is from."""

    code: str
    scheme: str
    as_sent: str


def occupation(scheme: str, raw: str) -> Mapped:
    """Give an occupation as an ISCO-08 unit group (DOMAIN 4).

    An ISCO-88 group, or the group a TSCO code (DOE's list of 2544: six digits) begins with, is mapped forward where
    one group followed it; where it was divided RefusedValueError OCCUPATION_NOT_CONVERTIBLE says so.
    """
    code = _SEPARATORS.sub("", digits(raw))
    if scheme == ISCO_08:
        return Mapped(_listed(code, codes.occupations(), "UNKNOWN_OCCUPATION"), scheme, raw)
    if scheme not in OCCUPATION_SCHEMES:
        raise RefusedValueError("UNKNOWN_OCCUPATION_SCHEME")
    if scheme == TSCO and not (len(code) == 6 and code.isascii() and code.isdigit()):
        raise RefusedValueError("UNKNOWN_OCCUPATION")
    group = code[:4] if scheme == TSCO else code
    followers = codes.former_occupations()[_listed(group, codes.former_occupations(), "UNKNOWN_OCCUPATION")]
    if len(followers) != 1:
        raise RefusedValueError("OCCUPATION_NOT_CONVERTIBLE")
    return Mapped(followers[0], scheme, raw)


def industry(scheme: str, raw: str) -> Mapped:
    """Give an industry: TSIC by its division (classes have five digits), SSO's own list as it is (DOMAIN 5)."""
    code = digits(raw).strip().upper()
    if scheme == TSIC and _INDUSTRY.fullmatch(code):
        return Mapped(_listed(code[:2], codes.industries(), "UNKNOWN_INDUSTRY"), scheme, raw)
    if scheme == SSO and _OWN_INDUSTRY.fullmatch(code):
        return Mapped(code, scheme, raw)
    raise RefusedValueError("UNKNOWN_INDUSTRY")


def subject_type(raw: str) -> str:
    """Map a ประเภทวิชา of any curriculum forward to its name of 2567 (DOMAIN 3)."""
    found = codes.subject_types().get(raw) or _by_reading()["subject_type"].get(match_key(raw))
    if found is None:
        raise RefusedValueError("UNKNOWN_SUBJECT_TYPE")
    return found


def field_of_study(raw: str) -> str:
    """Give a สาขาวิชา by its name as the tables write it."""
    found = raw if raw in codes.field_names() else _by_reading()["field"].get(match_key(raw))
    if found is None:
        raise RefusedValueError("UNKNOWN_FIELD_OF_STUDY")
    return found


def field_code(level: str, curriculum_year: int, field: str, raw: str | None) -> str | None:
    """Give the 5-digit code of a field in its curriculum, or None where none was sent (DOMAIN 3).

    The year must be one of the level's curricula; the code must begin with the level's digit and, where a public
    source shows whose it is, be that field's. Most codes are not public: those are taken as sent.
    """
    if curriculum_year not in codes.curricula().get(level, ()):
        raise RefusedValueError("UNKNOWN_CURRICULUM")
    if raw is None:
        return None
    code = digits(raw).strip()
    if not _FIELD_CODE.fullmatch(code) or not code.startswith(_LEVEL_DIGITS.get(level, "")):
        raise RefusedValueError("UNKNOWN_FIELD_CODE")
    if field not in codes.field_codes().get(code, {field}):
        raise RefusedValueError("FIELD_CODE_DISAGREES")
    return code


def skill_standard(raw: str) -> codes.SkillStandard:
    """Give a national skill standard by its Thai or English name as it reads (DOMAIN 6)."""
    name = _by_reading()["standard"].get(match_key(raw))
    if name is None:
        raise RefusedValueError("UNKNOWN_STANDARD")
    return codes.skill_standards()[name]


def skill_level(of_standard: codes.SkillStandard, level: int) -> int:
    """Give a level that the standard has; some have only one or two."""
    if level not in (of_standard.levels or (1, 2, 3)):
        raise RefusedValueError("UNKNOWN_LEVEL")
    return level


def province(raw: str) -> str:
    """Give a province by its DOPA code (DOMAIN 2)."""
    return _listed(digits(raw).strip(), codes.provinces(), "UNKNOWN_PROVINCE")


def district(raw: str) -> str:
    """Give a district of a known province by its 4-digit DOPA code; the districts themselves are in no table here."""
    return _place(raw, 4)


def subdistrict(raw: str) -> str:
    """Give a subdistrict of a known province by its 6-digit DOPA code."""
    return _place(raw, 6)


def _place(raw: str, length: int) -> str:
    code = digits(raw).strip()
    if len(code) != length or not (code.isascii() and code.isdigit()) or code[:2] not in codes.provinces():
        raise RefusedValueError("UNKNOWN_DISTRICT")
    return code


def _occupation_scheme(raw: str) -> str:
    return _listed(raw.strip().upper(), OCCUPATION_SCHEMES, "UNKNOWN_OCCUPATION_SCHEME")


def _occupation_group(raw: str) -> str:
    return _listed(digits(raw).strip(), codes.occupation_groups(), "UNKNOWN_OCCUPATION")


def _industry_section(raw: str) -> str:
    return _listed(raw.strip().upper(), codes.industry_sections(), "UNKNOWN_INDUSTRY")


def _college(raw: str) -> str:
    code = digits(raw).strip()
    if not _COLLEGE.fullmatch(code):
        raise RefusedValueError("UNKNOWN_CODE")
    return code


def _juristic(raw: str) -> str:
    """Take a juristic person's number only: a sole trader's is the owner's own, and never taken in (DOMAIN 1.4)."""
    found = classify(raw, "employer")
    if found.kind is not Kind.JURISTIC:
        raise RefusedValueError("NOT_JURISTIC")
    return found.normalised


def _time_of_day(raw: str) -> str:
    found = _TIME.fullmatch(digits(raw).strip().removesuffix("น.").strip())
    if found is None:
        raise RefusedValueError("BAD_TIME")
    return f"{int(found[1]):02}:{found[2]}"


def _listed(code: str, table: Mapping[str, object] | tuple[str, ...], refusal: str) -> str:
    if code not in table:
        raise RefusedValueError(refusal)
    return code


@lru_cache(maxsize=1)
def _by_reading() -> Mapping[str, Mapping[str, str]]:
    """Index what is named in Thai by how it reads, so that two spellings of one name are one."""
    standards = codes.skill_standards()
    return {
        "subject_type": {match_key(old): new for old, new in codes.subject_types().items()},
        "field": {match_key(name): name for name in codes.field_names()},
        "standard": {match_key(text): name for name, one in standards.items() for text in (name, one.th)},
    }


# What the `codes` attribute of a schema's text field names: how such a text is checked and mapped forward. An
# occupation is read with the scheme beside it, numbers are held to the range of NUMBERS.
CHECKS: Final[Mapping[str, Callable[[str], str]]] = {
    "province": province,
    "district": district,
    "subdistrict": subdistrict,
    "occupation_scheme": _occupation_scheme,
    "occupation_group": _occupation_group,
    "industry": lambda raw: industry(TSIC, raw).code,
    "industry_section": _industry_section,
    "subject_type": subject_type,
    "field_of_study": field_of_study,
    "skill_standard": lambda raw: skill_standard(raw).name,
    "college": _college,
    "juristic": _juristic,
    "time_of_day": _time_of_day,
}
NUMBERS: Final[Mapping[str, tuple[int, int]]] = {"buddhist_year": (2450, 2650), "month": (1, 12), "skill_level": (1, 3)}
