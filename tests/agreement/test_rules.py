"""The memorandum's own clauses as rules: the term, notice, an amendment, a renewal, a termination."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.agreement import rules
from schemas.agreement.rules import Phase, Winding

DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))
SPANS = st.integers(0, 4000)
TERM = (date(2018, 5, 5), date(2023, 5, 4))
DAY = timedelta(days=1)


def test_five_years_from_5_may_2018_end_with_4_may_2023() -> None:
    assert rules.last_day_of_term(date(2018, 5, 5), 5) == date(2023, 5, 4)


def test_a_term_begun_on_29_february_ends_with_28_february() -> None:
    assert rules.last_day_of_term(date(2024, 2, 29), 1) == date(2025, 2, 28)
    assert rules.last_day_of_term(date(2024, 2, 29), 4) == date(2028, 2, 29)


@given(DAYS, st.integers(1, 30))
def test_the_day_after_a_term_is_an_anniversary_of_its_signing(signed: date, years: int) -> None:
    after = rules.last_day_of_term(signed, years) + DAY
    assert after.year == signed.year + years
    assert (after.month, after.day) in {(signed.month, signed.day), (3, 1)}


@given(DAYS, DAYS, SPANS)
def test_an_agreement_is_in_force_on_every_day_of_its_term_and_on_no_other(on: date, first: date, length: int) -> None:
    last = first + timedelta(days=length)
    stage = rules.phase(on, first, last, None)
    assert (stage is Phase.IN_FORCE) == (first <= on <= last)
    assert (stage is Phase.NOT_YET) == (on < first)


@given(DAYS, DAYS, SPANS, SPANS, SPANS)
def test_stages_follow_one_another_and_none_comes_back(
    start: date, first: date, length: int, runs: int, winds: int
) -> None:
    winding = Winding(first + timedelta(days=runs), first + timedelta(days=runs + winds))
    order = [Phase.NOT_YET, Phase.IN_FORCE, Phase.WINDING_UP, Phase.ENDED]
    seen = [
        rules.phase(start + timedelta(days=day), first, first + timedelta(days=length), winding) for day in range(60)
    ]
    assert seen == sorted(seen, key=order.index)


def test_a_terminated_agreement_winds_up_then_stops() -> None:
    first, last = TERM
    winding = Winding(date(2021, 5, 16), date(2021, 6, 30))
    stages = {day: rules.phase(day, first, last, winding) for day in (date(2021, 5, 15), *winding, date(2021, 7, 1))}
    assert list(stages.values()) == [Phase.IN_FORCE, Phase.WINDING_UP, Phase.WINDING_UP, Phase.ENDED]


def test_notice_for_16_may_is_due_by_17_march() -> None:
    assert rules.latest_notice(date(2027, 5, 16), 60) == date(2027, 3, 17)
    assert rules.latest_notice(date(2028, 5, 16), 60) == date(2028, 3, 17)


@given(DAYS, st.integers(-400, 400), st.integers(0, 120))
def test_an_amendment_counts_exactly_with_notice_in_time(signed: date, notice: int, days: int) -> None:
    refused = rules.refuse_amendment(signed - timedelta(days=notice), signed, signed, (date.min, date.max), days)
    assert (refused is None) == (notice >= days)
    assert refused is None or refused.clause == "5.1"


@pytest.mark.parametrize(
    ("notice_on", "signed_on", "decided_on", "clause"),
    [
        (date(2020, 1, 1), date(2020, 1, 31), date(2020, 1, 31), None),
        (date(2020, 1, 2), date(2020, 1, 31), date(2020, 1, 20), "5.1"),
        (date(2020, 1, 1), date(2020, 1, 31), None, "2.2"),
        (date(2020, 1, 1), date(2020, 1, 31), date(2020, 2, 1), "2.2"),
        (date(2023, 4, 1), date(2023, 5, 5), date(2023, 5, 1), "4"),
        (date(2018, 3, 1), date(2018, 5, 4), date(2018, 5, 1), "4"),
    ],
)
def test_a_supplement_is_refused_with_the_clause_it_breaks(
    notice_on: date, signed_on: date, decided_on: date | None, clause: str | None
) -> None:
    refused = rules.refuse_amendment(notice_on, signed_on, decided_on, TERM, 30)
    assert (refused and refused.clause) == clause


def test_a_refusal_says_in_both_languages_when_it_could_have_been_signed() -> None:
    refused = rules.refuse_amendment(date(2020, 1, 2), date(2020, 1, 31), date(2020, 1, 20), TERM, 30)
    assert refused is not None
    assert "1 กุมภาพันธ์ 2563" in refused.th
    assert "1 February 2020" in refused.en


@given(DAYS, DAYS)
def test_a_renewal_lengthens_the_term_or_is_refused(last: date, longer: date) -> None:
    assert (rules.refuse_renewal(last, longer) is None) == (longer > last)


@pytest.mark.parametrize(
    ("notice_on", "effective_on", "complete_by", "accepted"),
    [
        (date(2027, 3, 17), date(2027, 5, 16), date(2027, 6, 30), True),
        (date(2027, 3, 18), date(2027, 5, 16), date(2027, 6, 30), False),
        (date(2027, 3, 18), date(2028, 5, 16), date(2028, 6, 30), True),
        (date(2027, 3, 1), date(2027, 6, 1), date(2027, 6, 30), False),
        (date(2027, 3, 1), date(2027, 5, 16), date(2027, 5, 15), False),
    ],
)
def test_a_termination_takes_notice_60_days_before_an_academic_year(
    notice_on: date, effective_on: date, complete_by: date, accepted: bool
) -> None:
    refused = rules.refuse_termination(notice_on, effective_on, complete_by, (5, 16), 60)
    assert (refused is None) == accepted
    assert refused is None or (refused.clause, bool(refused.th)) == ("5.2", True)


@pytest.mark.parametrize(
    ("clause", "giver", "receivers", "purposes", "accepted"),
    [
        ("3.1.2", "ovec", ("doe",), ("planning",), True),
        ("3.1.2", "ovec", ("doe",), ("placement", "training_and_testing"), True),
        ("3.2.2", "doe", ("ovec",), ("planning",), True),
        ("3.2.2", "doe", ("ovec",), ("outcomes",), False),
        ("3.1.2", "ovec", ("doe",), ("consistency",), False),
        ("3.1.2", "doe", ("ovec",), ("planning",), False),
        ("3.1.2", "ovec", ("ovec",), ("planning",), False),
        ("3.2.2", "sso", ("doe",), ("planning",), False),
        ("3.1.1(1)", "ovec", ("doe",), ("placement",), False),
    ],
)
def test_a_new_data_set_is_other_useful_data_of_one_party_for_the_other(
    clause: str, giver: str, receivers: tuple[str, ...], purposes: tuple[str, ...], accepted: bool
) -> None:
    assert (rules.refuse_data_set(clause, giver, receivers, purposes) is None) == accepted


@pytest.mark.parametrize(
    ("giver", "receiver", "instrument", "derive", "accepted"),
    [
        ("ovec", "doe", None, None, True),
        ("sso", "ovec", None, None, True),
        ("doe", "doe", None, None, True),
        ("saphan", "doe", None, None, True),
        ("dsd", "doe", None, None, False),
        ("dsd", "steward", None, None, True),
        ("sso", "steward", None, None, True),
        ("dsd", "doe", "order", None, True),
        ("sso", "doe", None, "employment", False),
        ("sso", "doe", "order", None, False),
        ("sso", "doe", "order", "employment", True),
    ],
)
def test_within_the_ministry_a_flow_names_an_instrument_and_from_sso_only_the_answer_crosses(
    giver: str, receiver: str, instrument: str | None, derive: str | None, accepted: bool
) -> None:
    assert (rules.refuse_flow(giver, receiver, instrument, derive) is None) == accepted
