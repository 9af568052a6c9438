"""What Saphan itself records: matches with their reasons, and decisions about who is who."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from schemas.events.record import Record
from schemas.events.words import IscoCode, ProvinceCode, Pseudonym, Text

MatchStatus = Literal["OPEN", "WITHDRAWN", "UNKNOWN"]
WithdrawnBecause = Literal[
    "HIRED",
    "PLACED",
    "NOT_SEEKING",
    "LEFT",
    "OBJECTED",
    "ERASED",
    "CERTIFICATE_ENDED",
    "REFUSED",
    "CHANGED",
    "RECORD_DELETED",
    "AGREEMENT_ENDED",
    "VACANCY_FILLED",
    "VACANCY_CLOSED",
    "VACANCY_EXPIRED",
    "UNKNOWN",
]
Met = Literal["YES", "NO", "NOT_KNOWN", "UNKNOWN"]
Decision = Literal["JOIN", "SPLIT", "OBJECTION", "OBJECTION_WITHDRAWN", "ERASURE", "UNKNOWN"]


class Criterion(Record):
    """One criterion of a match with the record it rests on."""

    name: str
    met: Met
    points: int = 0
    points_max: int = 0
    topic: str | None = None
    record: str | None = None
    version: int | None = None
    as_of: date | None = None
    detail: str | None = None


class Match(Record):
    """A match: open or withdrawn, with its reasons (clause 3.2.1(7))."""

    vacancy: Pseudonym
    episode: Annotated[int, Field(ge=1)]
    status: MatchStatus
    score: Annotated[int, Field(ge=0, le=100)]
    withdrawn_because: WithdrawnBecause | None = None
    criteria: tuple[Criterion, ...] = ()
    occupation: IscoCode
    province: ProvinceCode
    caused_at: datetime
    unchecked: bool = False


class Identity(Record):
    """A decision about who is who, or about a person's rights (clause 1.2)."""

    decision: Decision
    canonical: Pseudonym | None = None
    alias: Pseudonym | None = None
    decided_by: Text
    reason: Text
    decided_at: datetime
    data_set: Text | None = None
