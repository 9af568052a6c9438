"""Whole reconciliations: what is missing, extra, different or set aside, and of whose records."""

from dataclasses import replace

import pytest

from producers.population import Membership
from producers.reconciling.desk import NotYourPartError
from producers.reconciling.messages import Doubt, Doubts, PersonNumber
from producers.reconciling.naming import EdgeNaming
from producers.reconciling.reasons import Why
from producers.reconciling.reconciling import Outcome, reconcile
from producers.sources.source import Source
from schemas.identifiers import Identifier, Kind, classify
from schemas.topics import INSURANCE, STUDENT, VACANCY
from tests.gateway.at_hand import COLLEGE, OTHER_COLLEGE, SOURCES
from tests.producers.fakes import NOON_MS, edge, publisher
from tests.producers.rows import G_CODE, OTHER_PIN, PIN, SPELL_ROW, STUDENT_ROW
from tests.reconciling.saphan import AtDesk, Saphan, compared, never, of_register, vacancies

DOE, SSO, OVEC, OF_COLLEGE = SOURCES[0], SOURCES[1], SOURCES[2], SOURCES[3]
PERSON = edge("ovec").pseudonym(classify(PIN))
OTHER_PERSON = edge("ovec").pseudonym(classify(OTHER_PIN))


def test_dropped_rows_are_named_exactly_and_once_sent_again_all_is_equal(saphan: Saphan) -> None:
    rows = vacancies(60)
    dropped = {3, 17, 41}
    saphan.take("doe", VACANCY, [row for at, row in enumerate(rows) if at not in dropped])
    found = compared(saphan, DOE, VACANCY, rows)
    assert found.outcome is Outcome.DIFFERENT
    assert {one.own_id for one in found.missing} == {rows[at]["job_id"] for at in dropped}
    assert found.again == {at + 2 for at in dropped}
    assert not found.extra
    assert not found.different
    saphan.take("doe", VACANCY, [rows[line - 2] for line in sorted(found.again)])
    assert compared(saphan, DOE, VACANCY, rows).outcome is Outcome.EQUAL


def test_versions_and_what_only_saphan_holds_are_named(saphan: Saphan) -> None:
    rows = vacancies(10)
    saphan.take("doe", VACANCY, rows)
    newer = [{**rows[0], "revision": "3"}, *rows[1:9]]
    found = compared(saphan, DOE, VACANCY, newer)
    assert [(one.own_id, one.version, one.theirs) for one in found.different] == [(rows[0]["job_id"], 3, (2,))]
    assert [one.record for one in found.extra] == [edge("doe").record(VACANCY, rows[9]["job_id"])]
    assert found.again == {2}
    saphan.take("doe", VACANCY, [newer[0], {**rows[9], "revision": "3", "deleted": "1"}])
    assert compared(saphan, DOE, VACANCY, newer).outcome is Outcome.EQUAL


def test_a_deletion_counts_on_neither_side_and_one_saphan_has_and_the_register_not_is_told(saphan: Saphan) -> None:
    rows = vacancies(3)
    gone = {**rows[0], "revision": "5", "deleted": "1"}
    saphan.take("doe", VACANCY, [*rows, gone])
    assert compared(saphan, DOE, VACANCY, [*rows, gone]).outcome is Outcome.EQUAL
    assert compared(saphan, DOE, VACANCY, rows[1:]).outcome is Outcome.EQUAL
    found = compared(saphan, DOE, VACANCY, rows)
    assert [(one.why, one.theirs) for one in found.missing] == [(Why.DELETED, (5,))]
    # To send the same again would change nothing.
    assert found.again == frozenset()


def test_what_an_erased_person_had_is_set_aside_and_the_rest_is_equal(saphan: Saphan) -> None:
    rows = [STUDENT_ROW, {**STUDENT_ROW, "student_id": "66301040002", "citizen_id": OTHER_PIN}]
    saphan.take("ovec", STUDENT, rows[1:])
    saphan.erasures.answers = {PERSON: NOON_MS + 1_000_000_000}
    found = compared(saphan, OVEC, STUDENT, rows)
    assert found.outcome is Outcome.EQUAL
    assert [(one.why, one.line) for one in found.set_aside] == [(Why.ERASED, 2)]
    assert saphan.results.last("ovec")[0].set_aside == 1
    saphan.erasures.answers = {PERSON: 1}
    assert compared(saphan, OVEC, STUDENT, rows).outcome is Outcome.DIFFERENT
    saphan.erasures.answers = {PERSON: None}
    assert compared(saphan, OVEC, STUDENT, rows).outcome is Outcome.NOT_KNOWN


class Keyless(EdgeNaming):
    """Names records only, as for a source that has asked the gateway for their ids."""

    def person(self, identifier: Identifier) -> str | None:
        assert identifier.normalised not in repr(identifier)
        return None


@pytest.mark.parametrize("source", [OVEC, OF_COLLEGE], ids=["agency", "college"])
def test_a_source_that_makes_no_pseudonyms_is_told_of_its_erased_by_their_numbers(
    saphan: Saphan, source: Source
) -> None:
    rows = [
        {**STUDENT_ROW, "college_code": COLLEGE},
        {**STUDENT_ROW, "college_code": COLLEGE, "student_id": "66301040002", "citizen_id": OTHER_PIN},
    ]
    saphan.take("ovec", STUDENT, rows[1:])
    saphan.erasures.answers = {PERSON: NOON_MS + 1_000_000_000}
    register = replace(of_register(STUDENT, rows), naming=Keyless(edge("ovec")))
    found = reconcile(register, AtDesk(saphan.desk, source), never)
    assert found.outcome is Outcome.EQUAL
    assert [(one.why, one.line) for one in found.set_aside] == [(Why.ERASED, 2)]
    assert found.again == frozenset()


