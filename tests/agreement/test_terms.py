"""The terms of a day: what is in force, since when, under which agreement, and which row is missing."""

from datetime import date, timedelta

import pytest
from pydantic import ValidationError

from schemas import topics
from schemas.agreement import AGREEMENTS, DEMONSTRATION, MEMORANDUM, AgreementSettings, NoRowError, Purpose
from schemas.topics import APPLIED, BY_NAME, CERTIFICATE, INSURANCE, MATCH, STUDENT, Subject

TODAY = date(2026, 11, 23)
THEN = date(2020, 1, 1)


def test_the_memorandum_ends_with_its_last_day() -> None:
    assert MEMORANDUM.in_force(date(2018, 5, 5))
    assert MEMORANDUM.in_force(date(2023, 5, 4))
    assert not MEMORANDUM.in_force(date(2023, 5, 5))
    assert not MEMORANDUM.in_force(date(2018, 5, 4))


def test_a_status_says_since_when_in_both_languages() -> None:
    ended = MEMORANDUM.status(TODAY)
    assert (ended.in_force, ended.since) == (False, date(2023, 5, 5))
    assert "5 พฤษภาคม 2566" in ended.th
    assert "5 May 2023" in ended.en
    early = MEMORANDUM.status(date(2018, 5, 4))
    assert (early.in_force, early.since) == (False, date(2018, 5, 5))
    during = MEMORANDUM.status(THEN)
    assert (during.in_force, during.since) == (True, date(2018, 5, 5))


def test_the_memorandum_alone_lets_no_employment_and_no_skill_reach_the_department_of_employment() -> None:
    terms = MEMORANDUM.on(THEN)
    assert terms.row(INSURANCE, "doe", Purpose.PLACEMENT) is None
    assert terms.row(CERTIFICATE, "doe", Purpose.PLACEMENT) is None
    assert not MEMORANDUM.instruments


def test_under_the_ministrys_own_order_only_in_employment_and_as_of_cross() -> None:
    row = DEMONSTRATION.on(TODAY).row(INSURANCE, "doe", Purpose.PLACEMENT)
    assert row is not None
    assert row.fields == {"in_employment", "as_of"}
    assert row.derive == "employment"
    assert row.instrument in DEMONSTRATION.instruments


def test_the_demonstration_renews_the_memorandum_without_a_gap_and_says_that_it_has_no_force() -> None:
    assert "no legal force" in DEMONSTRATION.title_en
    assert "ไม่มีผลทางกฎหมาย" in DEMONSTRATION.title_th
    assert DEMONSTRATION.in_force(MEMORANDUM.last_day + timedelta(days=1))
    assert set(MEMORANDUM.rows) <= set(DEMONSTRATION.rows)


def test_a_missing_row_is_named_in_both_languages_and_a_row_that_stands_is_given() -> None:
    terms = DEMONSTRATION.on(TODAY)
    assert terms.require(STUDENT, "doe", Purpose.PLACEMENT).row.clause == "3.1.1(1)"
    with pytest.raises(NoRowError, match="no row of demonstration gives sso") as missing:
        terms.require(INSURANCE, "dsd", Purpose.PLACEMENT)
    assert "ไม่มีแถวในข้อตกลง demonstration ที่ให้ sso.insurance.v1 แก่ dsd เพื่อ placement" in missing.value.th
    with pytest.raises(NoRowError, match="not in force since 5 May 2023"):
        MEMORANDUM.on(TODAY).require(STUDENT, "doe", Purpose.PLACEMENT)


def test_an_agency_gives_its_own_data_sets_during_the_term_and_none_after_it() -> None:
    for name in APPLIED:
        writer = BY_NAME[name].writer
        assert DEMONSTRATION.on(TODAY).gives(name, writer) == (BY_NAME[name].clause is not None)
        assert not DEMONSTRATION.on(TODAY).gives(name, "nobody")
        assert not MEMORANDUM.on(TODAY).gives(name, writer)


def test_the_person_may_have_what_is_held_about_them_whatever_becomes_of_the_agreement() -> None:
    about_people = {name for name in APPLIED if BY_NAME[name].subject is Subject.PERSON}
    for terms in (DEMONSTRATION.on(TODAY), MEMORANDUM.on(TODAY)):
        assert {row.topic for row in terms.rows if row.receiver == "person"} == about_people


def test_the_terms_of_a_day_are_made_once_and_days_with_the_same_rows_share_what_was_compiled() -> None:
    assert DEMONSTRATION.on(TODAY) is DEMONSTRATION.on(TODAY)
    asked = (STUDENT, "doe", Purpose.PLACEMENT)
    assert DEMONSTRATION.on(TODAY).giving(*asked) is DEMONSTRATION.on(TODAY + timedelta(days=1)).giving(*asked)
    assert DEMONSTRATION.on(TODAY).giving(*asked) is not DEMONSTRATION.on(THEN).giving(*asked)


def test_each_data_set_about_people_has_a_time_of_keeping_but_decisions_are_kept_for_good() -> None:
    for name in APPLIED:
        kept = DEMONSTRATION.retention(name)
        if BY_NAME[name].subject is Subject.PERSON:
            assert (kept is None) == (name == topics.IDENTITY)
    assert DEMONSTRATION.retention(MATCH) == 731
    assert DEMONSTRATION.retention("no.such.v1") is None


def test_a_process_runs_under_the_memorandum_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SAPHAN_AGREEMENT", raising=False)
    assert AgreementSettings().chosen() is MEMORANDUM
    monkeypatch.setenv("SAPHAN_AGREEMENT", "demonstration")
    assert AgreementSettings().chosen() is DEMONSTRATION
    assert set(AGREEMENTS) == {"memorandum-2018", "demonstration"}
    with pytest.raises(ValidationError, match="there is no agreement unsigned"):
        AgreementSettings(agreement="unsigned")
