"""A scan finds who may be one person, who can't be, and where registers disagree; it joins nobody."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import Engine

from operations.review import store
from operations.review.pairing import Suggestions
from operations.review.scanning import Scan, Scanner
from operations.review.store import Item, Kind
from operations.rulings import join, split
from schemas.agreement import DEMONSTRATION
from schemas.database import open_database
from schemas.topics import CERTIFICATE, INSURANCE, SKILL_TEST, STUDENT, TRAINING
from tests.review.examples import ADDRESS, ANONG, AT, BOON, CHAI, DIED, NAME, OTHER_NAME, MemoryPeople

TERMS = DEMONSTRATION.on(date(2026, 11, 23))
Scanned = Callable[..., list[Item]]


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    found = open_database(f"sqlite:///{tmp_path / 'review.db'}")
    yield found
    found.dispose()


@pytest.fixture
def scanned(engine: Engine) -> Scanned:
    """Scan and give what is open then."""
    moments = iter(range(AT, AT + 100))

    def scan(people: MemoryPeople) -> list[Item]:
        Scanner(people, engine, TERMS, next(moments)).run()
        with engine.connect() as connection:
            return [kept.item for kept in store.open_items(connection)]

    return scan


def run(people: MemoryPeople, engine: Engine, at: int = AT) -> Scan:
    return Scanner(people, engine, TERMS, at).run()


def test_equal_name_and_address_under_two_numbers_are_suggested_and_joined_by_nobody(scanned: Scanned) -> None:
    people = MemoryPeople()
    for record, subject in enumerate((BOON, ANONG)):
        people.add(STUDENT, subject, record, name_hash=NAME, address_hash=ADDRESS)
    (item,) = scanned(people)
    assert (item.kind, item.owner, item.subject, item.other) == (Kind.SUGGESTION, "steward", ANONG, BOON)
    assert item.detail == {"because": ["SAME_NAME_AND_ADDRESS"]}
    assert not people.person(ANONG).rulings


@pytest.mark.parametrize(
    "changed",
    [
        {"name_hash": OTHER_NAME, "address_hash": ADDRESS},
        {"name_hash": NAME, "address_hash": None},
        {"name_hash": None, "address_hash": ADDRESS},
    ],
)
def test_a_name_alone_or_an_address_alone_suggests_nothing(scanned: Scanned, changed: dict[str, Any]) -> None:
    people = MemoryPeople()
    people.add(STUDENT, ANONG, name_hash=NAME, address_hash=ADDRESS)
    people.add(STUDENT, BOON, 2, **changed)
    assert scanned(people) == []


def test_registers_of_different_agencies_are_compared_too(scanned: Scanned) -> None:
    people = MemoryPeople()
    people.add(STUDENT, ANONG, name_hash=NAME, address_hash=ADDRESS)
    people.add(TRAINING, BOON, 2, name_hash=NAME, address_hash=ADDRESS)
    assert [item.kind for item in scanned(people)] == [Kind.SUGGESTION]


def test_another_number_is_suggested_only_where_there_are_records_under_it(scanned: Scanned) -> None:
    people = MemoryPeople()
    people.add(STUDENT, ANONG, other_pseudonyms=(BOON, CHAI))
    people.add(TRAINING, BOON)
    people.add(TRAINING, CHAI, 2)
    people.delete(TRAINING, CHAI, 2)
    (item,) = scanned(people)
    assert (item.subject, item.other, item.detail) == (ANONG, BOON, {"because": ["OTHER_NUMBER"]})


def test_a_pair_found_for_two_reasons_is_one_suggestion_and_who_names_the_other_comes_first(scanned: Scanned) -> None:
    people = MemoryPeople()
    people.add(STUDENT, BOON, other_pseudonyms=(ANONG,), name_hash=NAME, address_hash=ADDRESS)
    people.add(STUDENT, ANONG, 2, name_hash=NAME, address_hash=ADDRESS)
    (item,) = scanned(people)
    assert (item.subject, item.other) == (BOON, ANONG)
    assert item.detail == {"because": ["OTHER_NUMBER", "SAME_NAME_AND_ADDRESS"]}


def test_one_record_under_two_people_is_a_conflict_until_one_of_them_gives_it_up(scanned: Scanned) -> None:
    people = MemoryPeople()
    people.add(TRAINING, ANONG, 7)
    people.add(TRAINING, BOON, 7)
    (item,) = scanned(people)
    assert (item.kind, item.subject, item.other) == (Kind.CONFLICT, ANONG, BOON)
    assert (item.topic, item.record, item.detail) == (TRAINING, f"{7:016x}", {"about": "RECORD_TWICE"})
    # The identifier is corrected at its source: the record leaves the wrong person.
    people.delete(TRAINING, BOON, 7)
    assert scanned(people) == []


def test_the_same_number_in_two_registers_is_no_conflict(scanned: Scanned) -> None:
    people = MemoryPeople()
    people.add(TRAINING, ANONG, 7)
    people.add(SKILL_TEST, BOON, 7)
    assert scanned(people) == []


def test_two_people_who_claim_one_further_number_are_a_conflict(scanned: Scanned) -> None:
    people = MemoryPeople()
    for record, subject in enumerate((BOON, ANONG)):
        people.add(STUDENT, subject, record, other_pseudonyms=(CHAI,))
    (item,) = scanned(people)
    assert (item.kind, item.subject, item.other) == (Kind.CONFLICT, ANONG, BOON)
    assert item.detail == {"about": "NUMBER_CLAIMED_TWICE", "number": CHAI}


def test_a_joined_pair_that_studies_in_two_places_at_once_is_a_conflict(scanned: Scanned) -> None:
    people = MemoryPeople()
    people.add(STUDENT, ANONG, 1, status="STUDYING", college="1321010001")
    people.add(STUDENT, BOON, 2, status="STUDYING", college="1310010002")
    assert scanned(people) == []
    people.write([join(ANONG, BOON, "steward", "REGISTERED_TWICE", AT)])
    (item,) = scanned(people)
    assert (item.kind, item.subject, item.other) == (Kind.CONFLICT, ANONG, BOON)
    assert item.detail == {"about": "ENROLLED_TWICE", "colleges": ["1310010002", "1321010001"]}
    people.add(STUDENT, BOON, 2, AT + 1, status="GRADUATED", college="1310010002")
    assert scanned(people) == []


def test_who_is_one_already_is_suggested_and_doubted_no_more_until_they_are_split(scanned: Scanned) -> None:
    people = MemoryPeople()
    people.add(STUDENT, ANONG, 1, name_hash=NAME, address_hash=ADDRESS, other_pseudonyms=(BOON,))
    people.add(TRAINING, BOON, 7, name_hash=NAME, address_hash=ADDRESS)
    people.add(TRAINING, ANONG, 7, name_hash=NAME, address_hash=ADDRESS)
    assert {item.kind for item in scanned(people)} == {Kind.SUGGESTION, Kind.CONFLICT}
    people.write([join(ANONG, BOON, "steward", "NUMBER_CHANGED", AT)])
    assert scanned(people) == []
    people.write([split(ANONG, BOON, "steward", "JOINED_BY_MISTAKE", AT + 1)])
    assert {item.kind for item in scanned(people)} == {Kind.SUGGESTION, Kind.CONFLICT}


def test_each_owner_sees_that_residences_differ_with_the_others_value_as_far_as_the_agreement_gives_it(
    scanned: Scanned,
) -> None:
    people = MemoryPeople()
    people.add(STUDENT, ANONG, 1, status="GRADUATED", province="21", district="2101")
    people.add(SKILL_TEST, ANONG, 2, province="10", district="1001")
    ovec, dsd = sorted(scanned(people), key=lambda item: item.owner, reverse=True)
    assert (ovec.owner, ovec.topic, ovec.detail["own"]) == ("ovec", STUDENT, "2101")
    assert ovec.detail["others"] == [{"agency": "dsd", "value": "1001"}]
    assert (dsd.owner, dsd.topic, dsd.detail["own"]) == ("dsd", SKILL_TEST, "1001")
    assert dsd.detail["others"] == [{"agency": "ovec", "value": "2101"}]


def test_of_someone_who_still_studies_the_ministry_is_told_only_that_it_differs(scanned: Scanned) -> None:
    people = MemoryPeople()
    people.add(STUDENT, ANONG, 1, status="STUDYING", province="21")
    people.add(SKILL_TEST, ANONG, 2, province="10")
    told = {item.owner: item.detail["others"] for item in scanned(people)}
    assert told == {"dsd": [{"agency": "ovec", "value": None}], "ovec": [{"agency": "dsd", "value": "10"}]}


def test_names_that_differ_between_three_registers_are_an_item_for_each_owner(scanned: Scanned) -> None:
    people = MemoryPeople()
    people.add(STUDENT, ANONG, 1, name_hash=NAME)
    people.add(INSURANCE, ANONG, 2, name_hash=OTHER_NAME)
    people.add(CERTIFICATE, ANONG, 3, name_hash=NAME)
    differing = {item.owner: [one["agency"] for one in item.detail["others"]] for item in scanned(people)}
    assert differing == {"ovec": ["sso"], "dsd": ["sso"], "sso": ["dsd", "ovec"]}


def test_a_district_within_the_others_province_is_no_difference_and_ssos_province_is_where_the_work_is(
    scanned: Scanned,
) -> None:
    people = MemoryPeople()
    people.add(STUDENT, ANONG, 1, province="21", district="2101", name_hash=NAME)
    people.add(TRAINING, ANONG, 2, province="21", name_hash=NAME)
    people.add(INSURANCE, ANONG, 3, province="10", name_hash=NAME)
    assert scanned(people) == []


def test_who_died_by_one_register_and_studies_by_another_is_shown_to_both(scanned: Scanned) -> None:
    people = MemoryPeople()
    people.add(STUDENT, ANONG, 1, status="STUDYING")
    people.add(INSURANCE, ANONG, 2, **DIED)
    assert {item.owner: item.detail["own"] for item in scanned(people)} == {"ovec": "STUDYING", "sso": "DIED"}
    people.add(STUDENT, ANONG, 1, AT + 1, status="LEFT")
    assert scanned(people) == []


def test_what_registers_say_under_two_joined_numbers_is_compared_as_one_persons(scanned: Scanned) -> None:
    people = MemoryPeople()
    people.add(STUDENT, ANONG, 1, name_hash=NAME)
    people.add(TRAINING, BOON, 2, name_hash=OTHER_NAME)
    assert scanned(people) == []
    people.write([join(ANONG, BOON, "steward", "NUMBER_CHANGED", AT)])
    assert {(item.owner, item.subject) for item in scanned(people)} == {("ovec", ANONG), ("dsd", ANONG)}


def test_a_difference_mended_at_its_source_is_gone_with_the_next_scan(engine: Engine) -> None:
    people = MemoryPeople()
    people.add(STUDENT, ANONG, 1, name_hash=NAME)
    people.add(TRAINING, ANONG, 2, name_hash=OTHER_NAME)
    assert run(people, engine) == Scan(1, {"DIFFERENCE": 2}, 2, 0)
    assert run(people, engine, AT + 1) == Scan(1, {"DIFFERENCE": 2}, 0, 0)
    people.add(TRAINING, ANONG, 2, AT + 1, name_hash=NAME)
    assert run(people, engine, AT + 2) == Scan(1, {}, 0, 2)


def test_no_item_holds_anything_but_codes_hashes_and_pseudonyms(scanned: Scanned) -> None:
    people = MemoryPeople()
    people.add(STUDENT, ANONG, 1, name_hash=NAME, address_hash=ADDRESS, other_pseudonyms=(BOON,), province="21")
    people.add(TRAINING, BOON, 2, name_hash=NAME, address_hash=ADDRESS, province="10")
    people.add(TRAINING, ANONG, 3, name_hash=OTHER_NAME, province="10")
    said = " ".join(str(item.detail) for item in scanned(people))
    assert said
    assert said.isascii()
    assert "sealed" not in said


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xyz"), st.booleans()), max_size=12))
def test_in_whatever_order_pairs_are_found_there_is_one_suggestion_for_each(
    found: list[tuple[str, str, bool]],
) -> None:
    suggestions, again = Suggestions(), Suggestions()
    for kept, order in ((suggestions, found), (again, found[::-1])):
        for one, other, named in order:
            if named:
                kept.named(one * 32, other * 32)
            else:
                kept.alike([other * 32, one * 32])
    pairs = [frozenset(pair) for pair in suggestions.reasons]
    assert len(pairs) == len(set(pairs))
    assert list(suggestions.items({}, AT)) == list(again.items({}, AT))
