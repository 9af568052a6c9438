"""Decisions are written before an item is closed, can be taken back, and are refused where they make no sense."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from operations.review import store
from operations.review.deciding import JOINED, SPLIT, NotPossibleError, Steward
from operations.review.reasons import WORDS, DismissReason, JoinReason, SplitReason
from operations.review.store import STEWARD, Item, Kind
from operations.rulings import Ruling, RulingNotWrittenError, events, join, pair_record, split
from schemas import codec
from schemas.database import create_tables, open_database
from schemas.profile import as_one, stands_for, unread
from schemas.topics import IDENTITY, STUDENT, TRAINING
from tests.review.examples import ANONG, AT, BOON, CHAI, MemoryPeople

SUGGESTION = Item(Kind.SUGGESTION, STEWARD, ANONG, AT, BOON, detail={"because": ["OTHER_NUMBER"]})
DIFFERENCE = Item(Kind.DIFFERENCE, "ovec", ANONG, AT, detail={"about": "name"})
BECAUSE = JoinReason.NUMBER_CHANGED


class Log:
    """A log that gives what is written to it to the view at once, or refuses."""

    def __init__(self, people: MemoryPeople) -> None:
        self.people, self.written, self.away = people, list[Ruling](), False

    def write(self, rulings: Iterable[Ruling]) -> None:
        if self.away:
            raise RulingNotWrittenError("away")
        for ruling in rulings:
            self.written.append(ruling)
            self.people.write([ruling])


class Desk:
    """A steward at a table with one suggestion and one difference, over three people."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.people, self.now = engine, MemoryPeople(), AT
        for number, subject in enumerate((ANONG, BOON, CHAI)):
            self.people.add(STUDENT, subject, number)
            self.people.add(TRAINING, subject, number)
        self.log = Log(self.people)
        self.steward = Steward(engine, self.people, self.log, lambda: self.now)
        with engine.begin() as connection:
            store.put(connection, [SUGGESTION, DIFFERENCE])

    def kept(self, number: int) -> store.Kept:
        with self.engine.connect() as connection:
            found = store.item(connection, number)
        assert found is not None
        return found

    def stands(self, subject: str) -> str:
        found = {subject: self.people.person(subject)}
        while others := unread(found):
            found |= {other: self.people.person(other) for other in others}
        return as_one(stands_for(subject, found), found).subject


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    engine = open_database(f"sqlite:///{tmp_path / 'review.db'}")
    create_tables(engine, store.METADATA)
    yield Desk(engine)
    engine.dispose()


def test_a_join_is_written_by_role_and_reason_and_closes_the_item(desk: Desk) -> None:
    ruling = desk.steward.join(1, BECAUSE)
    assert desk.log.written == [ruling] == [join(ANONG, BOON, "steward", "NUMBER_CHANGED", AT)]
    assert (desk.stands(ANONG), desk.stands(BOON)) == (ANONG, ANONG)
    assert (desk.kept(1).decision, desk.kept(1).decided_by, desk.kept(1).closed_at) == (JOINED, "steward", AT)


def test_the_steward_may_choose_which_of_the_two_stands_for_both(desk: Desk) -> None:
    desk.steward.join(1, BECAUSE, BOON)
    assert desk.stands(ANONG) == BOON
    with pytest.raises(NotPossibleError):
        desk.steward.join(1, BECAUSE, CHAI)


def test_what_the_log_did_not_take_is_not_decided_and_can_be_decided_again(desk: Desk) -> None:
    desk.log.away = True
    with pytest.raises(RulingNotWrittenError):
        desk.steward.join(1, BECAUSE)
    assert desk.kept(1).closed_at is None
    desk.log.away = False
    assert desk.steward.join(1, BECAUSE) is not None


def test_two_who_are_one_already_are_joined_by_nobody_twice_and_the_item_is_closed(desk: Desk) -> None:
    desk.steward.join_pair(BOON, ANONG, BECAUSE)
    assert desk.steward.join(1, BECAUSE) is None
    assert len(desk.log.written) == 1
    assert desk.kept(1).decision == JOINED


def test_a_join_with_someone_who_is_joined_is_decided_between_those_who_stand_for_them(desk: Desk) -> None:
    desk.steward.join_pair(BOON, ANONG, BECAUSE)
    desk.now += 1
    ruling = desk.steward.join_pair(CHAI, ANONG, BECAUSE)
    assert ruling is not None
    assert (ruling.canonical, ruling.alias) == (CHAI, BOON)
    assert {desk.stands(one) for one in (ANONG, BOON, CHAI)} == {CHAI}
    # What was joined by that is also split by it.
    desk.now += 1
    desk.steward.split_pair(ANONG, CHAI, SplitReason.JOINED_BY_MISTAKE)
    assert [desk.stands(one) for one in (ANONG, BOON, CHAI)] == [BOON, BOON, CHAI]


