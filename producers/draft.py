"""A row once it has been read: the event to be, before the edge makes the person a pseudonym."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from schemas.codec import Operation
from schemas.identifiers import Identifier

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Person:
    """Who a row is about: the identifier, further ones, and what is to be sealed; never shown by repr."""

    identifier: Identifier
    others: tuple[Identifier, ...]
    name: str
    address: str
    telephone: str

    def __repr__(self) -> str:
        """Never show a person: reprs end in logs."""
        return "Person(…)"


class Change(NamedTuple):
    """Which record a row changes: the source's own number and counter, what it does, and when (ms since 1970)."""

    own_id: str
    version: int
    operation: Operation
    occurred_at: int

    def __repr__(self) -> str:
        """Never show the own number: it may be a student's."""
        return f"Change(version={self.version}, operation={self.operation})"


class Draft(NamedTuple):
    """A row read: its change, its person (None for a vacancy, or where a deletion names none), and its data."""

    change: Change
    person: Person | None
    data: Mapping[str, Any] | None

    def __repr__(self) -> str:
        """Never show the data: an address may be part of it."""
        return f"Draft({self.change!r})"


@dataclass(frozen=True)
class DataSet:
    """How one register's rows become events of one topic; each of the three may raise BadRowError.

    `change` reads only which record a row is about, and `identify` only which person, so that a row about someone
    outside the population can be dropped unread. `identify` is None for records about no person.
    `columns` gives every column it may have with an example of a right value.
    """

    topic: str
    agency: str
    columns: Mapping[str, str]
    change: Callable[[Row], Change]
    read: Callable[[Row], Draft]
    identify: Callable[[Row], Identifier] | None
    population_only: bool

    @cached_property
    def headings(self) -> tuple[tuple[str, str], ...]:
        """Give the columns in their order, each with how it begins in the text that stands for a row."""
        return tuple((name, f"{name}\x1f") for name in sorted(self.columns))
