"""What may flow is what a row permits while the agreement is in force."""

from datetime import date

import pytest

from schemas.agreement import AGREEMENTS, DEMONSTRATION, MEMORANDUM, AgreementSettings, Purpose, permitted
from schemas.topics import CERTIFICATE, INSURANCE, STUDENT

from .examples import EXAMPLES

TODAY = date(2026, 11, 23)
THEN = date(2020, 1, 1)
SPELL = EXAMPLES[INSURANCE].data()


def test_the_memorandum_ends_with_its_last_day() -> None:
    assert MEMORANDUM.in_force(date(2018, 5, 5))
    assert MEMORANDUM.in_force(date(2023, 5, 4))
    assert not MEMORANDUM.in_force(date(2023, 5, 5))
    assert not MEMORANDUM.in_force(date(2018, 5, 4))


def test_nothing_flows_when_the_agreement_is_not_in_force() -> None:
    student = EXAMPLES[STUDENT].data()
    assert permitted(MEMORANDUM, STUDENT, student, "doe", Purpose.PLACEMENT, TODAY) == {}
    assert permitted(MEMORANDUM, STUDENT, student, "doe", Purpose.PLACEMENT, THEN) == student


def test_the_memorandum_alone_lets_no_employment_reach_the_department_of_employment() -> None:
    assert permitted(MEMORANDUM, INSURANCE, SPELL, "doe", Purpose.PLACEMENT, THEN) == {}
    assert MEMORANDUM.row(CERTIFICATE, "doe", Purpose.PLACEMENT, THEN) is None


def test_under_the_ministrys_own_order_employment_crosses_as_section_and_dates_only() -> None:
    crossed = permitted(DEMONSTRATION, INSURANCE, SPELL, "doe", Purpose.PLACEMENT, TODAY)
    assert set(crossed) == {"section", "started_on", "confirmed_through", "ended_on"}
    row = DEMONSTRATION.row(INSURANCE, "doe", Purpose.PLACEMENT, TODAY)
    assert row is not None
    assert row.instrument


def test_another_purpose_needs_another_row() -> None:
    assert permitted(DEMONSTRATION, STUDENT, EXAMPLES[STUDENT].data(), "doe", Purpose.OUTCOMES, TODAY) == {}
    assert permitted(DEMONSTRATION, INSURANCE, SPELL, "sso", Purpose.PLACEMENT, TODAY) == {}


def test_the_demonstration_says_that_it_has_no_force() -> None:
    assert "no legal force" in DEMONSTRATION.title_en
    assert "ไม่มีผลทางกฎหมาย" in DEMONSTRATION.title_th


def test_a_process_runs_under_the_memorandum_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SAPHAN_AGREEMENT", raising=False)
    assert AgreementSettings().chosen() is MEMORANDUM
    monkeypatch.setenv("SAPHAN_AGREEMENT", "demonstration")
    assert AgreementSettings().chosen() is DEMONSTRATION
    assert set(AGREEMENTS) == {"memorandum-2018", "demonstration"}
