"""Every defect that Thai registers' files are known to have, each with a file that shows it (DOMAIN 0, 7 and 10)."""

from datetime import date, datetime
from typing import Any

import pytest

from producers.files.sheets import Era
from schemas.identifiers import Kind
from schemas.topics import DEMAND, INSURANCE, SKILL_TEST, STUDENT, STUDENT_STATISTICS, VACANCY
from tests.files.making import answers, codes, csv_bytes, data, headed, lines, row, xlsx_bytes
from tests.producers.rows import PIN

ZERO_PERSON = "0999900010011"


def one(topic: str = STUDENT, **changed: str) -> bytes:
    """Make a file of one row."""
    return csv_bytes(headed(topic, [row(topic, **changed)]))


def sheet(topic: str = STUDENT, **changed: Any) -> bytes:
    """Make a workbook of one row, its cells typed."""
    return xlsx_bytes(headed(topic, [{**row(topic), **changed}]))


# DOMAIN 0: twelve things a toy would get wrong, as far as a file can show them.


def test_a_person_whose_number_begins_with_zero_is_a_person() -> None:
    assert data(one(citizen_id=ZERO_PERSON))["person"].identifier.kind is Kind.ZERO_PERSON


def test_a_g_code_is_a_students_number() -> None:
    assert data(one(citizen_id="G642100000001"))["person"].identifier.kind is Kind.G_CODE
    assert codes(answers(one(citizen_id="G649900000001"))) == [("IDENTIFIER_PROVINCE", "citizen_id")]


def test_a_foreigner_is_known_by_the_social_security_card() -> None:
    found = data(one(INSURANCE, insured_id="9900000001", id_kind="บัตรประกันสังคม"), INSURANCE)
    assert found["person"].identifier.kind is Kind.SSO_CARD
    assert codes(answers(one(INSURANCE, insured_id="9900000001"), INSURANCE)) == [("IDENTIFIER_SHAPE", "insured_id")]


def test_provinces_come_by_name_or_by_the_dopa_code_never_by_an_agencys_internal_number() -> None:
    assert data(one(province_code="ระยอง"))["province"] == "21"
    assert data(one(VACANCY, province_name="กรุงเทพมหานคร"), VACANCY)["province"] == "10"
    assert codes(answers(one(province_code="1"))) == [("UNKNOWN_PROVINCE", "province_code")]
    assert codes(answers(one(VACANCY, province_name="1"), VACANCY)) == [("UNKNOWN_PROVINCE", "province_name")]


def test_a_postcode_is_no_column_and_no_province_is_taken_from_one() -> None:
    content = csv_bytes(headed(STUDENT, [{**row(province_code=""), "รหัสไปรษณีย์": "21000"}]))
    assert codes(answers(content))[0] is not None


@pytest.mark.parametrize("spelling", ["ช่างเชื่อมใต้นํ้า", "ช่างเชื่อมใต้น้ํา", "ช่างเชื่อมใต้น้ำ"])
def test_water_is_water_however_it_is_typed(spelling: str) -> None:
    content = csv_bytes([["รหัสนักศึกษา", "คํานําหน้า", "ชื่อ"], ["1", "นาย", spelling]])
    (line,) = lines(content)
    assert line.values["first_name"] == spelling
    assert "prefix" in line.values


def test_thai_digits_are_digits_in_numbers_days_and_years() -> None:
    content = one(citizen_id="๑๙๙๙๙๐๐๐๑๐๐๑๙", entry_year="๒๕๖๖", wanted_wage="๑๓,๕๐๐", province_code="๒๑")
    found = data(content)
    assert found["person"].identifier.normalised == PIN
    assert (found["entry_academic_year"], found["desired_wage_min"], found["province"]) == (2566, 13500, "21")
    assert data(one(DEMAND, survey_date="๑๐/๑๑/๒๕๖๙"), DEMAND)["surveyed_on"] == date(2026, 11, 10)


def test_a_file_in_cp874_with_padded_and_misspelt_headings_and_blanks_as_spaces() -> None:
    table = headed(DEMAND, [{**row(DEMAND), "skill_level": "    ", "skill_standard": "    "}])
    table[0] = [f"  {name}   " for name in table[0]]
    at = table[0].index("  ชื่อสถานประกอบการ   ")
    table[0][at] = " ขื่อสถานประกอบการ "
    found = data(csv_bytes(table, "cp874"), DEMAND)
    assert found["establishment_name"].startswith("บริษัท")
    assert (found["skill_level"], found["skill_standard"]) == (None, None)


def test_a_misspelt_first_name_heading_is_known() -> None:
    table = headed(STUDENT, [row()])
    table[0][table[0].index("ชื่อ")] = "ขื่อ"
    assert "first_name" in lines(csv_bytes(table))[0].values


def test_a_renamed_subject_type_is_mapped_forward() -> None:
    found = data(one(STUDENT_STATISTICS, subject_type="เกษตรกรรม"), STUDENT_STATISTICS)
    assert found["subject_type"] == "เกษตรกรรมและประมง"


def test_an_end_of_employment_before_its_start_is_refused_and_a_late_one_is_taken() -> None:
    late = one(INSURANCE, start_date="1/7/2568", end_date="31/10/2569", confirmed_month="")
    assert codes(answers(late, INSURANCE)) == [None]
    turned = one(INSURANCE, start_date="1/7/2568", end_date="30/6/2568", confirmed_month="")
    assert codes(answers(turned, INSURANCE)) == [("DATES_DISAGREE", "end_date")]


# DOMAIN 7: the Social Security Office.


