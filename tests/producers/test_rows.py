"""Rows of the four registers become data of the contract, or are refused with code and column."""

import csv
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from producers import ovec, sso
from producers.columns import BadRowError
from producers.data_sets import DATA_SETS
from producers.draft import Row
from producers.schema_fields import fields_of
from schemas.events import model
from schemas.identifiers import Kind
from schemas.refusals import SENTENCES
from schemas.thai import match_key
from schemas.topics import CERTIFICATE, INSURANCE, SKILL_TEST, STUDENT, VACANCY
from tests.producers.rows import OTHER_PIN, PIN, ROWS, SPELL_ROW, STUDENT_ROW


def _data(topic: str, **changed: str) -> Mapping[str, object]:
    data = DATA_SETS[topic].read({**ROWS[topic], **changed}).data
    assert data is not None
    return data


@pytest.mark.parametrize("topic", DATA_SETS)
def test_a_good_row_becomes_data_that_the_model_takes(topic: str) -> None:
    model(topic).model_validate(_data(topic))


def test_a_students_row_is_read_in_the_terms_of_the_contract() -> None:
    draft = ovec.STUDENTS.read(STUDENT_ROW)
    data = draft.data
    assert data is not None
    assert (data["status"], data["level"], data["wish"]) == ("GRADUATED", "PVS", "WORK")
    assert (data["province"], data["district"], data["desired_wage_min"]) == ("21", "2101", 13_500)
    assert data["desired_occupations"] == ("7411", "7412")
    assert draft.person is not None
    assert draft.person.name == "นางสาว ฟ้าใส ทองลมภู"
    assert draft.change.occurred_at == int(datetime(2026, 11, 23, 2, 15, tzinfo=UTC).timestamp() * 1000)


def test_a_subject_type_of_an_older_curriculum_is_mapped_forward_and_kept_as_sent() -> None:
    data = _data(STUDENT, subject_type="เทคโนโลยีสารสนเทศและการสื่อสาร")
    assert data["subject_type"] == "อุตสาหกรรมดิจิทัลและเทคโนโลยีสารสนเทศ"
    assert data["subject_type_as_sent"] == "เทคโนโลยีสารสนเทศและการสื่อสาร"


def test_thai_digits_and_spaces_and_hyphens_are_read() -> None:
    draft = ovec.STUDENTS.read(
        {**STUDENT_ROW, "citizen_id": "๑-๙๙๙๙-๐๐๐๑๐-๐๑-๙", "province_code": "๒๑", "revision": "๒"}
    )
    assert draft.person is not None
    assert draft.person.identifier.normalised == PIN
    assert draft.change.version == 2


def test_someone_without_registration_is_a_person_and_not_a_company() -> None:
    draft = ovec.STUDENTS.read({**STUDENT_ROW, "citizen_id": "0999900010011"})
    assert draft.person is not None
    assert draft.person.identifier.kind is Kind.ZERO_PERSON


def test_a_sole_traders_number_and_name_are_not_carried() -> None:
    data = _data(VACANCY, employer_id=PIN)
    assert data["employer_kind"] == "SOLE_TRADER"
    assert data["juristic_number"] is None
    assert data["employer_name"] is None
    assert _data(VACANCY)["juristic_number"] == "0105561990011"


def test_a_foreigner_at_sso_is_named_by_the_social_security_card() -> None:
    row = {**SPELL_ROW, "insured_id": "990000000001"[:10], "id_kind": sso.CARD}
    assert sso.insured(row).kind is Kind.SSO_CARD


def test_a_monthly_report_confirms_its_whole_month() -> None:
    assert _data(INSURANCE)["confirmed_through"] == date(2026, 10, 31)
    assert _data(INSURANCE, confirmed_month="02/2571")["confirmed_through"] == date(2028, 2, 29)


def test_a_province_is_found_by_its_thai_name_since_doe_has_its_own_numbers() -> None:
    assert _data(VACANCY)["province"] == "21"
    assert _data(VACANCY, province_name="กรุงเทพมหานคร")["province"] == "10"


def test_a_deletion_carries_no_data() -> None:
    draft = ovec.STUDENTS.read(
        {"student_id": "1", "revision": "4", "changed_at": "23/11/2569 10:00:00", "deleted": "1"}
    )
    assert draft.data is None
    assert draft.person is None
    assert draft.change.operation == "DELETE"


