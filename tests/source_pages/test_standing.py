"""Counts by day and what waits to be mended, kept with the rows they are made of and outliving them."""

from datetime import date
from typing import Any

import pytest

from producers.arrivals.arrival import Outcome
from producers.arrivals.store import Arrivals
from producers.source_pages.facts import Tally, Unmended
from producers.source_pages.history import ArrivalRows
from schemas.topics import STUDENT
from tests.source_pages.examples import COLLEGE, DAY_MS, HOUR_MS, NOW_MS, OTHER, a_history, arrival

WRONG: dict[str, Any] = {"code": "BAD_DATE", "field": "entry_year"}


def unmended(arrivals: Arrivals, source: str = COLLEGE) -> dict[str, int]:
    return {one.code: one.records for one in ArrivalRows(arrivals.engine).unmended(source)}


def test_a_refused_record_waits_until_a_row_of_it_is_accepted(arrivals: Arrivals) -> None:
    arrivals.note([arrival(1, Outcome.REFUSED, **WRONG), arrival(2, Outcome.REFUSED, **WRONG)])
    assert unmended(arrivals) == {"BAD_DATE": 2}
    arrivals.note([arrival(1), arrival(3)])
    assert unmended(arrivals) == {"BAD_DATE": 1}
    arrivals.note([arrival(2)])
    assert unmended(arrivals) == {}


def test_a_record_waits_for_its_last_reason_only_and_counts_once(arrivals: Arrivals) -> None:
    arrivals.note([arrival(1, Outcome.REFUSED, **WRONG)])
    arrivals.note([arrival(1, Outcome.REFUSED, NOW_MS, code="MISSING", field="level")])
    (one,) = ArrivalRows(arrivals.engine).unmended(COLLEGE)
    assert one == Unmended(STUDENT, Outcome.REFUSED, "MISSING", "level", 1, NOW_MS)


def test_of_several_rows_of_a_record_in_one_batch_the_last_one_counts(arrivals: Arrivals) -> None:
    arrivals.note([arrival(1, Outcome.REFUSED, **WRONG), arrival(1), arrival(2), arrival(2, Outcome.REFUSED, **WRONG)])
    assert unmended(arrivals) == {"BAD_DATE": 1}


def test_what_came_after_an_erasure_or_is_outside_the_population_leaves_nothing_to_mend(arrivals: Arrivals) -> None:
    arrivals.note([arrival(number, Outcome.TRY_AGAIN, code="POPULATION_NOT_KNOWN") for number in (1, 2)])
    assert unmended(arrivals) == {"POPULATION_NOT_KNOWN": 2}
    arrivals.note([arrival(1, Outcome.DROPPED), arrival(2, Outcome.REFUSED, code="ERASED", field="changed_at")])
    assert unmended(arrivals) == {}


def test_a_row_without_a_readable_number_is_counted_and_can_not_wait(arrivals: Arrivals) -> None:
    arrivals.note([arrival(1, Outcome.REFUSED, record=None, **WRONG)])
    assert unmended(arrivals) == {}
    assert ArrivalRows(arrivals.engine).tallies(COLLEGE, 0) == [Tally(date(2026, 11, 23), STUDENT, Outcome.REFUSED, 1)]


def test_another_source_mends_nothing_of_this_one(arrivals: Arrivals) -> None:
    arrivals.note([arrival(1, Outcome.REFUSED, **WRONG)])
    arrivals.note([arrival(1, source=OTHER)])
    assert unmended(arrivals) == {"BAD_DATE": 1}
    assert unmended(arrivals, OTHER) == {}


def test_a_day_begins_at_midnight_in_bangkok(arrivals: Arrivals) -> None:
    midnight = NOW_MS - 15 * HOUR_MS
    arrivals.note([arrival(1, at_ms=midnight - 1), arrival(2, at_ms=midnight)])
    days = {one.day: one.rows for one in ArrivalRows(arrivals.engine).tallies(COLLEGE, 0)}
    assert days == {date(2026, 11, 22): 1, date(2026, 11, 23): 1}


def test_counts_outlive_the_rows_they_were_made_of(arrivals: Arrivals) -> None:
    arrivals.note(
        [arrival(1, at_ms=NOW_MS - 200 * DAY_MS), arrival(2, Outcome.REFUSED, NOW_MS - 200 * DAY_MS, **WRONG)]
    )
    arrivals.forget(NOW_MS - 90 * DAY_MS)
    history = ArrivalRows(arrivals.engine)
    assert [one.rows for one in history.tallies(COLLEGE, 0)] == [1, 1]
    assert history.delivered(COLLEGE, 0) == {STUDENT: [date(2026, 5, 7)]}
    assert unmended(arrivals) == {"BAD_DATE": 1}


def test_rows_and_what_is_told_of_them_are_written_together_or_not_at_all(arrivals: Arrivals) -> None:
    with pytest.raises(AttributeError):
        arrivals.note([arrival(1), arrival(2, Outcome.REFUSED, **WRONG)._replace(outcome="REFUSED")])  # type: ignore[arg-type]
    history = ArrivalRows(arrivals.engine)
    assert (history.tallies(COLLEGE, 0), arrivals.rows(COLLEGE, STUDENT)) == ([], [])


def test_a_thousand_repeats_are_a_thousand_rows_and_one_record(arrivals: Arrivals) -> None:
    for _ in range(10):
        arrivals.note([arrival(1, Outcome.REFUSED, **WRONG)] * 100)
    assert unmended(arrivals) == {"BAD_DATE": 1}
    assert [one.rows for one in ArrivalRows(arrivals.engine).tallies(COLLEGE, 0)] == [1000]


def test_the_example_has_something_of_everything(arrivals: Arrivals) -> None:
    a_history(arrivals)
    assert unmended(arrivals) == {"IDENTIFIER_CHECK_DIGIT": 2, "ERASURES_NOT_KNOWN": 1}
