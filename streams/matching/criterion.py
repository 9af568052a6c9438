"""One criterion judged: its name, its answer in three-valued logic, its points, and the evidence it rests on."""

from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from streams.matching.projection import Evidence


class Met(StrEnum):
    """Three-valued: yes, no, not known."""

    YES = "YES"
    NO = "NO"
    NOT_KNOWN = "NOT_KNOWN"


YES, NO, NOT_KNOWN = Met.YES, Met.NO, Met.NOT_KNOWN


class Judged(NamedTuple):
    """A criterion with its answer; `detail` holds codes only, never personal data."""

    name: str
    met: Met
    points: int = 0
    points_max: int = 0
    evidence: Evidence | None = None
    detail: str | None = None


def published(judged: Judged) -> dict[str, Any]:
    """Give a criterion as saphan.match.v1 has it."""
    evidence = judged.evidence
    return {
        "name": str(judged.name),
        "met": judged.met.value,
        "points": judged.points,
        "points_max": judged.points_max,
        "topic": (evidence and evidence.topic) or None,
        "record": (evidence and evidence.record) or None,
        "version": (evidence and evidence.version) or None,
        "as_of": evidence and date.fromordinal(evidence.as_of),
        "detail": judged.detail,
    }
