"""What was kept long enough goes, by data set, and nothing that was accepted since; a key goes with the last seal."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operations.retention.erasing import Means, erase_overdue, planned
from operations.retention.rules import OF_PEOPLE, SEALED, Held, counted, cutoffs, overdue, still_sealed
from operations.rulings import ERASURE, Ruling
from schemas import view
from schemas.agreement import DEMONSTRATION
from schemas.topics import DAY_MS, IDENTITY, INSURANCE, MATCH, PLACEMENT, STUDENT, VACANCY
from schemas.view import Entry

NOW = 1_790_000_000_000
UNTIL = {STUDENT: NOW - 100 * DAY_MS, INSURANCE: NOW - 10 * DAY_MS, MATCH: NOW - 10 * DAY_MS}
SOMEBODY, OTHER = "a" * 32, "b" * 32
Entries = list[tuple[bytes, Entry]]


def held(topic: str, days_ago: float, version: int = 1, record: int = 1) -> tuple[bytes, Entry]:
    at = NOW - int(days_ago * DAY_MS)
    return view.field(topic, f"{record:016x}"), Entry(version, at, view.UPSERT, b"")


@dataclass
class Platform:
    """A view of a few people on which decisions take effect at once, unless it is behind."""

    people: dict[str, Entries]
    written: list[Ruling] = field(default_factory=list)
    destroyed: list[str] = field(default_factory=list)
    behind: bool = False

    def write(self, rulings: Iterable[Ruling]) -> None:
        for ruling in rulings:
            self.written.append(ruling)
            if not self.behind:
                entries = self.people[ruling.subject]
                self.people[ruling.subject] = [one for one in entries if not _takes(ruling, one)]

    def destroy(self, pseudonym: str) -> None:
        self.destroyed.append(pseudonym)

    def read(self, subject: str) -> Sequence[tuple[bytes, Entry]]:
        return self.people[subject]

    def means(self) -> Means:
        return Means(self, self, self.read, _look_once)


def _takes(ruling: Ruling, one: tuple[bytes, Entry]) -> bool:
    return view.split_field(one[0])[0] == ruling.data_set and one[1].accepted_at <= ruling.at_ms


def _look_once(condition: Callable[[], bool], _: float) -> bool:
    return condition()


def test_only_what_was_last_accepted_too_long_ago_goes_each_data_set_by_its_own_days() -> None:
    entries = [held(STUDENT, 99), held(INSURANCE, 11), held(INSURANCE, 9, record=2), held(PLACEMENT, 9999)]
    assert overdue(entries, UNTIL) == {INSURANCE: 1}


def test_an_open_match_is_under_way_and_stays_however_old_it_is() -> None:
    assert overdue([held(MATCH, 11, version=2), held(MATCH, 11, version=3, record=2)], UNTIL) == {MATCH: 1}


def test_the_days_are_those_of_the_agreement_and_decisions_are_kept_for_good() -> None:
    until = cutoffs(DEMONSTRATION, NOW)
    assert until[STUDENT] == NOW - (DEMONSTRATION.retention(STUDENT) or 0) * DAY_MS
    assert IDENTITY not in until
    assert VACANCY not in until


def test_a_key_is_of_use_as_long_as_something_sealed_stays() -> None:
    assert {STUDENT, INSURANCE} <= SEALED
    assert {PLACEMENT, MATCH}.isdisjoint(SEALED)
    assert still_sealed([held(STUDENT, 99), held(INSURANCE, 11)], UNTIL)
    assert not still_sealed([held(STUDENT, 101), held(PLACEMENT, 1)], UNTIL)


def test_a_decision_is_written_per_person_and_data_set_and_the_last_seals_key_is_destroyed() -> None:
    platform = Platform({SOMEBODY: [held(STUDENT, 101), held(INSURANCE, 11)], OTHER: [held(STUDENT, 1)]})
    found = erase_overdue(platform.people.items(), UNTIL, platform.means(), 1)
    assert [(one.decision, one.subject, one.reason, one.data_set, one.at_ms) for one in platform.written] == [
        (ERASURE, SOMEBODY, "RETENTION", name, UNTIL[name]) for name in (STUDENT, INSURANCE)
    ]
    assert platform.destroyed == [SOMEBODY]
    assert platform.people == {SOMEBODY: [], OTHER: [held(STUDENT, 1)]}
    assert found.as_dict() == {
        "data_sets": {STUDENT: {"records": 1, "people": 1}, INSURANCE: {"records": 1, "people": 1}},
        "keys_destroyed": 1,
        "complete": True,
    }


def test_what_the_view_has_not_let_go_of_in_time_is_said() -> None:
    platform = Platform({SOMEBODY: [held(STUDENT, 101)]}, behind=True)
    assert not erase_overdue(platform.people.items(), UNTIL, platform.means(), 1).complete


def test_a_plan_counts_the_same_and_erases_nothing() -> None:
    platform = Platform({SOMEBODY: [held(STUDENT, 101)], OTHER: [held(INSURANCE, 11), held(STUDENT, 1)]})
    told = planned(platform.people.items(), UNTIL)
    assert (platform.written, platform.destroyed) == ([], [])
    done = erase_overdue(platform.people.items(), UNTIL, platform.means(), 1)
    assert (told.records, told.people, told.keys) == (done.records, done.people, done.keys)


@given(st.lists(st.tuples(st.sampled_from(OF_PEOPLE), st.integers(0, 200)), max_size=12))
def test_afterwards_nothing_is_overdue_and_nothing_else_is_gone(records: list[tuple[str, int]]) -> None:
    entries = [held(topic, days, record=at) for at, (topic, days) in enumerate(records)]
    platform = Platform({SOMEBODY: entries})
    erase_overdue(list(platform.people.items()), UNTIL, platform.means(), 1)
    left = platform.people[SOMEBODY]
    assert not overdue(left, UNTIL)
    kept = [one for one in entries if one[1].accepted_at > UNTIL.get(view.split_field(one[0])[0], -1)]
    assert [one for one in left if one in kept] == kept


def test_what_is_held_is_counted_with_its_oldest_and_its_overdue() -> None:
    found = counted({}, [held(STUDENT, 101), held(STUDENT, 1, record=2), held(IDENTITY, 500)], UNTIL)
    assert found == {STUDENT: Held(2, NOW - 101 * DAY_MS, 1)}
    assert counted(found, [held(STUDENT, 200)], UNTIL)[STUDENT] == Held(3, NOW - 200 * DAY_MS, 2)


@pytest.mark.parametrize("topic", [IDENTITY, VACANCY])
def test_what_is_about_nobody_or_is_a_decision_is_no_data_set_of_people(topic: str) -> None:
    assert topic not in OF_PEOPLE
