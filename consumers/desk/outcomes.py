"""What staff did about a match, and the placement record it becomes (clause 3.2.1(7))."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from schemas import topics
from schemas.partition import split_match_id


class Outcome(StrEnum):
    """What staff can note."""

    CONTACTED = "contacted"
    PLACED = "placed"
    REFUSED = "refused"


class Reason(StrEnum):
    """Why a match came to nothing."""

    PERSON_DECLINED = "PERSON_DECLINED"
    EMPLOYER_DECLINED = "EMPLOYER_DECLINED"
    UNREACHABLE = "UNREACHABLE"
    NOT_SUITABLE = "NOT_SUITABLE"
    OTHER = "OTHER"


STAGES: Final = {Outcome.CONTACTED: "CONTACTED", Outcome.PLACED: "PLACED", Outcome.REFUSED: "NOT_PLACED"}


class NotPossibleError(ValueError):
    """What was asked can't be noted now: the match is over, a reason is missing, or there is nothing to take back."""


@dataclass(frozen=True)
class Step:
    """One thing noted: the outcome (None once everything is taken back), why, by whom, when (ms)."""

    outcome: Outcome | None
    reason: Reason | None
    officer: str
    at: int


def noted(outcome: Outcome, reason: Reason | None, match_open: bool, officer: str, now_ms: int) -> Step:
    """Note an outcome of an open match; a refusal needs its reason, and nothing else takes one."""
    if not match_open:
        raise NotPossibleError("the match is over")
    if (reason is None) == (outcome is Outcome.REFUSED):
        raise NotPossibleError("a refusal, and only a refusal, has a reason")
    return Step(outcome, reason, officer, now_ms)


def taken_back(standing: Sequence[Step], officer: str, now_ms: int) -> Step:
    """Go back to what stood before the newest of the steps that stand since the match was opened (oldest first)."""
    if not standing:
        raise NotPossibleError("there is nothing to take back")
    before = standing[-2] if len(standing) > 1 else None
    return Step(before.outcome if before else None, before.reason if before else None, officer, now_ms)


def next_version(newest: int, now_ms: int) -> int:
    """Count versions by the clock, always upwards, so that they rise even after the desk's data were lost."""
    return max(newest + 1, now_ms)


def record_id(match: str) -> str:
    """Name the desk's own record about a match."""
    return f"desk/{match}"


def outbox_row(match: str, step: Step, version: int, office: str) -> dict[str, Any]:
    """Make the outbox row: the person by pseudonym, a delete where nothing stands any more."""
    person, vacancy = split_match_id(match)
    payload = {} if step.outcome is None else _payload(vacancy, step.outcome, step.reason, office, step.at)
    return {
        "topic": topics.PLACEMENT,
        "record_id": record_id(match),
        "person_kind": "pseudonym",
        "person": person,
        "version": version,
        "operation": "UPSERT" if payload else "DELETE",
        "occurred_at": step.at,
        "payload": payload,
        "created_at": step.at,
    }


def _payload(vacancy: str, outcome: Outcome, reason: Reason | None, office: str, at: int) -> dict[str, Any]:
    return {
        "vacancy": vacancy,
        "stage": STAGES[outcome],
        "reason": reason.value if reason else None,
        "noted_at": at,
        "office": office,
    }
