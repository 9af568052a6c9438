"""What an edge drops it remembers by hashes, until it is sent again; whoever enrolled later is found among them."""

from collections.abc import Sequence

import pytest

from producers.data_sets import DATA_SETS
from producers.dropping.again import by_person, look, look_through
from producers.dropping.drops import BEGINNING, Drop, Drops, Place
from producers.dropping.remembering import RememberingPublisher, person_of
from producers.ledger import Ledger
from producers.population import Membership
from producers.publisher.reading import Reader
from producers.receipts import Accepted, NotVocational, Refused, TryAgain
from schemas.agreement import DEMONSTRATION
from schemas.identifiers import classify
from schemas.topics import INSURANCE, SKILL_TEST, TEST_PLAN, TRAINING
from tests.producers.fakes import NOON_MS, FakeErasures, FakeLog, FakePopulation, edge
from tests.producers.rows import OTHER_PIN, PIN, SESSION_ROW, SPELL_ROW, TEST_ROW

LATER = NOON_MS + 1000


@pytest.fixture
def drops() -> Drops:
    return Drops("sqlite://", "sso")


def drop(number: int, person: str = "a", at: int = NOON_MS, topic: str = INSURANCE) -> Drop:
    return Drop(topic, f"{number:016x}", person * 32, at)


def person(identifier: str) -> str:
    return edge("sso").pseudonym(classify(identifier))


def everything(drops: Drops) -> list[Drop]:
    return drops.page(limit=100)


def test_of_a_record_dropped_twice_the_newer_drop_stands(drops: Drops) -> None:
    drops.note([drop(1), drop(2)])
    drops.note([drop(1, "b", LATER)])
    drops.note([])
    assert everything(drops) == [drop(1, "b", LATER), drop(2)]
    assert drops.count() == 2


def test_only_what_was_dealt_with_is_forgotten(drops: Drops) -> None:
    drops.note([drop(1), drop(2), drop(1, topic=TRAINING)])
    drops.forget(INSURANCE, [drop(1).record, drop(9).record])
    assert everything(drops) == [drop(1, topic=TRAINING), drop(2)]
    drops.forget(INSURANCE, [f"{number:016x}" for number in range(2000)])
    assert everything(drops) == [drop(1, topic=TRAINING)]


def test_the_list_is_gone_through_page_by_page(drops: Drops) -> None:
    drops.note([drop(number) for number in range(5)])
    first = drops.page(limit=2)
    assert first == [drop(0), drop(1)]
    assert drops.page(Place(first[-1].topic, first[-1].record), limit=9) == [drop(2), drop(3), drop(4)]


def test_one_sources_drops_are_none_of_anothers(tmp_path: object) -> None:
    one, other = (Drops(f"sqlite:///{tmp_path}/drops.db", name) for name in ("sso", "dsd"))
    one.note([drop(1)])
    other.forget(INSURANCE, [drop(1).record])
    assert (one.count(), other.count(), other.page()) == (1, 0, [])


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_whoever_enrolled_later_is_listed_and_whoever_cannot_be_told_is_counted(drops: Drops, limit: int) -> None:
    drops.note([drop(1, "a"), drop(2, "b"), drop(3, "c"), drop(4, "a")])
    population = FakePopulation({"a" * 32: Membership.YES, "c" * 32: Membership.NOT_KNOWN})
    again: list[Drop] = []
    not_known, after = 0, BEGINNING
    while True:
        page = look(drops, population, after, limit)
        again += page.again
        not_known += page.not_known
        if page.after is None:
            break
        after = page.after
    assert (again, not_known) == ([drop(1, "a"), drop(4, "a")], 1)
    assert by_person(again) == {"a" * 32: again}
    assert list(by_person([])) == []


def test_a_list_of_nobody_asks_nobody(drops: Drops) -> None:
    class NobodyMayBeAsked(FakePopulation):
        def ask(self, pseudonyms: Sequence[str]) -> dict[str, Membership]:
            raise AssertionError(pseudonyms)

    assert [page.again for page in look_through(drops, NobodyMayBeAsked())] == [()]


def remembering(drops: Drops, log: FakeLog, population: FakePopulation, agency: str = "sso") -> RememberingPublisher:
    reader = Reader(edge(agency), population, FakeErasures())
    return RememberingPublisher(reader, Ledger("sqlite://"), log, DEMONSTRATION, lambda: LATER, drops)


