"""What a source that sends by itself tells of its rows: outcomes by line, counts of those dropped, and no content."""

import re
from collections.abc import Sequence
from typing import Annotated, Final, Literal, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from producers.arrivals.arrival import Arrival, Outcome, Way
from producers.receipts import Accepted, NotVocational, Receipt, Refused, TryAgain

ROWS_MAX: Final = 2_000
DROPPED_MAX: Final = 1_000_000
HELD_MAX: Final = 50
BODY_BYTES_MAX: Final = 1024 * 1024
# What is told later than this is dated by when it was told, so that nobody was punctual in hindsight.
LATE_MS_MAX: Final = 31 * 24 * 60 * 60 * 1000
# Rows that came in one of these ways are known from who sent them; every other row this side answered itself.
TOLD_WAYS: Final = frozenset({Way.EDGE, Way.FILE, Way.OUTBOX})
_CODE: Final = r"^[A-Z][A-Z0-9_]{0,59}$"
_FIELD: Final = r"^([a-z][a-z0-9_]{0,59}|\?)$"
_NUMBER_MAX: Final = 1 << 53
OwnWay = Literal["edge", "file", "outbox"]
Count = Annotated[int, Field(ge=0, le=1_000_000_000)]
Moment = Annotated[int, Field(ge=0, le=_NUMBER_MAX)]


class Message(BaseModel):
    """A body that has these members and no others."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ToldRow(Message):
    """What became of one row: `record` is its own number's keyed hash, an accepted one stands at a place in the log."""

    line: int = Field(ge=1, le=_NUMBER_MAX)
    outcome: Literal["ACCEPTED", "REFUSED", "TRY_AGAIN"]
    record: str | None = Field(default=None, pattern=r"^[0-9a-f]{16}$")
    code: str | None = Field(default=None, pattern=_CODE)
    field: str | None = Field(default=None, pattern=_FIELD)
    partition: int | None = Field(default=None, ge=0, le=100_000)
    offset: int | None = Field(default=None, ge=0, le=_NUMBER_MAX)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        accepted, place = self.outcome == "ACCEPTED", (self.partition, self.offset)
        why = (self.code, self.field)
        fits = None not in place and why == (None, None) if accepted else place == (None, None) and None not in why[:1]
        if not fits:
            raise ValueError("an accepted row has a place in the log and no code, every other row a code and no place")
        return self


class Again(Message):
    """How many records were dropped at home whose people enrolled since, and how many people these are."""

    people: Count
    records: Count


class HeldDeletions(Message):
    """Deletions that a complete file proposes and a person is to confirm: `gone` of the `known` records."""

    number: Count
    as_of: Moment
    gone: Count
    known: Count


class Telling(Message):
    """One batch of a source's own sending, counted once under its id; `at` is when it was sent (ms since 1970).

    `again` and `held` say how the source stands at home, where it says so; they take the place of what was told before.
    """

    batch: str = Field(pattern=r"^[0-9a-f]{32}$")
    way: OwnWay
    at: Moment
    rows: list[ToldRow] = Field(default=[], max_length=ROWS_MAX)
    dropped: int = Field(default=0, ge=0, le=DROPPED_MAX)
    again: Again | None = None
    held: Annotated[list[HeldDeletions], Field(max_length=HELD_MAX)] | None = None


class Counted(Message):
    """Whether a telling was counted; it was not where its batch had been told before."""

    counted: bool


class Line(NamedTuple):
    """A row as its sender knows it: its line, its record's keyed hash where it may be told, and its receipt."""

    number: int
    record: str | None
    receipt: Receipt


def told_rows(lines: Sequence[Line], *, population_only: bool) -> tuple[list[ToldRow], int]:
    """Give what is told of rows, and how many were dropped unread, of which no more than that is told.

    Of a data set that is limited to students a record is named only where it was accepted: whoever else it is about
    may be no student, and not even a hash of theirs leaves the building.
    """
    found, dropped = [], 0
    for line in lines:
        if isinstance(line.receipt, NotVocational):
            dropped += 1
        else:
            found.append(_told(line, population_only=population_only))
    return found, dropped


def _told(line: Line, *, population_only: bool) -> ToldRow:
    named = None if population_only else line.record
    match line.receipt:
        case Accepted(_, partition, offset):
            place = {"partition": partition, "offset": offset}
            return ToldRow(line=line.number, outcome="ACCEPTED", record=line.record, **place)
        case Refused(code, field):
            # A column of the agency's own naming might hold anything.
            shown = field if re.match(_FIELD, field) else None
            return ToldRow(line=line.number, outcome="REFUSED", record=named, code=code, field=shown)
        case TryAgain(because):
            code = because if re.match(_CODE, because) else "OTHER"
            return ToldRow(line=line.number, outcome="TRY_AGAIN", record=named, code=code)
        case NotVocational():
            raise ValueError("of somebody dropped nothing is told")


def arrivals_of(source: str, topic: str, telling: Telling) -> list[Arrival]:
    """Give a telling's rows as the history keeps them."""
    common = (telling.at, Way(telling.way))
    return [
        Arrival(
            *(source, topic, telling.batch, row.line, row.record, *common, Outcome(row.outcome)),
            *(row.code, row.field, row.partition, row.offset),
        )
        for row in telling.rows
    ]
