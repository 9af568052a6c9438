"""What is read from a source's history: its own rows and no other's, by day, reason, record and place in the log."""

from datetime import date
from typing import Any

import pytest

from producers.arrivals.arrival import Outcome
from producers.arrivals.store import Arrivals
from producers.source_pages.facts import Before, Mark, Unapplied, Wanted
from producers.source_pages.history import SLACK_MS, ArrivalRows
from schemas.topics import OVEC_FACILITY, STUDENT
from tests.source_pages.examples import COLLEGE, DAY_MS, HOUR_MS, NOW_MS, OTHER, a_history, applied, arrival, record


@pytest.fixture
def history(arrivals: Arrivals) -> ArrivalRows:
    return ArrivalRows(arrivals.engine)


def lines(history: ArrivalRows, source: str = COLLEGE, **wanted: Any) -> list[int]:
    return [one.line for one in history.rows(source, Wanted(**wanted), None, 100)]


def test_rows_are_listed_newest_first_and_narrowed_by_all_that_is_asked(
    arrivals: Arrivals, history: ArrivalRows
) -> None:
    a_history(arrivals)
    assert lines(history)[:3] == [31, 30, 24]
    assert lines(history, outcome=Outcome.REFUSED) == [31, 11, 10, 9]
    assert lines(history, code="BAD_DATE", field="entry_year", topic=STUDENT) == [31]
    assert lines(history, outcome=Outcome.REFUSED, day=date(2026, 11, 20)) == [11, 10, 9]
    assert lines(history, topic=OVEC_FACILITY) == []


def test_what_was_mended_is_left_out_where_only_the_unmended_is_asked(arrivals: Arrivals, history: ArrivalRows) -> None:
    a_history(arrivals)
    assert lines(history, outcome=Outcome.REFUSED, unmended=True) == [11, 10]
    assert lines(history, unmended=True) == [30, 11, 10]


def test_a_list_goes_on_before_a_row_without_gap_or_repetition(arrivals: Arrivals, history: ArrivalRows) -> None:
    arrivals.note([arrival(number) for number in range(1, 8)])
    arrivals.note([arrival(number, topic=OVEC_FACILITY, at_ms=NOW_MS) for number in (90, 91)])
    listed, before = [], None
    while found := history.rows(COLLEGE, Wanted(), before, 2):
        listed += [one.line for one in found]
        before = Before(found[-1].at_ms, found[-1].number)
    assert listed == [91, 90, 7, 6, 5, 4, 3, 2, 1]


def test_a_record_has_all_its_rows_and_no_other_sources(arrivals: Arrivals, history: ArrivalRows) -> None:
    a_history(arrivals)
    found = history.of_record(COLLEGE, STUDENT, record(9), 10)
    assert [(one.outcome, one.batch) for one in found] == [
        (Outcome.ACCEPTED, "b2"),
        (Outcome.REFUSED, "0123456789abcdef"),
    ]
    assert history.of_record(OTHER, STUDENT, record(9), 10) == []
    assert history.of_record(COLLEGE, OVEC_FACILITY, record(9), 10) == []


def test_accepted_rows_beyond_the_watermark_are_counted_with_the_oldest_of_them(
    arrivals: Arrivals, history: ArrivalRows
) -> None:
    arrivals.note([arrival(number, at_ms=NOW_MS - 10 + number) for number in range(1, 8)])
    arrivals.note([arrival(8, Outcome.REFUSED, code="MISSING", field="level"), arrival(9, source=OTHER)])
    assert history.unapplied(COLLEGE, applied(4), NOW_MS) == [Unapplied(STUDENT, 3, NOW_MS - 5)]
    assert history.unapplied(COLLEGE, applied(7), NOW_MS) == []


def test_where_the_view_has_applied_nothing_of_a_partition_all_of_it_waits(
    arrivals: Arrivals, history: ArrivalRows
) -> None:
    arrivals.note([arrival(1, partition=0), arrival(2, partition=1), arrival(3, topic=OVEC_FACILITY, offset=0)])
    none = Mark(-1, 0)
    half = {(STUDENT, 0): Mark(10, NOW_MS), (STUDENT, 1): none, (OVEC_FACILITY, 0): none}
    assert history.unapplied(COLLEGE, half, NOW_MS) == [
        Unapplied(STUDENT, 1, NOW_MS - HOUR_MS),
        Unapplied(OVEC_FACILITY, 1, NOW_MS - HOUR_MS),
    ]
    assert [one.rows for one in history.unapplied(COLLEGE, dict.fromkeys(half, none), NOW_MS)] == [2, 1]


def test_what_was_accepted_long_before_what_was_applied_last_needs_no_look(
    arrivals: Arrivals, history: ArrivalRows
) -> None:
    # Offsets rise with time; a row that stands beyond is younger than what was applied, but for a little.
    arrivals.note([arrival(5, at_ms=NOW_MS - SLACK_MS - 1), arrival(6, at_ms=NOW_MS - SLACK_MS)])
    assert [one.rows for one in history.unapplied(COLLEGE, applied(4), NOW_MS)] == [1]


def test_a_view_that_applied_what_an_edge_dated_ahead_hides_nothing_that_waits(
    arrivals: Arrivals, history: ArrivalRows
) -> None:
    arrivals.note([arrival(5, at_ms=NOW_MS - HOUR_MS)])
    ahead = {(STUDENT, number): Mark(4, NOW_MS + HOUR_MS) for number in range(3)}
    assert [one.rows for one in history.unapplied(COLLEGE, ahead, NOW_MS)] == [1]


def test_the_newest_row_and_the_days_of_delivery_are_told_by_data_set(arrivals: Arrivals, history: ArrivalRows) -> None:
    a_history(arrivals)
    arrivals.note([arrival(40, Outcome.REFUSED, NOW_MS, topic=OVEC_FACILITY, code="MISSING", field="name")])
    assert history.newest(COLLEGE) == {STUDENT: NOW_MS - HOUR_MS, OVEC_FACILITY: NOW_MS}
    assert history.delivered(COLLEGE, NOW_MS - 10 * DAY_MS) == {STUDENT: [date(2026, 11, 20), date(2026, 11, 23)]}
    assert history.delivered(COLLEGE, NOW_MS - DAY_MS) == {STUDENT: [date(2026, 11, 23)]}


def test_nothing_is_told_of_who_sent_nothing(history: ArrivalRows) -> None:
    assert (history.newest("nobody"), history.unmended("nobody"), history.tallies("nobody", 0)) == ({}, [], [])