def test_a_wage_is_in_no_clause_and_its_column_is_never_taken() -> None:
    content = csv_bytes(headed(INSURANCE, [{**row(INSURANCE), "ค่าจ้าง": "15,000"}]))
    assert codes(answers(content, INSURANCE)) == [("NOT_IN_CLAUSE", "?")]


@pytest.mark.parametrize("column", ["โรงพยาบาล", "จำนวนบุตร", "เงินสมทบ", "สถานภาพสมรส"])
def test_hospital_children_and_contributions_are_not_taken(column: str) -> None:
    content = csv_bytes(headed(INSURANCE, [{**row(INSURANCE), column: "1"}]))
    assert codes(answers(content, INSURANCE)) == [("NOT_IN_CLAUSE", "?")]


@pytest.mark.parametrize("section", ["33", "39", "40", "๓๓"])
def test_the_sections_of_the_act_are_known(section: str) -> None:
    assert codes(answers(one(INSURANCE, section=section), INSURANCE)) == [None]


def test_a_section_that_the_act_does_not_have_is_refused() -> None:
    assert codes(answers(one(INSURANCE, section="34"), INSURANCE)) == [("UNKNOWN_CODE", "section")]


def test_a_month_confirmed_comes_in_many_forms() -> None:
    for month in ("10/2569", "10/69", "2569-10", "๑๐/๒๕๖๙", "15/10/2569"):
        assert data(one(INSURANCE, confirmed_month=month), INSURANCE)["confirmed_through"] == date(2026, 10, 31)


def test_an_occupation_may_be_missing_at_sso() -> None:
    assert data(one(INSURANCE), INSURANCE)["occupation"] is None


# DOMAIN 10: conventions of Thai data.


@pytest.mark.parametrize(
    ("written", "era"),
    [
        ("15/06/2569", Era.BUDDHIST),
        ("15-6-2569", Era.BUDDHIST),
        ("15.06.69", Era.BUDDHIST),
        ("15/6/69", Era.BUDDHIST),
        ("15 มิ.ย. 2569", Era.BUDDHIST),
        ("15 มิถุนายน พ.ศ. 2569", Era.BUDDHIST),
        ("2569-06-15", Era.BUDDHIST),
        ("15/06/2569 00:00:00", Era.BUDDHIST),
        ("15/06/2026", Era.COMMON),
        ("15/6/26", Era.COMMON),
        ("2026-06-15", Era.COMMON),
        ("2026-06-15T00:00:00", Era.COMMON),
        ("15 June 2026", Era.COMMON),
    ],
)
def test_a_day_is_read_by_the_sources_era(written: str, era: Era) -> None:
    assert data(one(SKILL_TEST, test_date=written), SKILL_TEST, era)["tested_on"] == date(2026, 6, 15)


@pytest.mark.parametrize(
    ("written", "era"),
    [
        ("15/06/2026", Era.BUDDHIST),  # a year of the common era where the Buddhist one is used
        ("15/06/2569", Era.COMMON),
        ("29/02/2568", Era.BUDDHIST),  # 2025 has no 29 February
        ("00/00/2569", Era.BUDDHIST),
        ("06/15/2569", Era.BUDDHIST),
        ("46188", Era.BUDDHIST),  # a day's number in a spreadsheet
        ("เมื่อวาน", Era.BUDDHIST),
    ],
)
def test_a_day_that_is_none_is_refused_never_guessed(written: str, era: Era) -> None:
    assert codes(answers(one(SKILL_TEST, test_date=written), SKILL_TEST, era)) == [("BAD_DATE", "test_date")]


def test_the_29th_of_february_exists_where_the_common_year_is_a_leap_year() -> None:
    assert data(one(SKILL_TEST, test_date="29/02/2567"), SKILL_TEST)["tested_on"] == date(2024, 2, 29)


@pytest.mark.parametrize("day", [datetime(2026, 6, 15), date(2026, 6, 15), datetime(2569, 6, 15)])  # noqa: DTZ001
def test_a_spreadsheets_own_day_is_read_whichever_era_it_was_typed_in(day: date) -> None:
    assert data(sheet(SKILL_TEST, test_date=day), SKILL_TEST)["tested_on"] == date(2026, 6, 15)


def test_two_digit_years_are_of_the_sources_century() -> None:
    assert data(one(entry_year="66", graduation_year="68"))["entry_academic_year"] == 2566
    assert data(one(entry_year="23", graduation_year="25"), era=Era.COMMON)["entry_academic_year"] == 2566


def test_numbers_may_have_commas_decimals_and_spaces() -> None:
    for wage in ("13,500", "13500.00", " 13500 ", "13,500.0"):
        assert data(one(wanted_wage=wage))["desired_wage_min"] == 13500
    assert codes(answers(one(wanted_wage="13,500.50"))) == [("BAD_NUMBER", "wanted_wage")]


def test_a_bachelors_level_is_written_otherwise() -> None:
    content = one(level="ป.ตรี", curriculum_year="2562", field_code="")
    assert data(content)["level"] == "BTECH"


@pytest.mark.parametrize("blank", ["", "    ", "\u00a0", "-", "–", "NULL"])
def test_blanks_are_written_in_many_ways(blank: str) -> None:
    assert data(one(wanted_wage=blank))["desired_wage_min"] is None


def test_a_title_glued_to_a_name_and_invisible_letters_do_no_harm() -> None:
    content = one(prefix="", first_name="\ufeffนางสาวฟ้าใส\u200b")
    assert codes(answers(content)) == [None]
