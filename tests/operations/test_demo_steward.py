"""The demonstration's steward: what a day is made of, and how decisions are counted from the log."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from random import Random

from operations.demo.counting import decisions
from operations.demo.steward import ROUND, SCAN_RESTS, Act, Steward
from operations.rulings import ERASURE, OBJECTION, OBJECTION_WITHDRAWN, Ruling, events, join, split


@dataclass
class FakeOffice:
    """An office with some suggestions and people; what was asked of it is kept in order."""

    suggestions: list[int] = field(default_factory=list)
    matched: list[str] = field(default_factory=list)
    refuses: bool = False
    asked: list[tuple[Act, int | str | None]] = field(default_factory=list)
    clock: float = 0.0
    scan_takes: float = 0.0

    def elapsed(self) -> float:
        return self.clock

    def scan(self) -> bool:
        self.clock += self.scan_takes
        return self._do(Act.SCAN, None)

    def suggested(self, limit: int) -> Sequence[int]:
        return self.suggestions[:limit]

    def join(self, number: int) -> bool:
        self.suggestions.remove(number)
        return self._do(Act.JOIN, number)

    def split(self, number: int) -> bool:
        return self._do(Act.SPLIT, number)

    def people(self) -> Sequence[str]:
        return self.matched

    def object(self, person: str) -> bool:
        return self._do(Act.OBJECT, person)

    def erase(self, person: str) -> bool:
        return self._do(Act.ERASE, person)

    def _do(self, act: Act, about: int | str | None) -> bool:
        self.asked.append((act, about))
        return not self.refuses


def a_day(office: FakeOffice, seed: int = 1) -> Steward:
    steward = Steward(office, Random(seed), office.elapsed)
    for _ in ROUND:
        steward.act()
    return steward


def test_one_round_does_everything_a_steward_can_do() -> None:
    steward = a_day(FakeOffice(list(range(9)), ["a", "b"]))
    assert set(steward.done) == {act.value for act in Act}
    assert steward.done.total() == len(ROUND)


def test_a_scan_comes_again_only_after_many_times_as_long_as_it_took() -> None:
    office = FakeOffice(scan_takes=5.0)
    steward = Steward(office, Random(1), office.elapsed)
    scanned = []
    while office.clock < 300:
        office.clock += 2.0
        if steward.act() is Act.SCAN:
            scanned.append(office.clock)
    assert len(scanned) == 3
    assert min(later - earlier for earlier, later in pairwise(scanned)) >= SCAN_RESTS * 5.0


def test_a_round_without_a_scan_does_everything_else() -> None:
    office = FakeOffice(list(range(40)), ["a"], scan_takes=5.0)
    steward = Steward(office, Random(1), office.elapsed)
    for _ in range(2 * len(ROUND)):
        steward.act()
    assert steward.done["scans"] == 1
    assert {act for act, _ in office.asked[-len(ROUND) :]} == set(Act) - {Act.SCAN}


def test_what_is_taken_back_was_decided_before_and_only_once() -> None:
    office = FakeOffice(list(range(40)), ["a"])
    steward = Steward(office, Random(3), office.elapsed)
    for _ in range(4 * len(ROUND)):
        steward.act()
    joined: set[int | str | None] = set()
    for act, about in office.asked:
        if act is Act.JOIN:
            joined.add(about)
        if act is Act.SPLIT:
            joined.remove(about)  # KeyError: it was never joined, or split before


def test_with_nobody_to_decide_about_only_the_scan_is_done() -> None:
    steward = a_day(FakeOffice())
    assert steward.done == {"scans": 1}


def test_what_the_platform_would_not_have_is_not_counted() -> None:
    steward = a_day(FakeOffice([1, 2, 3], ["a"], refuses=True))
    assert steward.done.total() == 0


ONE, OTHER, THIRD = "1" * 32, "2" * 32, "3" * 32


def test_a_decision_about_a_pair_is_counted_once_though_it_is_written_under_both() -> None:
    made = events(join(ONE, OTHER, "steward", "TEST", 5)) + events(split(ONE, OTHER, "steward", "TEST", 6))
    assert len(made) == 4
    assert decisions(made) == {"JOIN": 1, "SPLIT": 1}


def test_two_peoples_objections_are_two_and_one_repeated_is_one() -> None:
    first, second = (events(Ruling(OBJECTION, one, "steward", "TEST", 7)) for one in (ONE, THIRD))
    assert decisions(first + second + first) == {"OBJECTION": 2}


def test_an_objection_withdrawn_hides_no_objection_from_the_count() -> None:
    decided = ((OBJECTION, 1), (OBJECTION_WITHDRAWN, 2), (OBJECTION, 3))
    made = [event for what, at in decided for event in events(Ruling(what, ONE, "steward", "TEST", at))]
    assert decisions(made) == {"OBJECTION": 2, "OBJECTION_WITHDRAWN": 1}


def test_an_erasure_that_is_decided_again_is_one_erasure() -> None:
    made = [event for at in (1, 2) for event in events(Ruling(ERASURE, ONE, "steward", "TEST", at))]
    assert decisions(made + events(Ruling(ERASURE, OTHER, "steward", "TEST", 1))) == {"ERASURE": 2}
