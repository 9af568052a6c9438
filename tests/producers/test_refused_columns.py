"""What can't be taken from a register is refused with its code, its column, and an example of what is right."""

from collections.abc import Mapping

import pytest

from producers.columns import BadRowError
from producers.data_sets import DATA_SETS
from producers.receipts import Refused
from schemas.refusals import SENTENCES
from schemas.topics import (
    DEMAND,
    DSD_FACILITY,
    LABOUR_STATISTICS,
    OVEC_FACILITY,
    SKILL_TEST,
    STAFF_STATISTICS,
    STUDENT,
    STUDENT_STATISTICS,
    TEST_PLAN,
    TRAINING,
    VACANCY,
)
from tests.producers.fakes import FakeLog, publisher
from tests.producers.rows import OTHER_PIN, PIN, ROWS


def _data(topic: str, **changed: str) -> Mapping[str, object]:
    data = DATA_SETS[topic].read({**ROWS[topic], **changed}).data
    assert data is not None
    return data


BAD = [
    (DEMAND, "juristic_no", OTHER_PIN, "NOT_JURISTIC"),
    (DEMAND, "juristic_no", "0105561990012", "IDENTIFIER_CHECK_DIGIT"),
    (DEMAND, "employer_kind", "มูลนิธิ", "UNKNOWN_CODE"),
    (DEMAND, "establishment_name", "", "MISSING"),
    (DEMAND, "subdistrict_code", "200101", "UNKNOWN_DISTRICT"),
    (DEMAND, "district_code", "21", "UNKNOWN_DISTRICT"),
    (DEMAND, "occupation_scheme", "SOC", "UNKNOWN_OCCUPATION_SCHEME"),
    (DEMAND, "occupation_scheme", "", "MISSING"),
    (DEMAND, "occupation_code", "0000", "UNKNOWN_OCCUPATION"),
    (DEMAND, "skill_standard", "ไม่มีมาตรฐานนี้", "UNKNOWN_STANDARD"),
    (DEMAND, "skill_level", "4", "OUT_OF_RANGE"),
    (DEMAND, "field", "ไม่มีสาขานี้", "UNKNOWN_FIELD_OF_STUDY"),
    (DEMAND, "levels", "ปวช.|ม.6", "UNKNOWN_CODE"),
    (DEMAND, "positions", "0", "OUT_OF_RANGE"),
    (DEMAND, "positions", "หลาย", "BAD_NUMBER"),
    (DEMAND, "survey_date", "", "MISSING"),
    (DEMAND, "valid_until", "09/11/2569", "DATES_DISAGREE"),
    (DEMAND, "college_code", "13210", "UNKNOWN_CODE"),
    (DEMAND, "owner_citizen_id", PIN, "NOT_IN_CLAUSE"),
    (STUDENT, "passport_no", "ไม่มี", "PASSPORT_SHAPE"),
    (STUDENT, "sso_card_no", "12", "SSO_CARD_SHAPE"),
    (STUDENT, "curriculum_year", "2560", "UNKNOWN_CURRICULUM"),
    (STUDENT, "field_code", "20104", "UNKNOWN_FIELD_CODE"),
    (STUDENT_STATISTICS, "subject_type", "ไม่มีประเภทนี้", "UNKNOWN_SUBJECT_TYPE"),
    (STUDENT_STATISTICS, "academic_year", "2026", "OUT_OF_RANGE"),
    (STUDENT_STATISTICS, "measure", "ลาพัก", "UNKNOWN_CODE"),
    (STUDENT_STATISTICS, "count", "-1", "BAD_NUMBER"),
    (STAFF_STATISTICS, "qualification", "ปวส.", "UNKNOWN_CODE"),
    (STAFF_STATISTICS, "province_code", "99", "UNKNOWN_PROVINCE"),
    (OVEC_FACILITY, "contact_role", "ติดต่อ 081-234-5678", "NOT_IN_CLAUSE"),
    (OVEC_FACILITY, "closes_at", "08:00", "DATES_DISAGREE"),
    (OVEC_FACILITY, "opens_at", "25:00", "BAD_TIME"),
    (OVEC_FACILITY, "available_through", "30/11/2569", "DATES_DISAGREE"),
    (OVEC_FACILITY, "weekdays", "จันทร์|วันหยุด", "UNKNOWN_CODE"),
    (DSD_FACILITY, "standards", "ช่างไฟฟ้าภายในอาคาร|ไม่มี", "UNKNOWN_STANDARD"),
    (DSD_FACILITY, "college_code", "1321000001", "NOT_IN_CLAUSE"),
    (TRAINING, "citizen_id", PIN[:-1] + "0", "IDENTIFIER_CHECK_DIGIT"),
    (TRAINING, "finish_date", "31/05/2569", "DATES_DISAGREE"),
    (TRAINING, "result", "ดีมาก", "UNKNOWN_CODE"),
    (TRAINING, "district_code", "1001", "UNKNOWN_DISTRICT"),
    (TRAINING, "health", "ดี", "NOT_IN_CLAUSE"),
    (SKILL_TEST, "occupation", "7411", "NOT_IN_CLAUSE"),
    (VACANCY, "employer_kind", "JURISTIC", "NOT_IN_CLAUSE"),
    (TEST_PLAN, "seats_taken", "21", "OUT_OF_RANGE"),
    (TEST_PLAN, "standard", "", "MISSING"),
    (TEST_PLAN, "level", "๔", "OUT_OF_RANGE"),
    (LABOUR_STATISTICS, "industry_section", "Z", "UNKNOWN_INDUSTRY"),
    (LABOUR_STATISTICS, "occupation_group", "741", "UNKNOWN_OCCUPATION"),
    (LABOUR_STATISTICS, "month", "13", "OUT_OF_RANGE"),
    (LABOUR_STATISTICS, "unit", "ครัวเรือน", "UNKNOWN_CODE"),
]


