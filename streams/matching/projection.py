"""The few facts of a person that matching depends on, with the evidence of each, and their compact bytes."""

import json
from collections.abc import Sequence
from enum import StrEnum
from typing import Any, Final, NamedTuple


class Evidence(NamedTuple):
    """The record a fact rests on, and the Thai day (ordinal) it was known as of."""

    topic: str
    record: str
    version: int
    as_of: int


class Study(NamedTuple):
    """Where the person's best enrolment stands and what they want."""

    evidence: Evidence
    status: str
    level: str
    field: str
    province: str
    district: str | None
    wish: str
    occupations: tuple[str, ...]
    provinces: tuple[str, ...]
    wage_min: int | None


class Employment(StrEnum):
    """What the spells of insured employment say; NONE when there is no spell at all."""

    NONE = "NONE"
    ENDED = "ENDED"
    EMPLOYED = "EMPLOYED"
    UNSURE = "UNSURE"


class Skill(NamedTuple):
    """A skill standard and level someone has shown, by a certificate valid today or a test passed."""

    standard: str
    level: int
    occupation: str | None
    evidence: Evidence


class Projection(NamedTuple):
    """The facts; equal projections mean that nothing matching depends on has changed."""

    study: Study | None = None
    employment: str = Employment.NONE
    spell: Evidence | None = None
    placed: Evidence | None = None
    refused: tuple[tuple[str, Evidence], ...] = ()
    certificates: tuple[Skill, ...] = ()
    tests: tuple[Skill, ...] = ()
    objection: str = "NO"
    objected: Evidence | None = None
    erased: Evidence | None = None
    alias: Evidence | None = None


NOTHING: Final = Projection()


def pack(projection: Projection) -> bytes:
    """Give the projection's bytes: equal projections have equal bytes."""
    return json.dumps(projection, separators=(",", ":"), ensure_ascii=False).encode()


def unpack(packed: bytes) -> Projection:
    """Read a projection back from its bytes."""
    study, employment, spell, placed, refused, certificates, tests, objection, objected, erased, alias = json.loads(
        packed
    )
    return Projection(
        _study(study),
        employment,
        _evidence(spell),
        _evidence(placed),
        tuple((vacancy, Evidence(*evidence)) for vacancy, evidence in refused),
        _skills(certificates),
        _skills(tests),
        objection,
        _evidence(objected),
        _evidence(erased),
        _evidence(alias),
    )


def _evidence(raw: Sequence[Any] | None) -> Evidence | None:
    return None if raw is None else Evidence(*raw)


def _study(raw: Sequence[Any] | None) -> Study | None:
    if raw is None:
        return None
    evidence, status, level, field, province, district, wish, occupations, provinces, wage_min = raw
    wanted, places = tuple(occupations), tuple(provinces)
    return Study(Evidence(*evidence), status, level, field, province, district, wish, wanted, places, wage_min)


def _skills(raw: Sequence[Any]) -> tuple[Skill, ...]:
    return tuple(
        Skill(standard, level, occupation, Evidence(*evidence)) for standard, level, occupation, evidence in raw
    )
