"""The parts a data set may be compared by: the college or centre a record is of, its province, the month it is from."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Final, NamedTuple

from producers.schema_fields import fields_of
from schemas.dates import BUDDHIST_ERA_YEARS, moment
from schemas.identifiers import normalise

# Whose a record is within its agency; a data set has one of them at most.
UNITS: Final = ("college", "test_centre", "training_centre")
PROVINCE: Final = "province"
MONTH: Final = "month"
_MONTH: Final = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
_BUDDHIST_FROM: Final = 2400
_UNIT_MAX: Final = 80


class BadPartError(ValueError):
    """A data set that can't be divided so, or a value that is none; the message names no data."""


class Place(NamedTuple):
    """Which parts a record is in, empty where it says none; `month` is that of the moment it became true: 2026-11."""

    unit: str = ""
    province: str = ""
    month: str = ""


@cache
def unit_of(topic: str) -> str | None:
    """Name the kind of college or centre that a data set's records say they are of; None where they say none."""
    return next((field.name for field in fields_of(topic) if field.name in UNITS), None)


@cache
def kinds(topic: str) -> frozenset[str]:
    """Name what a data set can be divided by."""
    has_province = any(field.name == PROVINCE for field in fields_of(topic))
    return frozenset(
        {MONTH} | ({PROVINCE} if has_province else set()) | ({unit} if (unit := unit_of(topic)) else set())
    )


def place(topic: str, data: Mapping[str, Any] | None, occurred_at: int) -> Place:
    """Give which parts a record is in; a deletion's data are None, and it is in none but a month's."""
    unit, facts = unit_of(topic), data or {}
    return Place(
        normalise(str(facts.get(unit) or ""))[:_UNIT_MAX] if unit else "",
        str(facts.get(PROVINCE) or ""),
        moment(occurred_at).strftime("%Y-%m"),
    )


def stated_unit(topic: str, row: Mapping[str, str]) -> str:
    """Give the college or centre a register's row says it is of, as it writes it; empty where it says none."""
    unit = unit_of(topic)
    column = next((field.column for field in fields_of(topic) if field.name == unit), "")
    return normalise(row.get(column) or "")[:_UNIT_MAX]


def wanted(topic: str, part: Mapping[str, str]) -> dict[str, str]:
    """Give the fields of Place that a part asks for; BadPartError for what is no part of this data set."""
    unit = unit_of(topic)
    found = {}
    for kind, value in part.items():
        if kind not in kinds(topic):
            raise BadPartError(f"{topic} can't be divided by that; it can by: {', '.join(sorted(kinds(topic)))}")
        if kind == MONTH:
            found[MONTH] = _month(value)
        elif kind == unit:
            found["unit"] = normalise(value)
        else:
            found[PROVINCE] = value.strip()
    return found


def within(found: Place, wanted_fields: Mapping[str, str]) -> bool:
    """Say whether a record is in a part."""
    return all(getattr(found, name) == value for name, value in wanted_fields.items())


def _month(text: str) -> str:
    """Read a month as 2026-11, or 2569-11 of the Buddhist era: no year is both."""
    found = _MONTH.fullmatch(text.strip())
    if found is None:
        raise BadPartError("a month is written 2026-11 or 2569-11")
    year = int(found[1])
    return f"{year - BUDDHIST_ERA_YEARS if year >= _BUDDHIST_FROM else year}-{found[2]}"
