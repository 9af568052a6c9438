"""Any two sets: the exact records missing, extra or different, in few exchanges whose size follows the difference."""

import random
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from producers.reconciling import files
from producers.reconciling.answering import FEW, answer, not_yet
from producers.reconciling.comparing import Comparison, NotReachedError, closing, compare
from producers.reconciling.fingerprints import DIGITS, EMPTY, Fingerprint, RecordSet, fingerprint, limbs
from producers.reconciling.messages import SPLITS_MAX, Answer, Exchange

TOPIC = "doe.vacancy.v1"
# Few digits differ, so that records meet in deep ranges too.
RECORDS = st.one_of(
    st.text("01", min_size=2, max_size=2).map(lambda end: "0" * 14 + end),
    st.text(DIGITS, min_size=16, max_size=16),
    st.text("0f", min_size=3, max_size=3).map(lambda begin: begin + "a" * 13),
)
SIDES = st.dictionaries(RECORDS, st.integers(1, 4), max_size=60)


class FakeHeld:
    """Saphan's side in memory; a record may stand twice, under two people."""

    def __init__(self, versions: Mapping[str, int], twice: Mapping[str, int] | None = None) -> None:
        self.records = sorted([*versions.items(), *(twice or {}).items()])

    def whole(self, topic: str, part: Mapping[str, str]) -> Fingerprint:
        return self._of(self.listed(topic, part, ""))

    def splits(self, topic: str, part: Mapping[str, str], prefix: str) -> list[Fingerprint]:
        return [self._of(self.listed(topic, part, prefix + digit)) for digit in DIGITS]

    def listed(self, topic: str, part: Mapping[str, str], prefix: str) -> list[tuple[str, int]]:
        assert topic == TOPIC
        assert not part
        return [one for one in self.records if one[0].startswith(prefix)]

    @staticmethod
    def _of(records: list[tuple[str, int]]) -> Fingerprint:
        added = [limbs(*one) for one in records]
        return fingerprint(len(records), (sum(one[at] for one in added) for at in range(4)))


def never() -> bool:
    return False


def compared(own: Mapping[str, int], held: FakeHeld) -> tuple[Comparison, int]:
    """Compare by messages as they are written; gives what was found and how many bytes went over."""
    written = 0

    def ask(asked: Exchange) -> Answer:
        nonlocal written
        text = asked.model_dump_json(exclude_defaults=True)
        told = answer(held, TOPIC, Exchange.model_validate_json(text), {}).model_dump_json()
        written += len(text) + len(told)
        return Answer.model_validate_json(told)

    return compare(RecordSet(own), ask, {}, never), written


def by_hand(own: Mapping[str, int], theirs: Mapping[str, int]) -> tuple[dict[str, int], dict[str, list[int]], object]:
    return (
        {name: version for name, version in own.items() if name not in theirs},
        {name: [version] for name, version in theirs.items() if name not in own},
        {name: (own[name], [theirs[name]]) for name in own.keys() & theirs.keys() if own[name] != theirs[name]},
    )


@given(SIDES, SIDES)
def test_any_two_sets_give_exactly_what_differs(own: dict[str, int], theirs: dict[str, int]) -> None:
    found, _ = compared(own, FakeHeld(theirs))
    differing = found.differences
    assert (differing.missing, differing.extra, differing.different) == by_hand(own, theirs)
    assert found.equal == (own == theirs)
    assert (found.count, found.theirs) == (len(own), len(theirs))


@given(SIDES, SIDES)
def test_a_question_and_an_answer_in_files_tell_the_same(own: dict[str, int], theirs: dict[str, int]) -> None:
    records = RecordSet(own)
    asked = files.question(records, TOPIC, {})
    answered = files.Answered(topic=TOPIC, answer=answer(FakeHeld(theirs), TOPIC, asked.exchange, {}))
    found = files.differences(records, TOPIC, answered)
    assert found is not None
    assert (found.missing, found.extra, found.different) == by_hand(own, theirs)


@given(SIDES, st.sets(RECORDS))
def test_what_is_set_aside_is_left_out_of_the_fingerprint(own: dict[str, int], aside: set[str]) -> None:
    left = {name: version for name, version in own.items() if name not in aside}
    assert RecordSet(own).without(aside) == RecordSet(left).fingerprint()


@given(SIDES)
def test_a_ranges_fingerprint_is_that_of_its_records_alone_however_it_is_come_by(own: dict[str, int]) -> None:
    records, held = RecordSet(own), FakeHeld(own)
    for prefix in ("", "0", "00", "f", "0" * 14):
        assert records.splits(prefix) == held.splits(TOPIC, {}, prefix)
    assert RecordSet({}).fingerprint() == EMPTY


def test_versions_changed_places_are_a_difference() -> None:
    one, other = {"a" * 16: 3, "b" * 16: 4}, {"a" * 16: 4, "b" * 16: 3}
    assert RecordSet(one).fingerprint() != RecordSet(other).fingerprint()
    assert set(compared(one, FakeHeld(other))[0].differences.different) == set(one)


def test_a_record_that_stands_under_two_people_is_a_difference() -> None:
    found, _ = compared({"a" * 16: 2}, FakeHeld({"a" * 16: 2}, twice={"a" * 16: 3}))
    assert found.differences.different == {"a" * 16: (2, [2, 3])}
    same = compared({"a" * 16: 2}, FakeHeld({"a" * 16: 2}, twice={"a" * 16: 2}))[0]
    assert same.differences.different == {"a" * 16: (2, [2, 2])}


def spread(count: int, seed: int) -> dict[str, int]:
    """Invent records as keyed hashes would name them."""
    source = random.Random(seed)
    return {f"{source.getrandbits(64):016x}": source.randrange(1, 9) for _ in range(count)}


