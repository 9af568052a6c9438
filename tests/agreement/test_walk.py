"""Every field × receiver × purpose × population: nothing goes further than the memorandum's words let it."""

from dataclasses import replace
from datetime import date

import pytest

from schemas import topics
from schemas.agreement import DEMONSTRATION, MEMORANDUM, Agreement, Population, Purpose, Row, Terms
from tests.agreement.oracle import Case, Words, beyond, cases, given, withheld

TODAY = date(2026, 11, 23)
THEN = date(2020, 1, 1)
DEMONSTRATED = DEMONSTRATION.on(TODAY)


def row(topic: str, receiver: str, purpose: Purpose, agreement: Agreement = DEMONSTRATION) -> Row:
    """Give a row of the agreement's own."""
    return next(one for one in agreement.rows if (one.topic, one.receiver, one.purpose) == (topic, receiver, purpose))


def with_row(changed: Row) -> Terms:
    """Give the demonstration's terms with one row more, or another in its place."""
    what = (changed.topic, changed.receiver, changed.purpose)
    rows = tuple(one for one in DEMONSTRATION.rows if (one.topic, one.receiver, one.purpose) != what)
    return replace(DEMONSTRATION, rows=(*rows, changed)).on(TODAY)


def test_under_the_memorandum_nothing_goes_further_than_its_words() -> None:
    assert beyond(MEMORANDUM.on(THEN), Words(instrument=False)) == []


def test_under_the_demonstration_nothing_goes_further_than_the_words_and_the_instrument() -> None:
    assert beyond(DEMONSTRATED, Words(instrument=True)) == []


def test_every_field_that_a_clause_names_reaches_somebody() -> None:
    assert withheld(MEMORANDUM.on(THEN)) == []
    assert withheld(DEMONSTRATED) == []


def test_the_walk_sees_every_data_set_receiver_purpose_and_population() -> None:
    walked = list(cases())
    assert {case.topic for case in walked} == set(topics.APPLIED)
    assert {case.purpose for case in walked} == set(Purpose)
    assert len({(case.receiver, case.status, case.standing) for case in walked}) == 7 * 5 * 5


def test_outside_the_term_nothing_reaches_anybody_but_the_person() -> None:
    for day in (TODAY, date(2018, 5, 4), date(2023, 5, 5)):
        terms = MEMORANDUM.on(day)
        assert {case.receiver for case in cases() if given(terms, case)} == {"person"}


STUDENTS = row(topics.STUDENT, "doe", Purpose.PLACEMENT)
SPELLS = row(topics.INSURANCE, "ovec", Purpose.OUTCOMES)
TESTS = row(topics.SKILL_TEST, "doe", Purpose.PLACEMENT)
PLANNERS = row(topics.STUDENT, "mol", Purpose.PLANNING)
TOO_MUCH = {
    "everyone enrolled, not only those about to finish": (
        replace(STUDENTS, population=Population.EVERYONE),
        "status of ovec.student.v1 to doe for placement (STUDYING",
    ),
    "insured people who are no vocational students": (
        replace(SPELLS, population=Population.EVERYONE),
        "section of sso.insurance.v1 to ovec for outcomes (GRADUATED, None)",
    ),
    "SSO's own record within the ministry": (
        replace(SPELLS, receiver="doe", purpose=Purpose.PLACEMENT, population=Population.FINISHING),
        "industry_code of sso.insurance.v1 to doe for placement",
    ),
    "names from DSD within the ministry": (
        replace(TESTS, fields=TESTS.fields | {"identity"}),
        "identity of dsd.skill-test.v1 to doe for placement",
    ),
    "names for planning": (
        replace(PLANNERS, fields=PLANNERS.fields | {"identity"}),
        "identity of ovec.student.v1 to mol for planning",
    ),
    "students to a department whose duty it is not": (
        replace(STUDENTS, receiver="sso"),
        "wish of ovec.student.v1 to sso for placement",
    ),
    "why a job ended, which no clause names": (
        replace(SPELLS, fields=SPELLS.fields | {"end_reason"}),
        "end_reason of sso.insurance.v1 to ovec for outcomes",
    ),
    "hashes to whom they do not serve": (
        replace(STUDENTS, fields=STUDENTS.fields | {"name_hash"}),
        "name_hash of ovec.student.v1 to doe for placement",
    ),
    "names to the steward": (
        replace(row(topics.STUDENT, "steward", Purpose.CONSISTENCY), fields=frozenset({"identity", "status"})),
        "identity of ovec.student.v1 to steward for consistency",
    ),
    "decisions about people to an agency": (
        replace(row(topics.IDENTITY, "person", Purpose.RIGHTS), receiver="ovec", purpose=Purpose.CONSISTENCY),
        "decision of saphan.identity.v1 to ovec for consistency",
    ),
}


@pytest.mark.parametrize(("changed", "told"), TOO_MUCH.values(), ids=TOO_MUCH.keys())
def test_a_row_that_gives_too_much_is_found(changed: Row, told: str) -> None:
    assert any(one.startswith(told) for one in beyond(with_row(changed), Words(instrument=True)))


def test_without_an_instrument_named_what_crosses_between_departments_is_too_much() -> None:
    crossed = beyond(DEMONSTRATED, Words(instrument=False))
    assert {one.split(" of ")[1].split(" (")[0] for one in crossed} == {
        "sso.insurance.v1 to doe for placement",
        "dsd.skill-test.v1 to doe for placement",
        "dsd.certificate.v1 to doe for placement",
    }


def test_a_field_that_no_row_gives_is_found() -> None:
    rows = tuple(one for one in DEMONSTRATION.rows if one.topic != topics.TEST_PLAN)
    lacking = withheld(replace(DEMONSTRATION, rows=rows).on(TODAY))
    assert lacking == ["dsd.test-plan.v1 reaches nobody"]
    narrow = replace(SPELLS, fields=frozenset({"section"}))
    assert "industry_standard_code of sso.insurance.v1" in withheld(with_row(narrow))


def test_a_case_of_the_population_is_given_and_one_beside_it_is_not() -> None:
    inside = Case(topics.STUDENT, "doe", Purpose.PLACEMENT, "ABOUT_TO_GRADUATE", None)
    assert "desired_occupations" in given(DEMONSTRATED, inside)
    assert given(DEMONSTRATED, inside._replace(status="STUDYING")) == frozenset()
    assert given(DEMONSTRATED, inside._replace(purpose=Purpose.OUTCOMES)) == frozenset()
    assert given(DEMONSTRATED, inside._replace(receiver="ovec")) == frozenset()
