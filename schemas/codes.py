"""The code tables under codes/, read once: provinces, occupations, fields of study, industries, skill standards."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

FOLDER: Final = Path(__file__).parent / "codes"


@dataclass(frozen=True)
class Province:
    """A province by its DOPA code, with those it borders on land (or by bridge)."""

    code: str
    th: str
    en: str
    region: str
    neighbours: frozenset[str]


@dataclass(frozen=True)
class Occupation:
    """An ISCO-08 unit group; `th` is empty where no Thai name was compiled."""

    code: str
    th: str
    en: str


@dataclass(frozen=True)
class FieldOfStudy:
    """A สาขาวิชา as a curriculum has it; graduates of academic year 2566, 0 where the source masks fewer than 10."""

    level: str
    subject_type: str
    field: str
    field_en: str
    code: str
    graduates: int


@dataclass(frozen=True)
class SkillStandard:
    """A national skill standard, and whether the law demands its certificate."""

    name: str
    th: str
    levels: tuple[int, ...]
    occupation: str
    fields: tuple[str, ...]
    certificate_required: bool


@dataclass(frozen=True)
class ProvinceFigures:
    """Vocational education of a province in academic year 2566: colleges and graduates by level."""

    province: str
    public_colleges: int
    private_colleges: int
    graduates: Mapping[str, int]
    tracked: int
    working: int


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _count(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0


@cache
def provinces() -> Mapping[str, Province]:
    """Give the 77 provinces by DOPA code."""
    return MappingProxyType(
        {
            row["code"]: Province(
                row["code"], row["th"], row["en"], row["region"], frozenset(row["neighbours"].split())
            )
            for row in _rows("provinces.csv")
        }
    )


@cache
def occupations() -> Mapping[str, Occupation]:
    """Give the ISCO-08 unit groups by their 4-digit code."""
    rows = (row for row in _rows("isco08.csv") if row["level"] == "unit")
    return MappingProxyType({row["code"]: Occupation(row["code"], row["th"], row["en"]) for row in rows})


@cache
def occupation_groups() -> Mapping[str, str]:
    """Give the ISCO-08 major and sub-major groups (1 and 2 digits) with their English names."""
    rows = (row for row in _rows("isco08.csv") if row["level"] in ("major", "sub-major"))
    return MappingProxyType({row["code"]: row["en"] for row in rows})


@cache
def former_occupations() -> Mapping[str, tuple[str, ...]]:
    """Give, per ISCO-88 unit group, the ISCO-08 unit groups it went into (DOMAIN 4); several where it was divided."""
    return MappingProxyType({row["code"]: tuple(row["isco08"].split()) for row in _rows("isco88.csv")})


@cache
def curricula() -> Mapping[str, frozenset[int]]:
    """Give, per level, the years (Buddhist era) of the curricula that enrolments may be of (DOMAIN 3)."""
    found: dict[str, set[int]] = {}
    for row in _rows("curricula.csv"):
        found.setdefault(row["level"], set()).add(int(row["year"]))
    return MappingProxyType({level: frozenset(years) for level, years in found.items()})


@cache
def field_codes() -> Mapping[str, frozenset[str]]:
    """Give, per 5-digit code that is public, the fields of study that have it; most are not."""
    found: dict[str, set[str]] = {}
    for row in _rows("ovec_fields.csv"):
        if row["code_status"] == "public-source":
            found.setdefault(row["code"], set()).add(row["field_th"])
    return MappingProxyType({code: frozenset(names) for code, names in found.items()})


@cache
def fields_of_study() -> tuple[FieldOfStudy, ...]:
    """Give the fields of study of all curricula known."""
    return tuple(
        FieldOfStudy(
            row["level"],
            row["type_th"],
            row["field_th"],
            row["field_en"],
            row["code"],
            _count(row["graduates_ay2566"]),
        )
        for row in _rows("ovec_fields.csv")
    )


@cache
def field_names() -> frozenset[str]:
    """Give the names of all fields of study, in Thai."""
    return frozenset(field.field for field in fields_of_study())


@cache
def field_occupations() -> Mapping[str, tuple[tuple[str, float], ...]]:
    """Give, per field of study, the occupations it leads to with their weights (0 to 1), best first."""
    found: dict[str, list[tuple[str, float]]] = {}
    for row in sorted(_rows("field_to_occupation.csv"), key=lambda row: int(row["rank"])):
        found.setdefault(row["field_th"], []).append((row["isco08"], float(row["weight"])))
    return MappingProxyType({field: tuple(links) for field, links in found.items()})


@cache
def subject_types() -> Mapping[str, str]:
    """Give, per ประเภทวิชา of any curriculum, its name today (2567), or itself where it has no successor."""
    rows = _rows("ovec_subject_types.csv")
    return MappingProxyType({row["type_th"]: row["successor_2567_th"] or row["type_th"] for row in rows})


@cache
def skill_standards() -> Mapping[str, SkillStandard]:
    """Give the national skill standards by their English name."""
    found = {}
    for row in _rows("skill_standards.csv"):
        levels = tuple(int(level) for level in row["levels"].split(";") if level)
        fields = tuple(field for field in row["ovec_fields"].split("|") if field)
        found[row["standard_en"]] = SkillStandard(
            row["standard_en"], row["standard_th"], levels, row["isco08"], fields, row["certificate_required"] == "yes"
        )
    return MappingProxyType(found)


@cache
def industries() -> Mapping[str, str]:
    """Give the TSIC divisions (2 digits) with their Thai names."""
    return MappingProxyType({row["division"]: row["th"] for row in _rows("tsic_divisions.csv")})


@cache
def industry_sections() -> Mapping[str, str]:
    """Give the TSIC sections (A to U) with their Thai names."""
    return MappingProxyType({row["section"]: row["th"] for row in _rows("tsic_sections.csv")})


@cache
def section_of_division() -> Mapping[str, str]:
    """Give the TSIC section (A to U) of each division (2 digits)."""
    return MappingProxyType({row["division"]: row["section"] for row in _rows("tsic_divisions.csv")})


@cache
def title_prefixes() -> tuple[str, ...]:
    """Give the titles that may be glued to a name, in full and abbreviated."""
    found = {text for row in _rows("title_prefixes.csv") for text in (row["th"], row["abbr"]) if text}
    return tuple(sorted(found))


@cache
def province_figures() -> Mapping[str, ProvinceFigures]:
    """Give the sizes of vocational education by province."""
    return MappingProxyType(
        {
            row["province"]: ProvinceFigures(
                row["province"],
                _count(row["public_colleges"]),
                _count(row["private_colleges_operating"]),
                MappingProxyType({level: _count(row[f"grads_{level.lower()}_ay2566"]) for level in _LEVELS}),
                _count(row["tracked"]),
                _count(row["working_of_tracked"]),
            )
            for row in _rows("ovec_by_province.csv")
        }
    )


_LEVELS: Final = ("PVC", "PVS", "BTECH")