def test_a_split_takes_the_join_back_and_says_so_on_the_item(desk: Desk) -> None:
    desk.steward.join(1, BECAUSE)
    ruling = desk.steward.split(1, SplitReason.NOT_THE_SAME_PERSON)
    # In the same instant, and yet newer than what it takes back.
    assert ruling == split(ANONG, BOON, "steward", "NOT_THE_SAME_PERSON", AT + 1)
    assert (desk.stands(ANONG), desk.stands(BOON)) == (ANONG, BOON)
    assert desk.kept(1).decision == SPLIT


def test_a_clock_set_back_makes_no_decision_older_than_the_one_it_takes_back(desk: Desk) -> None:
    desk.steward.join(1, BECAUSE)
    desk.now -= 3_600_000
    desk.steward.split(1, SplitReason.JOINED_BY_MISTAKE)
    assert desk.stands(BOON) == BOON


def test_what_was_never_joined_is_not_split(desk: Desk) -> None:
    with pytest.raises(NotPossibleError):
        desk.steward.split(1, SplitReason.NOT_THE_SAME_PERSON)
    assert desk.kept(1).closed_at is None


def test_nobody_is_joined_to_a_number_under_which_there_is_nothing(desk: Desk) -> None:
    with pytest.raises(NotPossibleError):
        desk.steward.join_pair(ANONG, "f" * 32, BECAUSE)


def test_an_item_is_dismissed_with_a_reason_and_nothing_is_written_about_anybody(desk: Desk) -> None:
    desk.steward.dismiss(2, DismissReason.BOTH_ARE_RIGHT)
    assert desk.kept(2).decision == "BOTH_ARE_RIGHT"
    assert desk.log.written == []
    with pytest.raises(NotPossibleError):
        desk.steward.dismiss(2, DismissReason.BOTH_ARE_RIGHT)


@pytest.mark.parametrize("number", [2, 99])
def test_what_is_not_about_two_people_or_not_there_can_not_be_joined_or_split(desk: Desk, number: int) -> None:
    with pytest.raises(NotPossibleError) as refused:
        desk.steward.join(number, BECAUSE)
    assert refused.value.th
    with pytest.raises(NotPossibleError):
        desk.steward.split(number, SplitReason.NOT_THE_SAME_PERSON)


@pytest.mark.parametrize("reason", [*JoinReason, *SplitReason, *DismissReason])
def test_every_reason_reads_in_thai_and_english(reason: str) -> None:
    thai, english = WORDS[reason]
    assert any("\u0e00" <= letter <= "\u0e7f" for letter in thai)
    assert english.isascii()


def test_a_pairs_decisions_are_one_record_under_each_of_the_two_whichever_is_named_first() -> None:
    joined, parted = events(join(ANONG, BOON, "steward", "TEST", AT)), events(split(BOON, ANONG, "steward", "TEST", AT))
    assert {key for key, _ in joined} == {key for key, _ in parted}
    assert {key.decode() for key, _ in joined} == {f"{one}/{pair_record(ANONG, BOON)}" for one in (ANONG, BOON)}
    meta, data = codec.decode(IDENTITY, joined[0][1])
    assert data is not None
    assert (meta.version, data["decision"], data["canonical"], data["alias"]) == (AT, "JOIN", ANONG, BOON)
    assert int(data["decided_at"].timestamp() * 1000) == AT


@pytest.mark.parametrize(
    "ruling",
    [
        Ruling("JOIN", ANONG, "steward", "TEST", AT, ANONG, ANONG),
        Ruling("JOIN", ANONG, "steward", "TEST", AT, ANONG),
        Ruling("SPLIT", CHAI, "steward", "TEST", AT, ANONG, BOON),
        Ruling("SPLIT", ANONG, "steward", "TEST", AT, ANONG, "1999900010019"),
    ],
)
def test_a_decision_about_a_pair_names_two_pseudonyms(ruling: Ruling) -> None:
    with pytest.raises(ValueError, match="two pseudonyms"):
        events(ruling)


def test_objections_are_one_record_and_each_erasure_its_own() -> None:
    def records(decision: str, data_set: str | None = None) -> list[bytes]:
        return [key[33:] for key, _ in events(Ruling(decision, ANONG, "person", "ASKED", AT, data_set=data_set))]

    assert records("OBJECTION") == records("OBJECTION_WITHDRAWN")
    assert len({*records("OBJECTION"), *records("ERASURE"), *records("ERASURE", TRAINING)}) == 3
