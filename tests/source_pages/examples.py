"""A college in memory: a history of rows with something of everything, a view, comparisons, and whoever asks."""

from collections.abc import Mapping, Sequence
from typing import Any

from producers.arrivals.arrival import Arrival, Outcome, Way
from producers.arrivals.store import Arrivals
from producers.arrivals.told import ToldReader
from producers.source_pages.facts import Mark, Marks, Reconciled, SendAgain, Whose
from producers.source_pages.history import ArrivalRows
from producers.source_pages.overview import Sources
from schemas.agreement import DEMONSTRATION, Agreement
from schemas.topics import OVEC_FACILITY, STUDENT

# Monday 23 November 2569, 15:00 in Bangkok.
NOW_MS = 1_795_420_800_000
HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
COLLEGE = "tech-99"
OTHER = "tech-98"
WHOSE = Whose(
    COLLEGE,
    "ovec",
    "วิทยาลัยเทคนิคตัวอย่าง",
    "Example Technical College",
    (STUDENT, OVEC_FACILITY),
    ("สถานศึกษา 1399000001", "college 1399000001"),
)
PARTITIONS = 3


def record(number: int) -> str:
    """Give the keyed hash of a record."""
    return f"{number:016x}"


def arrival(number: int, outcome: Outcome = Outcome.ACCEPTED, at_ms: int = NOW_MS - HOUR_MS, **more: Any) -> Arrival:
    """Give one row of a college's student register; an accepted one stands at its number in partition 0."""
    accepted = outcome is Outcome.ACCEPTED
    found = Arrival(
        COLLEGE,
        STUDENT,
        "0123456789abcdef",
        number,
        record(number),
        at_ms,
        Way.UPLOAD,
        outcome,
        partition=0 if accepted else None,
        offset=number if accepted else None,
    )
    return found._replace(**more)


class FakeView:
    """Answers what it was told to; None for a view that can't be asked."""

    def __init__(self, told: Mapping[tuple[str, int], Mark] | None) -> None:
        self.told = told

    def marks(self, topics: Sequence[str]) -> Marks | None:
        if self.told is None:
            return None
        return {place: mark for place, mark in self.told.items() if place[0] in topics}


class FakeComparisons:
    """Answers what it was told to."""

    def __init__(self, *told: Reconciled) -> None:
        self.told = told

    def last(self, _source: str) -> Sequence[Reconciled]:
        return self.told


class FakeNumbers:
    """Knows a record by its own number: its keyed hash is that number in hex."""

    def __init__(self) -> None:
        self.away = False
        self.pages: dict[str, SendAgain] = {}

    def again(self, after: str) -> SendAgain | None:
        return None if self.away else self.pages.get(after, SendAgain((), 0, ""))

    def record(self, _source: str, _topic: str, number: str) -> str | None:
        return None if self.away else record(int(number))


def applied(offset: int, newest_ms: int = NOW_MS) -> dict[tuple[str, int], Mark]:
    """Give a view that has applied every partition of the student register through an offset."""
    return {(STUDENT, number): Mark(offset, newest_ms) for number in range(PARTITIONS)}


EQUAL = Reconciled(STUDENT, "", NOW_MS - 2 * HOUR_MS, True, 1204, 0, 0, 0)
UNEQUAL = Reconciled(OVEC_FACILITY, "", NOW_MS - DAY_MS, False, 40, 3, 0, 1)


def sources(
    arrivals: Arrivals,
    view: FakeView | None = None,
    comparisons: FakeComparisons | None = None,
    agreement: Agreement = DEMONSTRATION,
) -> Sources:
    """Put together whom an overview asks."""
    told = FakeView(applied(10**9)) if view is None else view
    return Sources(
        ArrivalRows(arrivals.engine), told, comparisons or FakeComparisons(), agreement, ToldReader(arrivals.engine)
    )


def a_history(arrivals: Arrivals) -> None:
    """Write some days of a college: rows accepted, refused, mended, to be sent again, and another college's."""
    wrong: dict[str, Any] = {"code": "IDENTIFIER_CHECK_DIGIT", "field": "citizen_id"}
    before, today = NOW_MS - 3 * DAY_MS, NOW_MS - HOUR_MS
    arrivals.note([arrival(number, at_ms=before) for number in range(1, 9)])
    arrivals.note([arrival(number, Outcome.REFUSED, before, **wrong) for number in (9, 10, 11)])
    arrivals.note([arrival(9, at_ms=before + HOUR_MS, batch="b2", line=1)])
    arrivals.note([arrival(number, at_ms=today, batch="c3") for number in range(20, 25)])
    arrivals.note([arrival(30, Outcome.TRY_AGAIN, today, batch="c3", code="ERASURES_NOT_KNOWN")])
    arrivals.note([arrival(31, Outcome.REFUSED, today, batch="c3", code="BAD_DATE", field="entry_year", record=None)])
    arrivals.note([arrival(1, Outcome.REFUSED, today, source=OTHER, **wrong)])