def test_who_is_no_student_is_dropped_unread_remembered_and_listed_once_they_enrol(drops: Drops) -> None:
    log, population = FakeLog(), FakePopulation()
    sender = remembering(drops, log, population)
    stranger = {**SPELL_ROW, "section": "nobody reads this"}
    assert sender.publish(INSURANCE, [stranger]) == [NotVocational()]
    assert log.sent == 0
    (kept,) = everything(drops)
    assert (kept.pseudonym, kept.dropped_at) == (person(PIN), LATER)
    assert look(drops, population).again == ()
    population.answers[person(PIN)] = Membership.YES
    assert look(drops, population).again == (kept,)
    (receipt,) = sender.publish(INSURANCE, [SPELL_ROW])
    assert isinstance(receipt, Accepted)
    assert everything(drops) == []


def test_two_records_of_one_person_are_both_remembered_until_both_are_sent(drops: Drops) -> None:
    population = FakePopulation()
    sender = remembering(drops, FakeLog(), population)
    rows = [SPELL_ROW, {**SPELL_ROW, "spell_no": "SSO-2"}]
    sender.publish(INSURANCE, rows)
    population.answers[person(PIN)] = Membership.YES
    sender.publish(INSURANCE, rows[1:])
    (kept,) = everything(drops)
    assert kept.record == edge("sso").record(INSURANCE, SPELL_ROW["spell_no"])


def test_nothing_is_dropped_or_forgotten_while_it_is_not_known(drops: Drops) -> None:
    population = FakePopulation({person(PIN): Membership.NOT_KNOWN})
    sender = remembering(drops, FakeLog(), population)
    (receipt,) = sender.publish(INSURANCE, [SPELL_ROW])
    assert isinstance(receipt, TryAgain)
    assert everything(drops) == []
    population.answers.clear()
    sender.publish(INSURANCE, [SPELL_ROW])
    population.answers[person(PIN)] = Membership.NOT_KNOWN
    sender.publish(INSURANCE, [SPELL_ROW])
    assert len(everything(drops)) == 1


def test_a_row_sent_again_that_is_wrong_is_refused_and_is_on_no_list_any_more(drops: Drops) -> None:
    population = FakePopulation()
    sender = remembering(drops, FakeLog(), population)
    wrong = {**SPELL_ROW, "wage": "15000"}
    assert sender.publish(INSURANCE, [wrong]) == [NotVocational()]
    population.answers[person(PIN)] = Membership.YES
    (receipt,) = sender.publish(INSURANCE, [wrong])
    assert isinstance(receipt, Refused)
    assert receipt.code == "NOT_IN_CLAUSE"
    assert everything(drops) == []


def test_a_row_without_a_readable_number_is_remembered_by_what_it_is(drops: Drops) -> None:
    population = FakePopulation()
    sender = remembering(drops, FakeLog(), population)
    blank = {**SPELL_ROW, "spell_no": " "}
    other = {**blank, "insured_id": OTHER_PIN}
    sender.publish(INSURANCE, [blank, other])
    assert {one.pseudonym for one in everything(drops)} == {person(PIN), person(OTHER_PIN)}
    population.answers[person(PIN)] = Membership.YES
    sender.publish(INSURANCE, [blank, other])
    assert {one.pseudonym for one in everything(drops)} == {person(OTHER_PIN)}


def test_the_last_word_about_a_record_counts_within_a_batch(drops: Drops) -> None:
    population = FakePopulation({person(PIN): Membership.YES})
    sender = remembering(drops, FakeLog(), population)
    moved = {**SPELL_ROW, "revision": "4", "insured_id": OTHER_PIN}
    sender.publish(INSURANCE, [SPELL_ROW, moved])
    assert [one.pseudonym for one in everything(drops)] == [person(OTHER_PIN)]
    back = {**SPELL_ROW, "revision": "6"}
    sender.publish(INSURANCE, [moved, back])
    assert everything(drops) == []


def test_of_a_data_set_about_nobody_nothing_is_remembered(drops: Drops) -> None:
    log = FakeLog()
    sender = remembering(drops, log, FakePopulation(), "dsd")
    (receipt,) = sender.publish(TEST_PLAN, [SESSION_ROW])
    assert isinstance(receipt, Accepted)
    assert sender.publish(SKILL_TEST, [TEST_ROW]) == [NotVocational()]
    assert [one.topic for one in everything(drops)] == [SKILL_TEST]
    with pytest.raises(ValueError, match="about nobody"):
        person_of(edge("dsd"), DATA_SETS[TEST_PLAN], SESSION_ROW)


def test_what_is_kept_at_home_holds_no_number_and_no_name(drops: Drops) -> None:
    remembering(drops, FakeLog(), FakePopulation()).publish(INSURANCE, [SPELL_ROW])
    kept = repr(everything(drops))
    told = [PIN, SPELL_ROW["first_name"], SPELL_ROW["last_name"], SPELL_ROW["spell_no"]]
    assert [one for one in told if one in kept] == []
