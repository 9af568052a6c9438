"""Puts together what a source is told: its data sets, its days, what is to be mended, what is not visible yet."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from producers.arrivals.arrival import Outcome
from producers.arrivals.told import Home, ToldCount
from producers.source_pages.facts import (
    Own,
    Reconciled,
    Reconciliations,
    Rows,
    Tally,
    Unmended,
    View,
    Whose,
)
from producers.source_pages.timing import Kept, kept
from producers.source_pages.waiting import Waiting, waiting
from schemas.agreement import NO_DEPARTMENT, Agreement, Row, Status, Terms
from schemas.dates import moment
from schemas.topics import BY_NAME, Topic

DAY_MS: Final = 86_400_000
DAYS_SHOWN: Final = 14
# Silences are looked for as far back as this.
TIMING_DAYS: Final = 366


@dataclass(frozen=True, slots=True)
class Day:
    """What came in on one day, and what became of it."""

    day: date
    accepted: int = 0
    refused: int = 0
    again: int = 0
    dropped: int = 0

    @property
    def received(self) -> int:
        """Count all rows of the day."""
        return self.accepted + self.refused + self.again + self.dropped


@dataclass(frozen=True, slots=True)
class Told:
    """One data set of a source: its clause and rows of the agreement, how its timing is kept, and where it stands."""

    topic: Topic
    timing_th: str
    timing_en: str
    rows: tuple[Row, ...]
    kept: Kept
    newest_ms: int | None
    waiting: tuple[Waiting, ...]
    reconciled: tuple[Reconciled, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """All that a source's page shows; `days` run from the newest back, without gaps."""

    whose: Whose
    at_ms: int
    status: Status
    sets: tuple[Told, ...]
    days: tuple[Day, ...]
    unmended: tuple[Unmended, ...]
    told: tuple[ToldCount, ...] = ()
    home: tuple[Home, ...] = ()

    @property
    def unfollowed(self) -> int:
        """Count rows told lately that were not taken and whose record is not named: nothing here sees them mended."""
        return sum(one.unnamed for one in self.told)

    @property
    def today(self) -> Day:
        """Give the day it is."""
        return self.days[0]

    @property
    def to_mend(self) -> int:
        """Count records that were refused and not taken since."""
        return sum(one.records for one in self.unmended if one.outcome is Outcome.REFUSED)

    @property
    def to_send_again(self) -> int:
        """Count records that could not be taken when they came, and not since."""
        return sum(one.records for one in self.unmended if one.outcome is Outcome.TRY_AGAIN)

    @property
    def not_visible(self) -> int | None:
        """Count accepted rows that nobody sees yet; None while it is not known."""
        found = [one.rows for told in self.sets for one in told.waiting]
        counted = [rows for rows in found if rows is not None]
        return sum(counted) if len(counted) == len(found) else None


@dataclass(frozen=True)
class Sources:
    """Whom an overview asks: the history of rows, the view, the comparisons, the agreement, the source's own word."""

    rows: Rows
    view: View
    reconciliations: Reconciliations
    agreement: Agreement
    own: Own

    def overview(self, whose: Whose, now_ms: int, days: int = DAYS_SHOWN) -> Overview:
        """Look at everything a source is told, as of now."""
        today = moment(now_ms).date()
        terms, status = self.agreement.on(today), self.agreement.status(today)
        since = _start_of_day(now_ms) - (days - 1) * DAY_MS
        return Overview(
            whose,
            now_ms,
            status,
            tuple(self._sets(whose, now_ms, terms)),
            tuple(by_day(self.rows.tallies(whose.name, since), today, days)),
            tuple(sorted(self.rows.unmended(whose.name), key=lambda one: (one.outcome.value, -one.records, one.code))),
            tuple(self.own.counts(whose.name, since)),
            tuple(self.own.home(whose.name)),
        )

    def _sets(self, whose: Whose, now_ms: int, terms: Terms) -> Iterable[Told]:
        # Asked before the history is, so that a row accepted in between is called waiting and never the other way.
        marks = self.view.marks(whose.topics)
        unapplied = None if marks is None else self.rows.unapplied(whose.name, marks, now_ms)
        hidden = waiting(whose.topics, unapplied, now_ms, terms.in_force)
        delivered = self.rows.delivered(whose.name, now_ms - TIMING_DAYS * DAY_MS)
        newest, compared = self.rows.newest(whose.name), self.reconciliations.last(whose.name)
        for name in whose.topics:
            handling = self.agreement.handling.get(name)
            yield Told(
                BY_NAME[name],
                handling.timing_th if handling else "",
                handling.timing_en if handling else "",
                tuple(one for one in terms.of(name) if one.receiver not in NO_DEPARTMENT),
                kept(delivered.get(name, ()), handling.due_days if handling else None, moment(now_ms).date()),
                newest.get(name),
                tuple(one for one in hidden if one.topic == name),
                tuple(one for one in compared if one.topic == name),
            )


def _start_of_day(now_ms: int) -> int:
    midnight = moment(now_ms).replace(hour=0, minute=0, second=0, microsecond=0)
    return round(midnight.timestamp() * 1000)


def by_day(tallies: Iterable[Tally], today: date, days: int) -> list[Day]:
    """Lay tallies out by day, the newest first, with the days on which nothing came."""
    counts: dict[tuple[date, Outcome], int] = {}
    for one in tallies:
        counts[one.day, one.outcome] = counts.get((one.day, one.outcome), 0) + one.rows
    return [_day(today - timedelta(days=back), counts) for back in range(days)]


def _day(day: date, counts: Mapping[tuple[date, Outcome], int]) -> Day:
    found: Sequence[int] = [
        counts.get((day, outcome), 0)
        for outcome in (Outcome.ACCEPTED, Outcome.REFUSED, Outcome.TRY_AGAIN, Outcome.DROPPED)
    ]
    return Day(day, *found)
