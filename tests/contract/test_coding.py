"""Codes are held against their tables: the unknown refused, the replaced mapped forward, the sent kept beside it."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import codes, coding, registry
from schemas.coding import CHECKS, NUMBERS, Mapped, industry, occupation
from schemas.refusals import SENTENCES, RefusedValueError
from schemas.topics import APPLIED


def _refusal(check: Callable[[], object]) -> str:
    with pytest.raises(RefusedValueError) as refused:
        check()
    assert refused.value.code in SENTENCES
    return refused.value.code


@pytest.mark.parametrize(
    ("scheme", "raw", "code"),
    [
        ("ISCO-08", "7411", "7411"),
        ("ISCO-08", "๗๔๑๑", "7411"),
        ("ISCO-88", "7137", "7411"),
        ("ISCO-88", "7245", "7413"),
        ("ISCO-88", "8211", "7223"),
        ("TSCO", "713720", "7411"),
        ("TSCO", "7137.20", "7411"),
    ],
)
def test_an_occupation_is_given_in_isco_08_with_its_code_and_list_as_sent_beside_it(
    scheme: str, raw: str, code: str
) -> None:
    assert occupation(scheme, raw) == Mapped(code, scheme, raw)


@pytest.mark.parametrize(
    ("scheme", "raw", "why"),
    [
        ("ISCO-08", "7137", "UNKNOWN_OCCUPATION"),
        ("ISCO-08", "741", "UNKNOWN_OCCUPATION"),
        ("ISCO-88", "7411x", "UNKNOWN_OCCUPATION"),
        ("ISCO-88", "7999", "UNKNOWN_OCCUPATION"),
        ("ISCO-88", "7231", "OCCUPATION_NOT_CONVERTIBLE"),
        ("TSCO", "7137", "UNKNOWN_OCCUPATION"),
        ("TSCO", "723120", "OCCUPATION_NOT_CONVERTIBLE"),
        ("SOC", "7411", "UNKNOWN_OCCUPATION_SCHEME"),
    ],
)
def test_an_occupation_that_is_unknown_or_was_divided_is_refused(scheme: str, raw: str, why: str) -> None:
    assert _refusal(lambda: occupation(scheme, raw)) == why


def test_whatever_followed_a_former_occupation_is_one_of_today() -> None:
    followers = {code for group in codes.former_occupations().values() for code in group}
    assert followers <= codes.occupations().keys()
    assert all(codes.former_occupations().values())
    assert "9999" not in codes.occupations()


def test_industries_are_divisions_of_tsic_and_ssos_own_codes_stay_as_they_are() -> None:
    assert industry("TSIC", "43210") == Mapped("43", "TSIC", "43210")
    assert industry("SSO", "1301a").code == "1301A"
    assert _refusal(lambda: industry("TSIC", "04000")) == "UNKNOWN_INDUSTRY"
    assert _refusal(lambda: industry("ISIC", "43")) == "UNKNOWN_INDUSTRY"


def test_a_subject_type_of_an_older_curriculum_has_its_name_of_today() -> None:
    assert coding.subject_type("เทคโนโลยีสารสนเทศและการสื่อสาร") == "อุตสาหกรรมดิจิทัลและเทคโนโลยีสารสนเทศ"
    assert coding.subject_type("คหกรรม ") == "คหกรรม"
    assert _refusal(lambda: coding.subject_type("เวทมนตร์")) == "UNKNOWN_SUBJECT_TYPE"


@pytest.mark.parametrize(
    ("level", "year", "field", "raw"),
    [("PVC", 2562, "การบัญชี", "20201"), ("PVC", 2567, "การบัญชี", "๒๐๒๐๑"), ("PVS", 2563, "ไฟฟ้า", "30104")],
)
def test_a_field_has_a_code_of_its_level_and_curriculum(level: str, year: int, field: str, raw: str) -> None:
    assert coding.field_code(level, year, field, raw) is not None
    assert coding.field_code(level, year, field, None) is None


@pytest.mark.parametrize(
    ("level", "year", "field", "raw", "why"),
    [
        ("PVC", 2563, "การบัญชี", "20201", "UNKNOWN_CURRICULUM"),
        ("PVC", 2562, "การบัญชี", "30201", "UNKNOWN_FIELD_CODE"),
        ("PVC", 2562, "การบัญชี", "2020", "UNKNOWN_FIELD_CODE"),
        ("PVC", 2562, "การบัญชี", "20202", "FIELD_CODE_DISAGREES"),
    ],
)
def test_a_field_code_that_can_not_be_is_refused(level: str, year: int, field: str, raw: str, why: str) -> None:
    assert _refusal(lambda: coding.field_code(level, year, field, raw)) == why


def test_a_standard_is_known_by_either_name_and_has_only_its_own_levels() -> None:
    standard = coding.skill_standard("ช่างไฟฟ้าภายในอาคาร")
    assert standard is coding.skill_standard("building electrician")
    assert coding.skill_level(standard, 3) == 3
    one_level = coding.skill_standard("ช่างระบบสายเครือข่าย")
    assert _refusal(lambda: coding.skill_level(one_level, 2)) == "UNKNOWN_LEVEL"
    assert _refusal(lambda: coding.skill_standard("ช่างทำนาย")) == "UNKNOWN_STANDARD"


@pytest.mark.parametrize(
    ("table", "raw", "code"),
    [
        ("province", "๒๑", "21"),
        ("district", "2101", "2101"),
        ("subdistrict", "210101", "210101"),
        ("occupation_scheme", "isco-88", "ISCO-88"),
        ("occupation_group", "74", "74"),
        ("industry", "43210", "43"),
        ("industry_section", "c", "C"),
        ("subject_type", "ประมง", "เกษตรกรรมและประมง"),
        ("field_of_study", "การบัญชี", "การบัญชี"),
        ("skill_standard", "ช่างกลึง", "Lathe Turner"),
        ("college", "1321010001", "1321010001"),
        ("juristic", "0-1055-61990-01-1", "0105561990011"),
        ("time_of_day", "8.30 น.", "08:30"),
    ],
)
def test_each_table_checks_a_text_and_gives_its_code(table: str, raw: str, code: str) -> None:
    assert CHECKS[table](raw) == code


@pytest.mark.parametrize("table", CHECKS)
@given(raw=st.text(max_size=12))
def test_no_table_takes_just_any_text(table: str, raw: str) -> None:
    try:
        found = CHECKS[table](raw)
    except RefusedValueError:
        return
    assert CHECKS[table](found) == found


def test_a_sole_traders_own_number_is_never_taken_for_a_juristic_one() -> None:
    assert _refusal(lambda: CHECKS["juristic"]("1999900010019")) == "NOT_JURISTIC"


def _tables_named(topic: str) -> set[str]:
    return {field["codes"] for field in registry.data_record(topic)["fields"] if "codes" in field}


@pytest.mark.parametrize("topic", APPLIED)
def test_every_table_a_schema_names_is_one_that_checks(topic: str) -> None:
    assert _tables_named(topic) <= {"occupation", *CHECKS, *NUMBERS}
    assert "astrology" not in {"occupation", *CHECKS, *NUMBERS}