@pytest.mark.parametrize(("topic", "column", "value", "code"), BAD)
def test_a_bad_column_is_refused_with_its_code_and_its_own_name(topic: str, column: str, value: str, code: str) -> None:
    with pytest.raises(BadRowError) as caught:
        _data(topic, **{column: value})
    assert (caught.value.refusal.code, caught.value.refusal.field) == (code, column)
    assert code in SENTENCES


def test_a_standard_of_one_level_has_no_second() -> None:
    assert _data(TEST_PLAN, standard="ช่างโทรคมนาคม")["level"] == 1
    with pytest.raises(BadRowError, match="UNKNOWN_LEVEL"):
        _data(TEST_PLAN, standard="ช่างโทรคมนาคม", level="2")


@pytest.mark.parametrize(
    ("topic", "column", "value", "example"),
    [
        (STUDENT, "citizen_id", "1", "1-9999-00010-01-9"),
        (STUDENT, "wish", "อยากทำงาน", "ประสงค์ทำงาน"),
        (VACANCY, "expire_date", "2026-12-20", "20/12/2569"),
        (DEMAND, "survey_date", "10/11/2026", "10/11/2569"),
        (DEMAND, "employer_kind", "มูลนิธิ", "นิติบุคคล"),
    ],
)
def test_a_receipt_shows_an_example_of_what_would_be_right(topic: str, column: str, value: str, example: str) -> None:
    (receipt,) = publisher(DATA_SETS[topic].agency, FakeLog()).publish(topic, [{**ROWS[topic], column: value}])
    assert isinstance(receipt, Refused)
    assert (receipt.field, receipt.example) == (column, example)
    assert receipt.example not in receipt.th + receipt.en


def test_a_column_that_is_none_of_the_clauses_has_no_example() -> None:
    (receipt,) = publisher("ovec", FakeLog()).publish(DEMAND, [{**ROWS[DEMAND], "religion": "พุทธ"}])
    assert isinstance(receipt, Refused)
    assert (receipt.code, receipt.example) == ("NOT_IN_CLAUSE", "")
