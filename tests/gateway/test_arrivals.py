"""What became of rows is found by day, reason, record, batch and place, and forgotten in time."""

from pathlib import Path

import pytest

from producers.arrivals.arrival import Arrival, Batch, Outcome, Way, arrivals
from producers.arrivals.store import BANGKOK_MS, DAY_MS, Arrivals, Day
from producers.receipts import Accepted, NotVocational, Receipt, Refused, TryAgain
from schemas.topics import STUDENT, VACANCY

MIDNIGHT = 20_000 * DAY_MS - BANGKOK_MS
RECEIPTS: list[Receipt] = [
    Accepted(VACANCY, 1, 5),
    Refused("MISSING", "position", "", ""),
    TryAgain("KEYS_NOT_AVAILABLE"),
    NotVocational(),
    Accepted(VACANCY, 2, 9),
]
RECORDS = ["a" * 16, "b" * 16, None, "d" * 16, "e" * 16]


def batch(at_ms: int = MIDNIGHT, name: str = "1", source: str = "doe") -> Batch:
    return Batch(source, VACANCY, name, Way.GATEWAY, at_ms)


@pytest.fixture
def kept(tmp_path: Path) -> Arrivals:
    found = Arrivals(f"sqlite:///{tmp_path / 'arrivals.db'}")
    found.note(arrivals(batch(), 1, RECORDS, RECEIPTS))
    found.note(arrivals(batch(MIDNIGHT - 1, "2"), 1, RECORDS[:2], RECEIPTS[:2]))
    found.note(arrivals(batch(source="other"), 1, RECORDS[:1], RECEIPTS[:1]))
    found.note([])
    return found


def test_rows_are_counted_by_day_in_bangkok_outcome_and_reason(kept: Arrivals) -> None:
    assert kept.days("doe", 0) == [
        Day(MIDNIGHT, VACANCY, Outcome.ACCEPTED, None, 2),
        Day(MIDNIGHT, VACANCY, Outcome.DROPPED, None, 1),
        Day(MIDNIGHT, VACANCY, Outcome.REFUSED, "MISSING", 1),
        Day(MIDNIGHT, VACANCY, Outcome.TRY_AGAIN, "KEYS_NOT_AVAILABLE", 1),
        Day(MIDNIGHT - DAY_MS, VACANCY, Outcome.ACCEPTED, None, 1),
        Day(MIDNIGHT - DAY_MS, VACANCY, Outcome.REFUSED, "MISSING", 1),
    ]
    assert {day.starts_at for day in kept.days("doe", MIDNIGHT)} == {MIDNIGHT}


def test_a_row_is_found_by_reason_record_batch_and_time_within_its_own_source(kept: Arrivals) -> None:
    refused = Arrival("doe", VACANCY, "1", 2, "b" * 16, MIDNIGHT, Way.GATEWAY, Outcome.REFUSED, "MISSING", "position")
    earlier = refused._replace(batch="2", received_at=MIDNIGHT - 1)
    assert kept.rows("doe", VACANCY, code="MISSING") == [refused, earlier]
    assert kept.rows("doe", VACANCY, outcome=Outcome.REFUSED, limit=1) == [refused]
    assert kept.rows("doe", VACANCY, code="MISSING", between_ms=(0, MIDNIGHT)) == [earlier]
    assert kept.of_record("doe", VACANCY, "b" * 16) == [earlier, refused]
    assert [one.line for one in kept.batch("doe", VACANCY, "1", first_line=3)] == [3, 4, 5]
    for nothing in (
        kept.rows("doe", STUDENT),
        kept.of_record("other", VACANCY, "b" * 16),
        kept.batch("x", VACANCY, "1"),
    ):
        assert nothing == []


def test_what_stands_beyond_the_view_is_found_by_place(kept: Arrivals) -> None:
    assert [one.offset for one in kept.beyond("doe", VACANCY, {1: 5, 2: 8}, MIDNIGHT)] == [9]
    assert len(kept.beyond("doe", VACANCY, {1: 4, 2: 9}, 0)) == 2
    assert kept.beyond("doe", VACANCY, {}, 0) == []


def test_accepted_rows_are_counted_by_their_way_in(kept: Arrivals) -> None:
    kept.note([Arrival("doe", VACANCY, "3", 1, None, MIDNIGHT, Way.FILE, Outcome.ACCEPTED, None, None, 0, 1)])
    assert kept.ways() == {("doe", Way.GATEWAY): 3, ("doe", Way.FILE): 1, ("other", Way.GATEWAY): 1}


def test_what_came_before_a_moment_is_forgotten(kept: Arrivals) -> None:
    assert kept.forget(MIDNIGHT) == 2
    assert kept.forget(MIDNIGHT) == 0
    assert {day.starts_at for day in kept.days("doe", 0)} == {MIDNIGHT}
