"""Documents signed later: a data set brought in, a flow ended, a notice given; and those that are refused, with why."""

from datetime import date, timedelta

import pytest
from pydantic import ValidationError

from schemas.agreement import DEMONSTRATION, MEMORANDUM, AgreementError, Phase, Population, Purpose
from schemas.topics import MATCH, STUDENT, STUDENT_STATISTICS
from tests.agreement.documents import INTERNSHIP, NOTICE, SUPPLEMENT, changed, demonstration, with_documents

SIGNED = date(2026, 10, 5)
BEFORE = SIGNED - timedelta(days=1)
ENDED = """
[[end]]
topic = "ovec.student.v1"
receiver = "mol"
purpose = "planning"
"""
CHANGED = """
[[flow]]
topic = "ovec.student.v1"
receivers = ["mol"]
purpose = "planning"
fields = ["status", "province"]
"""


def test_a_data_set_flows_from_the_day_its_supplement_was_signed() -> None:
    agreement = demonstration(SUPPLEMENT + INTERNSHIP)
    assert agreement.on(BEFORE).of("ovec.internship.v1") == ()
    rows = agreement.on(SIGNED).of("ovec.internship.v1")
    assert {row.receiver for row in rows} == {"doe", "dsd", "mol"}
    assert {(row.clause, row.population, row.purpose) for row in rows} == {
        ("3.1.2", Population.FINISHING, Purpose.PLANNING)
    }
    assert agreement.retention("ovec.internship.v1") == 1826
    assert agreement.supplements == ("demonstration", "supplement-1")


def test_a_flow_ends_with_the_day_before_its_supplement_was_signed() -> None:
    agreement = demonstration(SUPPLEMENT + ENDED)
    assert agreement.on(BEFORE).row(STUDENT, "mol", Purpose.PLANNING) is not None
    assert agreement.on(SIGNED).row(STUDENT, "mol", Purpose.PLANNING) is None
    assert agreement.on(SIGNED).row(STUDENT, "doe", Purpose.PLACEMENT) is not None
    assert agreement.next_turn(BEFORE) == SIGNED


def test_a_flow_that_is_changed_takes_the_place_of_the_one_before_on_the_day_of_signing() -> None:
    agreement = demonstration(SUPPLEMENT + CHANGED)
    before, after = (agreement.on(day).row(STUDENT, "mol", Purpose.PLANNING) for day in (BEFORE, SIGNED))
    assert before is not None
    assert after is not None
    assert len(before.fields) > 2
    assert after.fields == {"status", "province"}
    # Where a supplement says no other, its flow is of whom the data set's clause says.
    assert after.population is Population.FINISHING
    assert len([row for row in agreement.on(SIGNED).rows if (row.topic, row.receiver) == (STUDENT, "mol")]) == 1


def test_what_has_ended_already_is_not_made_longer_by_ending_it_again() -> None:
    later = changed(SUPPLEMENT, name='"supplement-2"', notice_on="2027-01-01", signed_on="2027-03-01")
    agreement = with_documents(SUPPLEMENT + ENDED, later + ENDED)["demonstration"]
    assert agreement.on(SIGNED).row(STUDENT, "mol", Purpose.PLANNING) is None


def test_a_supplement_of_the_memorandum_is_its_renewals_too_and_one_of_a_renewal_is_not_the_memorandums() -> None:
    early = changed(SUPPLEMENT, of='"memorandum-2018"', notice_on="2021-01-01", signed_on="2021-03-01")
    early = changed(early, decision='{ on = 2021-02-01, reference = "example" }')
    both = with_documents(early + INTERNSHIP)
    assert all(one.on(date(2022, 1, 1)).of("ovec.internship.v1") for one in both.values())
    assert not with_documents(SUPPLEMENT + INTERNSHIP)["memorandum-2018"].handling.get("ovec.internship.v1")


@pytest.mark.parametrize(
    ("text", "clause", "why"),
    [
        (changed(SUPPLEMENT, notice_on="2026-09-06"), "5.1", "29 days' notice, less than 30"),
        (changed(SUPPLEMENT, decision='{ on = 2026-10-06, reference = "late" }'), "2.2", "joint committee"),
        (changed(SUPPLEMENT, of='"memorandum-2018"'), "4", "that takes a new agreement"),
        (SUPPLEMENT + INTERNSHIP.replace("3.1.2", "3.1.1(1)"), "3.1.1(1)", "under clause 3.1.2 or 3.2.2 only"),
        (SUPPLEMENT + INTERNSHIP + 'purposes = ["consistency"]', "3.1.2", "does not serve consistency"),
        (changed(NOTICE, notice_on="2027-03-18"), "5.2", "notice came after 17 March 2027"),
        (changed(NOTICE, effective_on="2027-06-01"), "5.2", "when an academic year begins"),
        (changed(NOTICE, complete_by="2027-05-01"), "5.2", "work under way is completed"),
    ],
)
def test_a_document_that_breaks_a_clause_is_refused_with_the_reason_in_both_languages(
    text: str, clause: str, why: str
) -> None:
    with pytest.raises(AgreementError, match=why) as refused:
        with_documents(text)
    assert refused.value.refused.clause == clause
    assert f"ข้อ {clause}" in str(refused.value)


def test_a_supplement_signed_with_exactly_30_days_notice_counts() -> None:
    assert demonstration(changed(SUPPLEMENT, notice_on="2026-09-05") + INTERNSHIP).on(SIGNED).of("ovec.internship.v1")


def test_a_document_with_an_unknown_or_missing_line_is_no_document() -> None:
    with pytest.raises(ValidationError, match="wage"):
        with_documents(SUPPLEMENT + "wage = true")
    with pytest.raises(ValidationError, match="signed_on"):
        with_documents(SUPPLEMENT.replace("signed_on", "# "))


def test_after_notice_everything_flows_until_the_academic_year_then_placement_alone_then_nothing() -> None:
    agreement = demonstration(NOTICE)
    before, winding, after = date(2027, 5, 15), date(2027, 5, 16), date(2027, 7, 1)
    assert agreement.phase(before) is Phase.IN_FORCE
    assert agreement.on(before).row(STUDENT_STATISTICS, "mol", Purpose.PLANNING) is not None

    assert agreement.on(winding).winding_up
    assert agreement.on(winding).row(MATCH, "doe", Purpose.PLACEMENT) is not None
    assert agreement.on(winding).row(STUDENT_STATISTICS, "mol", Purpose.PLANNING) is None
    assert "16 พฤษภาคม 2570" in agreement.status(winding).th

    assert not agreement.in_force(after)
    assert agreement.status(after).since == after
    assert {row.receiver for row in agreement.on(after).rows} == {"person"}
    assert agreement.stops_after == date(2027, 6, 30)


def test_a_notice_says_what_becomes_of_data_already_held_and_the_memorandum_speaks_where_it_does_not() -> None:
    assert demonstration(NOTICE).held == MEMORANDUM.held
    assert "ปิดผนึก" in MEMORANDUM.held.th
    said = NOTICE + '[held]\nth = "ลบภายใน 30 วัน"\nen = "Erased within 30 days"\n'
    assert demonstration(said).held.en == "Erased within 30 days"


def test_without_a_notice_nothing_winds_up() -> None:
    assert DEMONSTRATION.winding is None
    assert not DEMONSTRATION.on(date(2027, 6, 1)).winding_up