def test_a_persons_number_is_in_no_repr() -> None:
    number = PersonNumber(kind=Kind.PIN, number=PIN)
    told = Doubt(record="0" * 16, version=1, number=number)
    assert PIN not in f"{told!r} {told} {number!r} {number}"


def test_only_the_agreed_population_is_compared(saphan: Saphan) -> None:
    spells = [
        {**SPELL_ROW, "spell_no": "1"},
        {**SPELL_ROW, "spell_no": "2", "insured_id": OTHER_PIN},
        {**SPELL_ROW, "spell_no": "3", "insured_id": G_CODE},
    ]
    saphan.population.answers = {PERSON: Membership.YES}
    saphan.take("ovec", STUDENT, [STUDENT_ROW])
    saphan.take("sso", INSURANCE, spells)
    found = compared(saphan, SSO, INSURANCE, spells)
    assert found.outcome is Outcome.EQUAL
    assert {one.why for one in found.set_aside} == {Why.OUTSIDE}
    # Left out beforehand, they cost nothing.
    register = replace(of_register(INSURANCE, spells), population=saphan.population)
    found = reconcile(register, AtDesk(saphan.desk, SSO), never)
    assert (found.outcome, found.outside, found.exchanges, found.set_aside) == (Outcome.EQUAL, 2, 1, ())
    # Whoever enrols later is missing until sent again.
    saphan.take("ovec", STUDENT, [{**STUDENT_ROW, "student_id": "9", "citizen_id": OTHER_PIN}])
    saphan.population.answers[OTHER_PERSON] = Membership.YES
    found = compared(saphan, SSO, INSURANCE, spells)
    assert [(one.own_id, one.why) for one in found.missing] == [("2", Why.MISSING)]


def test_while_it_is_not_known_who_is_in_the_population_nothing_is_said(saphan: Saphan) -> None:
    saphan.population.answers = {PERSON: Membership.NOT_KNOWN}
    register = replace(of_register(INSURANCE, [SPELL_ROW]), population=saphan.population)
    assert reconcile(register, AtDesk(saphan.desk, SSO), never).outcome is Outcome.NOT_KNOWN


def test_what_stands_in_the_log_and_not_yet_in_the_view_is_not_called_missing(saphan: Saphan) -> None:
    rows = vacancies(2)
    publisher("doe", saphan.log).publish(VACANCY, rows)
    assert compared(saphan, DOE, VACANCY, rows).outcome is Outcome.NOT_KNOWN
    saphan.see()
    assert compared(saphan, DOE, VACANCY, rows).outcome is Outcome.EQUAL


def test_a_part_is_compared_by_itself_and_what_moved_out_of_it_is_told_as_held(saphan: Saphan) -> None:
    rows = [
        {**STUDENT_ROW, "student_id": f"{number}", "college_code": COLLEGE if number < 3 else OTHER_COLLEGE}
        for number in range(6)
    ]
    saphan.take("ovec", STUDENT, rows)
    for part in ({"college": COLLEGE}, {"province": "21"}, {"month": "2569-11"}, {"month": "2026-10"}):
        assert compared(saphan, OVEC, STUDENT, rows, **part).outcome is Outcome.EQUAL
    assert compared(saphan, OVEC, STUDENT, rows, college=COLLEGE).count == 3
    moved = [{**rows[0], "college_code": OTHER_COLLEGE}, *rows[1:]]
    found = compared(saphan, OVEC, STUDENT, moved, college=OTHER_COLLEGE)
    assert [one.why for one in found.set_aside] == [Why.HELD]


def test_a_college_compares_its_own_records_and_nobody_elses(saphan: Saphan) -> None:
    rows = [
        {**STUDENT_ROW, "student_id": f"{number}", "college_code": COLLEGE if number < 3 else OTHER_COLLEGE}
        for number in range(6)
    ]
    saphan.take("ovec", STUDENT, rows)
    assert compared(saphan, OF_COLLEGE, STUDENT, rows[:3]).outcome is Outcome.EQUAL
    assert saphan.results.last("college")[0].part == f"college={COLLEGE}"
    with pytest.raises(NotYourPartError):
        compared(saphan, OF_COLLEGE, STUDENT, rows[:3], college=OTHER_COLLEGE)
    # Of people it learns nothing by pseudonym.
    saphan.erasures.answers = {PERSON: 2**50}
    asked = Doubts(doubts=[Doubt(record="0" * 16, version=1, person=PERSON, occurred_at=1)])
    assert AtDesk(saphan.desk, OF_COLLEGE).why(STUDENT, asked).reasons[0].why is Why.MISSING
    assert AtDesk(saphan.desk, OVEC).why(STUDENT, asked).reasons[0].why is Why.ERASED


def test_rows_that_cannot_be_read_are_named_by_their_line(saphan: Saphan) -> None:
    rows = vacancies(3)
    saphan.take("doe", VACANCY, rows)
    found = compared(saphan, DOE, VACANCY, [*rows, {"job_id": "x"}, {}])
    assert (found.outcome, found.bad) == (Outcome.EQUAL, ((5, "MISSING"), (6, "MISSING")))


def test_the_newest_of_a_records_rows_counts_wherever_it_stands(saphan: Saphan) -> None:
    (row,) = vacancies(1)
    newer = {**row, "revision": "7"}
    saphan.take("doe", VACANCY, [newer])
    assert compared(saphan, DOE, VACANCY, [newer, row]).outcome is Outcome.EQUAL
