"""A projection has the permitted fields and no others, can't be changed, made or read further, and costs little."""

from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.agreement import (
    DEMONSTRATION,
    Employment,
    Giving,
    Population,
    Projection,
    Purpose,
    Row,
    Standing,
    permitted,
    standing_of,
)
from schemas.profile import Profile
from schemas.topics import INSURANCE, SKILL_TEST, STUDENT, VACANCY
from tests.contract.examples import EXAMPLES

TODAY = date(2026, 11, 23)
TERMS = DEMONSTRATION.on(TODAY)
GRADUATE = EXAMPLES[STUDENT].data()
VOCATIONAL = Standing(vocational=True, finishing=False)
FINISHING = Standing(vocational=True, finishing=True)


def row(*fields: str, population: Population = Population.EVERYONE, topic: str = VACANCY) -> Row:
    """Make a row of some fields."""
    what = ("3.2.1(1)", "doe", "ovec", topic, Purpose.PLANNING)
    return Row(*what, frozenset(fields), population, "", "", date(2018, 5, 5))


def told(purpose: Purpose = Purpose.PLANNING, receiver: str = "mol") -> Projection:
    """Project the example student."""
    found = permitted(TERMS, STUDENT, GRADUATE, receiver, purpose)
    assert found is not None
    return found


def test_it_has_the_permitted_fields_by_name_and_its_clause() -> None:
    assert (told().field, told().clause) == ("ไฟฟ้า", "3.1.1(1)")
    assert set(told().as_dict()) == TERMS.require(STUDENT, "mol", Purpose.PLANNING).row.fields


@pytest.mark.parametrize("name", ["identity", "district", "college", "__dict__"])
def test_it_has_no_other_field(name: str) -> None:
    assert not hasattr(told(), name)


def test_nothing_of_it_can_be_changed_or_added() -> None:
    one: Any = told()
    for name in ("field", "identity", "_values", "clause"):
        with pytest.raises(AttributeError):
            setattr(one, name, "x")
        with pytest.raises(AttributeError):
            delattr(one, name)


def test_nobody_makes_one_without_a_row() -> None:
    for kind in (Projection, type(told())):
        with pytest.raises(TypeError, match="only a row"):
            kind()


def test_its_repr_shows_no_value() -> None:
    assert "ไฟฟ้า" not in repr(told())
    assert "field" in repr(told())


def test_equal_records_give_equal_projections_and_other_rows_other_ones() -> None:
    assert told() == told()
    assert hash(told(Purpose.PLANNING)) == hash(told(Purpose.PLANNING))
    assert told() != told(Purpose.PLACEMENT, "doe")
    assert told() != permitted(TERMS, STUDENT, GRADUATE | {"field": "x"}, "mol", Purpose.PLANNING)


@dataclass
class Part:
    """A part of a profile, which lacks some of a record's fields."""

    field: str
    level: str
    wage: int = 1


def test_a_record_may_be_a_mapping_or_an_object_and_what_it_lacks_is_none() -> None:
    giving = Giving(row("field", "level", "wish"))
    whole = {"field": "a", "level": "PVC", "wage": 1}
    # The first of its kind teaches how the next are read; one that holds less is read none the less.
    for record in (Part("a", "PVC"), whole, MappingProxyType(whole), {**whole, "wish": None}, whole):
        found = giving(record)
        assert found is not None
        assert found.as_dict() == {"field": "a", "level": "PVC", "wish": None}


@dataclass
class Held:
    """An object that holds some fields."""

    b: int = 1
    d: int = 2
    e: int = 3


@given(st.sets(st.sampled_from("abcdefg"), min_size=1))
def test_wherever_fields_are_missing_the_others_keep_their_names(fields: set[str]) -> None:
    found = Giving(row(*fields))(Held())
    assert found is not None
    assert found.as_dict() == {name: getattr(Held(), name, None) for name in fields}


@given(
    st.dictionaries(st.sampled_from("abcdefgh"), st.integers(), min_size=1),
    st.sets(st.sampled_from("abcdefgh"), min_size=1),
)
def test_what_is_given_is_what_the_row_and_the_record_have_in_common(record: dict[str, int], fields: set[str]) -> None:
    found = Giving(row(*fields))(record)
    assert found is not None
    assert found.as_dict() == {name: record.get(name) for name in fields}


def test_a_consumer_takes_less_and_never_more() -> None:
    giving = TERMS.require(STUDENT, "mol", Purpose.PLANNING)
    assert giving.only({"field", "identity"}).fields == ("field",)
    assert giving.only({"field"}) is giving.only(["field"])
    with pytest.raises(ValueError, match="can't be made"):
        giving.only({"identity"})


def test_a_field_can_have_no_name_of_a_projections_own() -> None:
    with pytest.raises(ValueError, match="can't be made"):
        Giving(row("clause"))


@pytest.mark.parametrize(
    ("status", "flows"),
    [("STUDYING", False), ("ABOUT_TO_GRADUATE", True), ("GRADUATED", True), ("LEFT", False), ("UNKNOWN", False)],
)
def test_students_reach_the_ministry_only_when_about_to_graduate_or_graduated(status: str, flows: bool) -> None:
    record = GRADUATE | {"status": status}
    # The record itself decides: where its person stands by another enrolment changes nothing.
    found = permitted(TERMS, STUDENT, record, "doe", Purpose.PLACEMENT, FINISHING)
    assert (found is not None) == flows


@pytest.mark.parametrize(
    ("standing", "flows"),
    [(None, False), (Standing(vocational=False, finishing=False), False), (VOCATIONAL, True), (FINISHING, True)],
)
def test_sso_and_dsd_facts_reach_ovec_on_vocational_students_only(standing: Standing | None, flows: bool) -> None:
    for topic in (INSURANCE, SKILL_TEST):
        found = permitted(TERMS, topic, EXAMPLES[topic].data(), "ovec", Purpose.OUTCOMES, standing)
        assert (found is not None) == flows


def test_from_sso_no_record_crosses_but_the_answer_does() -> None:
    with pytest.raises(TypeError, match="only Employment crosses"):
        permitted(TERMS, INSURANCE, EXAMPLES[INSURANCE].data(), "doe", Purpose.PLACEMENT, FINISHING)
    crossed = permitted(TERMS, INSURANCE, Employment("NO", TODAY), "doe", Purpose.PLACEMENT, FINISHING)
    assert crossed is not None
    assert crossed.as_dict() == {"in_employment": "NO", "as_of": TODAY}
    assert permitted(TERMS, INSURANCE, Employment("NO", TODAY), "doe", Purpose.PLACEMENT, VOCATIONAL) is None


def test_a_person_with_no_standing_enrolment_is_no_vocational_student() -> None:
    assert standing_of(Profile("0" * 32)) == Standing(vocational=False, finishing=False)
