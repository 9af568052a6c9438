"""Whom the register names by a further number is of the population under it; whom a steward parted from it is not."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from producers.data_sets import DATA_SETS
from producers.population import LivePopulation, Membership
from schemas.identifiers import Kind
from schemas.partition import partition
from schemas.profile import Enrolment, Profile, Ruling, Source
from schemas.topics import IDENTITY, STUDENT
from streams.matching.rights import further_numbers
from tests.producers.rows import ROWS, SPELL_ROW

PARTITIONS = 6
STUDENT_OF_ONE, CARD, G_CODE, STRANGER = "0001" + "a" * 28, "0002" + "b" * 28, "0003" + "c" * 28, "0004" + "d" * 28


class FakeView:
    """A view that has read everything; `named` says which numbers are named under each tag, None: unreachable."""

    def __init__(self, named: Mapping[int, Sequence[str] | None], behind: frozenset[int] = frozenset()) -> None:
        self._named, self._behind = named, behind

    def population(self, tag: int, topic: str, subjects: Sequence[str]) -> tuple[int, list[bool]]:
        assert topic == STUDENT
        return (8 if tag in self._behind else 9), [one == STUDENT_OF_ONE for one in subjects]

    def named(self, tag: int, subjects: Sequence[str]) -> list[bool] | None:
        names = self._named.get(tag, ())
        return None if names is None else [one in names for one in subjects]


class FakeEnds:
    """A log of ten records in each partition."""

    def ends(self, topic: str, partitions: Sequence[int]) -> dict[int, int]:
        assert topic == STUDENT
        return dict.fromkeys(partitions, 10)


def ask(view: FakeView, *people: str) -> dict[str, Membership]:
    return LivePopulation(FakeEnds(), view, PARTITIONS).ask(people)


def test_who_is_named_by_a_further_number_under_any_tag_is_of_the_population() -> None:
    tag = partition(STUDENT_OF_ONE, PARTITIONS)
    assert tag != partition(CARD, PARTITIONS)
    told = ask(FakeView({tag: [CARD]}), STUDENT_OF_ONE, CARD, STRANGER)
    assert told == {STUDENT_OF_ONE: Membership.YES, CARD: Membership.YES, STRANGER: Membership.NO}


def test_whether_somebody_is_named_is_not_known_while_a_tag_can_not_be_asked() -> None:
    view = FakeView({0: [CARD], 4: None})
    told = ask(view, STUDENT_OF_ONE, CARD, STRANGER)
    assert told == {STUDENT_OF_ONE: Membership.YES, CARD: Membership.YES, STRANGER: Membership.NOT_KNOWN}


def test_nobody_is_looked_for_by_name_while_the_view_is_behind() -> None:
    behind = frozenset({partition(CARD, PARTITIONS)})
    assert ask(FakeView({0: [CARD]}, behind), CARD) == {CARD: Membership.NOT_KNOWN}


def test_many_are_looked_for_in_several_questions() -> None:
    people = [f"{number:032x}" for number in range(2500)]
    told = ask(FakeView({3: [people[2400]]}), *people)
    assert [one for one, answer in told.items() if answer is Membership.YES] == [people[2400]]


def enrolment(*numbers: str) -> Enrolment:
    told = dict.fromkeys((field for field in Enrolment.__slots__ if field != "source"), None)
    return Enrolment(Source(STUDENT, "0" * 16, 1, 1), **{**told, "other_pseudonyms": numbers})  # type: ignore[arg-type]


def ruling(decision: str, day: int, canonical: str | None = STUDENT_OF_ONE, alias: str | None = CARD) -> Ruling:
    at = datetime(2026, 11, day, tzinfo=UTC)
    return Ruling(Source(IDENTITY, "1" * 16, day, day), decision, canonical, alias, at)


def test_all_that_a_persons_own_enrolments_name_are_their_numbers() -> None:
    profile = Profile(STUDENT_OF_ONE, (enrolment(CARD), enrolment(CARD, G_CODE, STUDENT_OF_ONE)))
    assert further_numbers(profile) == (CARD, G_CODE)
    assert further_numbers(replace(profile, enrolments=())) == ()


@pytest.mark.parametrize(
    ("rulings", "known"),
    [
        ((), True),
        ((ruling("JOIN", 1),), True),
        ((ruling("JOIN", 1), ruling("SPLIT", 2)), False),
        ((ruling("SPLIT", 2, CARD, STUDENT_OF_ONE),), False),
        ((ruling("SPLIT", 2), ruling("JOIN", 3)), True),
        ((ruling("SPLIT", 2, STUDENT_OF_ONE, G_CODE), ruling("SPLIT", 3, STRANGER, CARD)), True),
        ((ruling("OBJECTION", 2, None, None),), True),
    ],
)
def test_a_number_a_steward_parted_from_the_person_is_not_theirs_whatever_a_college_says(
    rulings: tuple[Ruling, ...], known: bool
) -> None:
    profile = Profile(STUDENT_OF_ONE, (enrolment(CARD),), rulings=rulings)
    assert further_numbers(profile) == ((CARD,) if known else ())


def test_no_register_that_is_limited_to_students_knows_anybody_by_a_passport() -> None:
    for topic, data_set in DATA_SETS.items():
        if data_set.population_only and data_set.identify is not None:
            assert "passport_no" not in data_set.columns
            assert data_set.identify(ROWS[topic]).kind is not Kind.PASSPORT
    by_card = DATA_SETS["sso.insurance.v1"].identify
    assert by_card is not None
    foreigner = {**SPELL_ROW, "id_kind": "บัตรประกันสังคม", "insured_id": "0000000000"}
    assert by_card(foreigner).kind is Kind.SSO_CARD
