"""Whatever is joined is read as one person, and whatever is split again is exactly what it was."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operations.rulings import join, split
from schemas.partition import match_record
from schemas.profile import Profile, Ruling, Source, as_one, joined, links, representative, stands_for, unread
from schemas.topics import IDENTITY, STUDENT, TRAINING
from tests.review.examples import ANONG, AT, BOON, CHAI, MemoryPeople

DAO = "0003" + "d" * 28
EVERYBODY = (ANONG, BOON, CHAI, DAO)
Decided = list[tuple[bool, str, str]]
PAIRS = st.permutations(EVERYBODY).map(lambda order: order[:2])
DECISIONS = st.lists(st.builds(lambda joins, pair: (joins, *pair), st.booleans(), PAIRS), max_size=10)


def ruling(decision: str, canonical: str, alias: str, at: int) -> Ruling:
    """Give a decision as a profile holds it."""
    decided = datetime(2026, 11, 23, tzinfo=UTC) + timedelta(seconds=at)
    pair = "".join(sorted((canonical[:4], alias[:4])))
    return Ruling(Source(IDENTITY, pair, at, at), decision, canonical, alias, decided)


def read(people: MemoryPeople, subject: str) -> dict[str, Profile]:
    """Read all of a person, as every reader does."""
    found = {subject: people.person(subject)}
    while others := unread(found):
        found |= {other: people.person(other) for other in others}
    return found


def whole(people: MemoryPeople, subject: str) -> Profile:
    """Read a person as one."""
    found = read(people, subject)
    return as_one(stands_for(subject, found), found)


def four_people() -> MemoryPeople:
    people = MemoryPeople()
    for number, subject in enumerate(EVERYBODY):
        people.add(STUDENT, subject, number)
        people.add(TRAINING, subject, number)
    return people


def test_a_chain_of_three_is_one_person_whichever_link_was_decided_first() -> None:
    chain = [ruling("JOIN", BOON, ANONG, 1), ruling("JOIN", CHAI, BOON, 2)]
    turned = [ruling("JOIN", CHAI, BOON, 1), ruling("JOIN", BOON, ANONG, 2)]
    for rulings in (chain, turned):
        assert {representative(one, rulings) for one in (ANONG, BOON, CHAI)} == {CHAI}
    assert representative(DAO, chain) == DAO


def test_of_a_pair_the_newest_decision_stands_whichever_of_the_two_it_names_first() -> None:
    both = [ruling("JOIN", BOON, ANONG, 1), ruling("JOIN", ANONG, BOON, 2)]
    assert {representative(one, both) for one in (ANONG, BOON)} == {ANONG}
    assert len(links(both)) == 1
    assert links([*both, ruling("SPLIT", BOON, ANONG, 3)]) == []


def test_a_circle_of_decisions_leaves_exactly_one_who_stands_for_all() -> None:
    circle = [ruling("JOIN", BOON, ANONG, 1), ruling("JOIN", CHAI, BOON, 2), ruling("JOIN", ANONG, CHAI, 3)]
    assert {representative(one, circle) for one in (ANONG, BOON, CHAI)} == {CHAI}


def test_a_decision_that_names_nobody_or_the_same_one_twice_joins_nothing() -> None:
    assert links([ruling("JOIN", ANONG, ANONG, 1), ruling("OBJECTION", ANONG, BOON, 2)]) == []


@given(DECISIONS, st.randoms())
def test_everybody_has_one_who_stands_for_them_in_whatever_order_decisions_come(
    decided: Decided, shuffle: Random
) -> None:
    rulings = [ruling("JOIN" if joins else "SPLIT", one, other, at) for at, (joins, one, other) in enumerate(decided)]
    stands = {one: representative(one, rulings) for one in EVERYBODY}
    assert all(stands[stands[one]] == stands[one] for one in EVERYBODY)
    for link in links(rulings):
        assert stands[str(link.canonical)] == stands[str(link.alias)]
    shuffle.shuffle(rulings)
    assert {one: representative(one, rulings) for one in EVERYBODY} == stands


@given(DECISIONS)
def test_every_record_is_read_once_under_exactly_one_person_however_they_are_joined_and_split(decided: Decided) -> None:
    people = four_people()
    for at, (joins, one, other) in enumerate(decided):
        decide = join if joins else split
        people.write([decide(one, other, "steward", "TEST", AT + at)])
    standing = {stands_for(one, read(people, one)) for one in EVERYBODY}
    records = [part.source.record for one in standing for part in whole(people, one).enrolments]
    assert sorted(records) == [f"{number:016x}" for number in range(4)]
    # Whoever is asked, it is the same person.
    for one in EVERYBODY:
        assert whole(people, one) == whole(people, stands_for(one, read(people, one)))


@given(DECISIONS)
def test_once_all_is_split_again_everybody_is_byte_for_byte_who_they_were(decided: Decided) -> None:
    people = four_people()
    before = {one: dict(people.held[one]) for one in EVERYBODY}
    profiles = {one: whole(people, one) for one in EVERYBODY}
    at = AT
    for at, (_, one, other) in enumerate(decided, AT):
        people.write([join(one, other, "steward", "TEST", at)])
    for number, (_, one, other) in enumerate(decided):
        people.write([split(other, one, "steward", "TEST", at + 1 + number)])
    for one in EVERYBODY:
        held = {name: entry for name, entry in people.held[one].items() if not name.startswith(IDENTITY.encode())}
        assert held == before[one]
        again = whole(people, one)
        assert (again.subject, again.enrolments, again.trainings) == (
            profiles[one].subject,
            profiles[one].enrolments,
            profiles[one].trainings,
        )


def test_joining_and_splitting_change_no_id_of_a_match() -> None:
    vacancy = "a1b2" + "0" * 28
    ids = {one: match_record(one, vacancy) for one in (ANONG, BOON)}
    people = four_people()
    people.write([join(ANONG, BOON, "steward", "TEST", AT), split(ANONG, BOON, "steward", "TEST", AT + 1)])
    assert {one: match_record(whole(people, one).subject, vacancy) for one in (ANONG, BOON)} == ids


@pytest.mark.parametrize("decision", ["OBJECTION", "OBJECTION_WITHDRAWN"])
def test_what_was_decided_about_a_right_under_either_number_counts_for_the_one_person(decision: str) -> None:
    people = four_people()
    canonical, alias = people.person(ANONG), people.person(BOON)
    own = ruling(decision, ANONG, BOON, 5)
    for first, second in ((canonical, alias), (alias, canonical)):
        one = joined(first, [Profile(second.subject, rulings=(own,))])
        assert [found.decision for found in one.rulings] == [decision]


def test_the_erasure_of_one_number_is_not_that_of_the_other() -> None:
    erased = Profile(BOON, rulings=(ruling("ERASURE", ANONG, BOON, 5),))
    assert joined(Profile(ANONG), [erased]).rulings == ()
    assert joined(erased, [Profile(ANONG)]).rulings == erased.rulings