BAD = [
    (STUDENT, "citizen_id", "1999900010018", "IDENTIFIER_CHECK_DIGIT"),
    (STUDENT, "citizen_id", "", "MISSING"),
    (STUDENT, "citizen_id", "199990001001", "IDENTIFIER_SHAPE"),
    (STUDENT, "citizen_id", "G689999000001", "IDENTIFIER_PROVINCE"),
    (STUDENT, "other_ids", "G682199000001|x", "IDENTIFIER_SHAPE"),
    (STUDENT, "student_id", "   ", "MISSING"),
    (STUDENT, "province_code", "99", "UNKNOWN_PROVINCE"),
    (STUDENT, "district_code", "1001", "UNKNOWN_DISTRICT"),
    (STUDENT, "college_code", "132100000", "UNKNOWN_CODE"),
    (STUDENT, "status", "จบแล้ว", "UNKNOWN_CODE"),
    (STUDENT, "field", "ไม่มีสาขานี้", "UNKNOWN_FIELD_OF_STUDY"),
    (STUDENT, "subject_type", "ไม่มีประเภทนี้", "UNKNOWN_SUBJECT_TYPE"),
    (STUDENT, "wanted_occupations", "7411|0000", "UNKNOWN_OCCUPATION"),
    (STUDENT, "wanted_provinces", "21|00", "UNKNOWN_PROVINCE"),
    (STUDENT, "wanted_wage", "มาก", "BAD_NUMBER"),
    (STUDENT, "wanted_wage", "99999999", "OUT_OF_RANGE"),
    (STUDENT, "entry_year", "2023", "OUT_OF_RANGE"),
    (STUDENT, "graduation_year", "2560", "DATES_DISAGREE"),
    (STUDENT, "revision", "0", "OUT_OF_RANGE"),
    (STUDENT, "revision", "²", "BAD_NUMBER"),
    (STUDENT, "changed_at", "2026-11-23T09:00:00", "BAD_DATE"),
    (STUDENT, "changed_at", "23/11/2569 25:00:00", "BAD_DATE"),
    (STUDENT, "religion", "พุทธ", "NOT_IN_CLAUSE"),
    (STUDENT, "first_name", "ฟ้า\ud800", "NOT_ENCODABLE"),
    (STUDENT, "address", "ก" * 401, "OUT_OF_RANGE"),
    (VACANCY, "employer_id", "0105561990012", "IDENTIFIER_CHECK_DIGIT"),
    (VACANCY, "occupation_scheme", "SOC", "UNKNOWN_OCCUPATION_SCHEME"),
    (VACANCY, "occupation_code", "0000", "UNKNOWN_OCCUPATION"),
    (VACANCY, "province_name", "1", "UNKNOWN_PROVINCE"),
    (VACANCY, "tsic", "04", "UNKNOWN_INDUSTRY"),
    (VACANCY, "positions", "0", "OUT_OF_RANGE"),
    (VACANCY, "wage_max", "100", "OUT_OF_RANGE"),
    (VACANCY, "degrees", "ปวช.|ม.6", "UNKNOWN_CODE"),
    (VACANCY, "fields", "ไม่มีสาขานี้", "UNKNOWN_FIELD_OF_STUDY"),
    (VACANCY, "expire_date", "19/11/2569", "DATES_DISAGREE"),
    (VACANCY, "skill_standard", "ไม่มีมาตรฐานนี้", "UNKNOWN_STANDARD"),
    (INSURANCE, "start_date", "31/02/2569", "BAD_DATE"),
    (INSURANCE, "start_date", "01/07/2026", "BAD_DATE"),
    (INSURANCE, "confirmed_month", "13/2569", "BAD_DATE"),
    (INSURANCE, "confirmed_month", "06/2568", "DATES_DISAGREE"),
    (INSURANCE, "end_date", "30/06/2568", "DATES_DISAGREE"),
    (INSURANCE, "end_reason", "1", "MISSING"),
    (INSURANCE, "industry_code", "00", "UNKNOWN_INDUSTRY"),
    (INSURANCE, "wage", "15000", "NOT_IN_CLAUSE"),
    (SKILL_TEST, "level", "4", "OUT_OF_RANGE"),
    (SKILL_TEST, "result", "อาจจะ", "UNKNOWN_CODE"),
    (CERTIFICATE, "expire_date", "14/06/2569", "DATES_DISAGREE"),
    (CERTIFICATE, "issue_date", "", "MISSING"),
]


@pytest.mark.parametrize(("topic", "column", "value", "code"), BAD)
def test_a_bad_column_is_refused_with_code_column_and_both_sentences(
    topic: str, column: str, value: str, code: str
) -> None:
    with pytest.raises(BadRowError) as caught:
        DATA_SETS[topic].read({**ROWS[topic], column: value})
    why = caught.value.refusal
    named = {"UNKNOWN_OCCUPATION_SCHEME": "occupation_scheme", "MISSING": "end_date"}.get(code, column)
    assert why.code == code
    assert why.field in (column, named)
    assert why.th
    assert why.en
    assert not value.strip() or value not in why.th + why.en or value in "0123456789"


def test_a_refusal_never_repeats_what_stood_in_the_column() -> None:
    with pytest.raises(BadRowError) as caught:
        ovec.STUDENTS.read({**STUDENT_ROW, "citizen_id": OTHER_PIN[:-1] + "9"})
    assert OTHER_PIN[:-1] not in f"{caught.value.refusal}{caught.value!r}"


def test_every_code_a_column_may_be_refused_with_has_sentences() -> None:
    assert {code for _, _, _, code in BAD} <= SENTENCES.keys()


@pytest.mark.parametrize("topic", DATA_SETS)
def test_words_of_a_register_are_written_as_they_are_compared(topic: str) -> None:
    for field in fields_of(topic):
        assert all(match_key(word) == word or word.isupper() for word in field.words)


@given(st.sampled_from(sorted(DATA_SETS)), st.data())
def test_whatever_stands_in_a_column_a_row_is_read_or_refused(topic: str, data: st.DataObject) -> None:
    column = data.draw(st.sampled_from(sorted(DATA_SETS[topic].columns)))
    row: Row = {**ROWS[topic], column: data.draw(st.text(max_size=30) | st.text("0123456789๐๙/|:. ", max_size=20))}
    with suppress(BadRowError):
        DATA_SETS[topic].read(row)


def test_a_short_or_long_line_of_a_file_is_refused_and_does_not_crash() -> None:
    header = ",".join(STUDENT_ROW)
    for line in ("66301040001", ",".join(["x"] * 40)):
        row = next(csv.DictReader([header, line]))
        with pytest.raises(BadRowError):
            ovec.STUDENTS.read(row)
