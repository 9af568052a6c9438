"""A source: who it is, which data sets it may give, and whether only its own college's or test centre's records."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from producers.data_sets import DATA_SETS
from producers.draft import Row
from producers.schema_fields import fields_of, own_number
from schemas.identifiers import normalise
from schemas.refusals import Refusal, refusal
from schemas.topics import AGENCIES

NOT_YOURS = "NOT_YOUR_RECORD"


class ScopeKind(StrEnum):
    """What kind of place a source may be limited to; also the field by which a record says whose it is."""

    COLLEGE = "college"
    TEST_CENTRE = "test_centre"


class Scope(NamedTuple):
    """The one place whose records a source may give: its kind, and its code in the register."""

    kind: ScopeKind
    value: str


@dataclass(frozen=True, slots=True)
class Source:
    """A college, a test centre or an agency's own system that sends; ValueError when it asks for more than its own."""

    name: str
    agency: str
    topics: frozenset[str]
    scope: Scope | None
    title_th: str
    title_en: str

    def __post_init__(self) -> None:
        if self.agency not in AGENCIES:
            raise ValueError(f"there is no agency {self.agency}; there are: {', '.join(AGENCIES)}")
        for topic in self.topics:
            if topic not in DATA_SETS or DATA_SETS[topic].agency != self.agency:
                raise ValueError(f"{topic} is no data set of {self.agency}'s")
            if self.scope is not None and column_of(topic, self.scope.kind) is None:
                raise ValueError(f"{topic} does not say which {self.scope.kind} a record is of")

    def may(self, topic: str) -> bool:
        """Say whether the source may give a data set; what is not named is denied."""
        return topic in self.topics

    def scope_of(self, topic: str) -> tuple[str, str] | None:
        """Give the column and the value that each of its rows must have; None where all the agency's are its own."""
        if self.scope is None:
            return None
        column = column_of(topic, self.scope.kind)
        return None if column is None else (column, self.scope.value)


@cache
def column_of(topic: str, kind: ScopeKind) -> str | None:
    """Name the column in which a data set says whose a record is; None where it does not."""
    return next((field.column for field in fields_of(topic) if field.name == kind), None)


@cache
def holder_column(topic: str) -> str | None:
    """Name the column by which a data set's records are told apart by place, of whichever kind."""
    return next((column for kind in ScopeKind if (column := column_of(topic, kind)) is not None), None)


def holder(topic: str, row: Row) -> str | None:
    """Give the place a row says its record is of; None when it says none, as a deletion may."""
    column = holder_column(topic)
    raw = row.get(column) if column else None
    return (normalise(raw) or None) if isinstance(raw, str) else None


def not_its_own(source: Source, topic: str, row: Row, held_by: str | None) -> Refusal | None:
    """Refuse a limited source a row about another place's record, whether the row says so or the record stood there.

    `held_by` is the place the record was taken from last, None for a record that was never taken. A row that names no
    place (a deletion) must be about a record of its own.
    """
    scope = source.scope_of(topic)
    if scope is None:
        return None
    column, own = scope[0], normalise(scope[1])
    named = holder(topic, row)
    if named not in (None, own) or (named is None and held_by != own):
        return refusal(NOT_YOURS, column)
    return refusal(NOT_YOURS, own_number(topic)) if held_by not in (None, own) else None