def changed(records: Mapping[str, int], count: int) -> dict[str, int]:
    """Drop the first records: each is a difference."""
    return dict(list(records.items())[count:])


def test_equal_sets_cost_one_small_exchange() -> None:
    records = spread(20_000, 1)
    found, written = compared(records, FakeHeld(records))
    assert (found.equal, found.exchanges) == (True, 1)
    assert written < 1_500


def test_what_is_exchanged_follows_the_difference_and_hardly_the_number_of_records() -> None:
    few, many = spread(2_000, 2), spread(40_000, 3)
    costs = {
        (len(records), dropped): compared(records, FakeHeld(changed(records, dropped)))
        for records in (few, many)
        for dropped in (1, 10)
    }
    assert all(len(found.differences.missing) == dropped for (_, dropped), (found, _) in costs.items())
    # Twenty times the records: one exchange more, and not twice the bytes.
    assert costs[40_000, 10][0].exchanges <= costs[2_000, 10][0].exchanges + 2
    assert costs[40_000, 10][1] < 3 * costs[2_000, 10][1]
    assert costs[40_000, 10][1] < 60_000 < sum(len(name) for name in many)
    assert costs[40_000, 1][1] < costs[40_000, 10][1]


def test_everything_missing_and_everything_extra_is_found_too() -> None:
    records = spread(3_000, 4)
    missing, _ = compared(records, FakeHeld({}))
    extra, _ = compared({}, FakeHeld(records))
    assert missing.differences.missing == records
    assert extra.differences.extra == {name: [version] for name, version in records.items()}
    assert missing.exchanges == 1


def test_one_exchange_asks_of_no_more_ranges_than_may_be_asked_of() -> None:
    records = spread(20_000, 5)
    asked: list[int] = []

    def ask(exchange: Exchange) -> Answer:
        asked.append(len(exchange.splits))
        return answer(held, TOPIC, exchange, {})

    held = FakeHeld({name: version + 1 for name, version in records.items()})
    held_by_prefix: dict[str, list[tuple[str, int]]] = {}
    for one in held.records:
        for digits in range(7):
            held_by_prefix.setdefault(one[0][:digits], []).append(one)
    held.listed = lambda _topic, _part, prefix: held_by_prefix.get(prefix, [])  # type: ignore[method-assign, assignment]
    found = compare(RecordSet(records), ask, {}, never)
    assert len(found.differences.different) == len(records)
    assert max(asked) == SPLITS_MAX


def test_nothing_is_said_while_the_view_has_not_reached_the_logs_end() -> None:
    told: list[Answer] = [not_yet({TOPIC: [5]}), not_yet({TOPIC: [5]})]
    as_ofs: list[object] = []

    def ask(exchange: Exchange) -> Answer:
        as_ofs.append(exchange.as_of)
        return told.pop(0) if told else answer(FakeHeld({}), TOPIC, exchange, {TOPIC: [5]})

    turns = iter([True, True])
    assert compare(RecordSet({}), ask, {}, lambda: next(turns)).equal
    # The end asked for stays the one the comparison began with.
    assert as_ofs == [None, {TOPIC: [5]}, {TOPIC: [5]}]
    told = [not_yet({TOPIC: [5]})]
    with pytest.raises(NotReachedError):
        compare(RecordSet({}), ask, {}, never)


def test_the_last_exchange_tells_what_was_found_and_holds_what_is_left() -> None:
    own = {"a" * 16: 1, "b" * 16: 2, "c" * 16: 3}
    held = FakeHeld({"a" * 16: 1})
    found, _ = compared(own, held)
    last = closing(RecordSet(own), {}, found, ["b" * 16, "c" * 16])
    assert last.result is not None
    assert (last.result.missing, last.result.set_aside) == (0, 2)
    assert answer(held, TOPIC, last, {}).equal
    assert not answer(held, TOPIC, closing(RecordSet(own), {}, found, ["b" * 16]), {}).equal


@pytest.mark.parametrize(
    "broken",
    [
        {"count": -1, "digest": "0" * 32},
        {"count": 1, "digest": "0" * 31},
        {"count": 1, "digest": "0" * 32, "splits": {"g": [[0, "0" * 32]] * 16}},
        {"count": 1, "digest": "0" * 32, "splits": {"a" * 16: [[0, "0" * 32]] * 16}},
        {"count": 1, "digest": "0" * 32, "splits": {"a": [[0, "0" * 32]] * 15}},
        {"count": 1, "digest": "0" * 32, "splits": {f"{at:03x}": [[0, "0" * 32]] * 16 for at in range(257)}},
        {"count": 1, "digest": "0" * 32, "part": {"college": ""}},
        {"count": 1, "digest": "0" * 32, "rows": []},
    ],
)
def test_an_exchange_that_asks_for_what_there_is_not_or_for_too_much_is_refused(broken: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Exchange.model_validate(broken)
    assert Exchange.model_validate({"count": 1, "digest": "0" * 32}).part == {}


def test_a_file_that_lists_too_much_says_so_instead_of_half() -> None:
    records = spread(300, 6)
    own = RecordSet(records)
    told = Answer(reached=True, equal=False, count=9, as_of={}, open=["a"])
    assert files.differences(own, TOPIC, files.Answered(topic=TOPIC, answer=told)) is None
    with pytest.raises(files.BadFileError):
        files.differences(own, "ovec.student.v1", files.Answered(topic=TOPIC, answer=told))


def test_few_records_are_listed_at_once() -> None:
    records = spread(FEW, 7)
    found, _ = compared({}, FakeHeld(records))
    assert found.exchanges == 1
