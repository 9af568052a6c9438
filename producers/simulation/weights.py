"""Where vocational students are and what they study: drawn by the published counts."""

from functools import cache
from itertools import accumulate
from random import Random
from typing import Final

from schemas.codes import (
    FieldOfStudy,
    field_occupations,
    fields_of_study,
    former_occupations,
    province_figures,
    provinces,
    skill_standards,
)

LEVEL_WORDS: Final = {"PVC": "ปวช.", "PVS": "ปวส.", "BTECH": "ทล.บ."}
YEARS_OF_STUDY: Final = {"PVC": 3, "PVS": 2, "BTECH": 2}
CURRICULA: Final = {"PVC": (2562, 2567), "PVS": (2563, 2567), "BTECH": (2562,)}
# Of those graduating, the share that goes on studying (outcome file of academic year 2566, rounded).
FURTHER_STUDY: Final = {"PVC": 0.60, "PVS": 0.25, "BTECH": 0.05}
_LEAST_GRADUATES: Final = 5  # where the source masks fewer than ten


@cache
def _places() -> tuple[tuple[tuple[str, str], ...], tuple[int, ...]]:
    pairs = [
        ((province, level), count)
        for province, figures in province_figures().items()
        for level, count in figures.graduates.items()
        if count
    ]
    return tuple(pair for pair, _ in pairs), tuple(accumulate(count for _, count in pairs))


@cache
def _fields(level: str) -> tuple[tuple[FieldOfStudy, ...], tuple[int, ...]]:
    found = tuple(one for one in fields_of_study() if one.level == level and one.field in field_occupations())
    return found, tuple(accumulate(max(one.graduates, _LEAST_GRADUATES) for one in found))


def place_and_level(random: Random) -> tuple[str, str]:
    """Draw a province and a level by how many graduate there."""
    pairs, weights = _places()
    return random.choices(pairs, cum_weights=weights)[0]


def field_of(random: Random, level: str) -> FieldOfStudy:
    """Draw a field of study of a level by how many graduate in it."""
    fields, weights = _fields(level)
    return random.choices(fields, cum_weights=weights)[0]


def college_in(random: Random, province: str) -> str:
    """Draw a college of a province: 13, the province, and a running number."""
    figures = province_figures()[province]
    return f"13{province}{random.randint(1, max(1, figures.public_colleges + figures.private_colleges)):06d}"


def occupation_from(random: Random, field: str) -> str:
    """Draw an occupation a field of study leads to, by its weight."""
    links = field_occupations()[field]
    return random.choices([code for code, _ in links], weights=[weight for _, weight in links])[0]


@cache
def former_code(occupation: str) -> str:
    """Give the ISCO-88 group that an occupation alone followed; blank where there is none."""
    return next((code for code, followers in former_occupations().items() if followers == (occupation,)), "")


@cache
def standards_for(field: str) -> tuple[str, ...]:
    """Give the skill standards that belong to a field of study."""
    return tuple(name for name, one in skill_standards().items() if one.levels and field in one.fields)


@cache
def standards_of_occupation(occupation: str) -> tuple[str, ...]:
    """Give the skill standards of an occupation."""
    return tuple(name for name, one in skill_standards().items() if one.occupation == occupation)


def around(random: Random, province: str) -> str:
    """Draw a province one would work in: mostly one's own, else a neighbour."""
    neighbours = sorted(provinces()[province].neighbours)
    return province if random.random() < 0.75 or not neighbours else random.choice(neighbours)


@cache
def fields_with_standards() -> tuple[str, ...]:
    """Give the fields of study that have a skill standard with levels."""
    return tuple(sorted({field for one in skill_standards().values() if one.levels for field in one.fields}))
