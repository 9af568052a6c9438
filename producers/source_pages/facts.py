"""What a source's page is made of, and whom it asks: small protocols, so that a page is tried on facts in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, Protocol

from producers.arrivals.arrival import Outcome, Way
from producers.arrivals.told import Home, ToldCount


class Mark(NamedTuple):
    """How far the view has applied a partition: the last offset (-1: none), the newest acceptance it applied (ms)."""

    offset: int
    newest_ms: int


Marks = Mapping[tuple[str, int], Mark]


@dataclass(frozen=True, slots=True)
class Whose:
    """A source: its name, its agency, its title, what it may send, and whose records alone (None for all), in words."""

    name: str
    agency: str
    title_th: str
    title_en: str
    topics: tuple[str, ...]
    scope: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows of a data set came to one outcome on one day, Bangkok's."""

    day: date
    topic: str
    outcome: Outcome
    rows: int


@dataclass(frozen=True, slots=True)
class Unmended:
    """How many records' last row was not taken for one reason; `newest_ms` is when the last of them came."""

    topic: str
    outcome: Outcome
    code: str
    field: str
    records: int
    newest_ms: int


@dataclass(frozen=True, slots=True)
class Unapplied:
    """How many accepted rows of a data set lie beyond the view's watermark, the oldest of them since when."""

    topic: str
    rows: int
    oldest_ms: int


@dataclass(frozen=True, slots=True)
class Sent:
    """One row that was sent: when, in which batch and line, and what became of it.

    `record` is the keyed hash of its own number, None where no number could be read.
    """

    number: int
    at_ms: int
    topic: str
    batch: str
    line: int
    record: str | None
    outcome: Outcome
    code: str
    field: str
    partition: int | None
    offset: int | None
    way: Way | None = None


class Before(NamedTuple):
    """Where a list goes on: before a row received then, of that number."""

    at_ms: int
    number: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows are asked for; what is empty is not asked. `unmended` leaves out records that were taken since."""

    topic: str = ""
    day: date | None = None
    outcome: Outcome | None = None
    code: str = ""
    field: str = ""
    unmended: bool = False


@dataclass(frozen=True, slots=True)
class Reconciled:
    """How the last comparison of a data set, or of a part of it, ended; `count` is how many records Saphan held then.

    Records are `missing` at Saphan, `extra` there, or `different` by their version.
    """

    topic: str
    part: str
    at_ms: int
    equal: bool
    count: int
    missing: int
    extra: int
    different: int


@dataclass(frozen=True, slots=True)
class SendAgain:
    """Records dropped at the gateway whose people enrolled since: data set, pseudonym, when dropped (ms since 1970).

    `after` leads to the next page, empty on the last; of `not_known` records it can't be told now.
    """

    listed: tuple[tuple[str, str, int], ...]
    not_known: int
    after: str


class Rows(Protocol):
    """The history of a source's rows; times in ms since 1970."""

    def tallies(self, source: str, since_ms: int) -> Sequence[Tally]:
        """Count rows by day, data set and outcome."""
        ...

    def delivered(self, source: str, since_ms: int) -> Mapping[str, Sequence[date]]:
        """Give, per data set, the days on which a row was accepted."""
        ...

    def newest(self, source: str) -> Mapping[str, int]:
        """Give, per data set, when the last row was received."""
        ...

    def unmended(self, source: str) -> Sequence[Unmended]:
        """Count records whose last row was refused or is to be sent again, by reason."""
        ...

    def unapplied(self, source: str, marks: Marks, now_ms: int) -> Sequence[Unapplied]:
        """Count accepted rows beyond the watermarks, by data set."""
        ...

    def rows(self, source: str, wanted: Wanted, before: Before | None, limit: int) -> Sequence[Sent]:
        """List rows, newest first, those before a row."""
        ...

    def of_record(self, source: str, topic: str, record: str, limit: int) -> Sequence[Sent]:
        """List what was sent of one record, newest first."""
        ...


class Own(Protocol):
    """What a source told of rows it sent past the gateway, and of how it stands at home; by its own word."""

    def counts(self, source: str, since_ms: int, /) -> Sequence[ToldCount]:
        """Count rows told since a moment, by data set and way."""
        ...

    def home(self, source: str, /) -> Sequence[Home]:
        """Give what is to be sent again and what deletions wait at home, by data set."""
        ...


class View(Protocol):
    """How far the view has applied the log."""

    def marks(self, topics: Sequence[str], /) -> Marks | None:
        """Give how far each partition of each data set is; None when the view can't be asked."""
        ...


class Reconciliations(Protocol):
    """When both sides were compared last."""

    def last(self, source: str, /) -> Sequence[Reconciled]:
        """Give the newest comparison of each data set and part."""
        ...


class Numbers(Protocol):
    """What only the gateway can tell of a source: what the history knows a record by, and whom to send again."""

    def record(self, source: str, topic: str, number: str, /) -> str | None:
        """Give the record's keyed hash; None when it can't be told now."""
        ...

    def again(self, after: str, /) -> SendAgain | None:
        """Give a page of records to be sent again; None when it can't be told now."""
        ...
