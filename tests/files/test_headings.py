"""Headings are recognised by name, by what a person said, or by closeness; tables are found below title rows."""

import io

import pytest

from producers.column_titles import title
from producers.data_sets import DATA_SETS
from producers.files.declaring import Declared, Said, declared, in_name
from producers.files.headings import recognise
from producers.files.reading import open_file
from producers.files.refusing import FileRefusedError
from producers.files.sheets import How, Profile
from schemas.topics import DEMAND, STUDENT, VACANCY
from tests.files.making import AS_OF, answers, codes, csv_bytes, headed, lines, row, xlsx_bytes
from tests.producers.fakes import NOON_MS

NOV_20 = 1_795_107_600_000


@pytest.mark.parametrize("topic", DATA_SETS)
def test_every_column_is_known_by_its_own_name_and_its_titles(topic: str) -> None:
    for names in zip(*((column, *title(topic, column)) for column in DATA_SETS[topic].columns), strict=True):
        for name in names:
            (found,) = recognise(topic, [f" {name.upper()} * "], {})
            assert (found.text.strip(" *").lower(), found.how) == (name.lower(), How.NAME)


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("เลขประจำตัวประชาขน", "citizen_id"),
        ("เลขประจําตัวประชาชน", "citizen_id"),
        ("เลขประจำตัวประชาชน (13 หลัก)", "citizen_id"),
        ("รหัสนักศีกษา", "student_id"),
        ("ปีการศึกษาทีสำเร็จ", "graduation_year"),
        ("curiculum_year", "curriculum_year"),
        ("นามสกุล\n", "last_name"),
        ("ประเภทวิขา", "subject_type"),
    ],
)
def test_a_misspelt_heading_is_recognised_by_closeness(heading: str, column: str) -> None:
    (found,) = recognise(STUDENT, [heading], {})
    assert found.column == column


@pytest.mark.parametrize("heading", ["เกรดเฉลี่ย", "วันเกิด", "ศาสนา", "หมู่โลหิต", "ชื่อบิดา", "รายได้ผู้ปกครอง", "x" * 5000])
def test_what_is_no_column_is_close_to_none(heading: str) -> None:
    (found,) = recognise(STUDENT, [heading], {})
    assert (found.column, found.how) == (None, How.UNKNOWN)


def test_what_a_person_said_comes_before_names_and_closeness() -> None:
    found = recognise(STUDENT, ["ชื่อ", "เกรด"], {"ชื่อ ": "last_name", "เกรด": ""})
    assert [(one.column, one.how) for one in found] == [("last_name", How.REMEMBERED), (None, How.IGNORED)]


def test_two_columns_that_are_one_are_told() -> None:
    with pytest.raises(FileRefusedError, match="TWO_HEADINGS") as why:
        recognise(STUDENT, ["citizen_id", "เลขประจำตัวประชาชน"], {})
    assert "citizen_id" in why.value.en


def test_a_close_heading_gives_way_to_the_right_one() -> None:
    found = recognise(STUDENT, ["ประเภทวิชา", "ประเภทวิขา"], {})
    assert [one.column for one in found] == ["subject_type", None]


def test_title_rows_are_passed_over_and_read_for_what_they_declare() -> None:
    table = [["วิทยาลัยเทคนิคตัวอย่าง"], ["ทะเบียนนักศึกษา (ข้อมูลทั้งหมด)"], [AS_OF], [], *headed(STUDENT, [row()])]
    for content in (csv_bytes(table), csv_bytes(table, "cp874"), xlsx_bytes(table)):
        with open_file(io.BytesIO(content), Profile(STUDENT)) as file:
            assert file.said == Said(NOV_20, complete=True)
            assert file.sheets[0].header_line == 5
            assert [line.number for line in file.lines()] == [6]


def test_encodings_are_decided_per_file_and_said() -> None:
    table = headed(STUDENT, [row()])
    for encoding, said in (("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8 (BOM)"), ("cp874", "cp874")):
        with open_file(io.BytesIO(csv_bytes(table, encoding)), Profile(STUDENT)) as file:
            assert file.encoding == said
            assert next(file.lines()).values["first_name"] == row()["first_name"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_cells_may_be_set_apart_otherwise(delimiter: str) -> None:
    assert codes(answers(csv_bytes(headed(STUDENT, [row()]), delimiter=delimiter))) == [None]


def test_several_sheets_are_read_and_those_without_headings_passed_over() -> None:
    content = xlsx_bytes(
        [["คำอธิบาย"], ["โปรดอ่าน"]],
        headed(STUDENT, [row(student_id="1")]),
        [["แผนกไฟฟ้า"], *headed(STUDENT, [row(student_id="2"), row(student_id="3")])],
    )
    with open_file(io.BytesIO(content), Profile(STUDENT)) as file:
        assert file.passed_over == ("Sheet1",)
        assert [(line.sheet, line.number, line.values["student_id"]) for line in file.lines()] == [
            (0, 2, "1"),
            (1, 3, "2"),
            (1, 4, "3"),
        ]


def test_counters_blank_rows_and_headings_repeated_on_each_page_are_no_lines() -> None:
    header, one, two = headed(STUDENT, [row(student_id="1"), row(student_id="2")])
    table = [["ที่", *header], ["1", *one], ["", *[" "] * len(one)], ["ที่", *header], ["2", *two]]
    assert [line.number for line in lines(csv_bytes(table))] == [2, 5]


def test_a_value_under_no_heading_is_refused_not_dropped() -> None:
    header, one = headed(STUDENT, [row()])
    assert codes(answers(csv_bytes([header, [*one, "secret"]]))) == [("NOT_IN_CLAUSE", "?")]
    assert codes(answers(csv_bytes([[*header, ""], [*one, "secret"]]))) == [("NOT_IN_CLAUSE", "?")]


def test_a_file_without_headings_is_refused() -> None:
    with pytest.raises(FileRefusedError, match="NO_HEADER"):
        lines(csv_bytes(headed(STUDENT, [row()])[1:]))


def test_a_file_must_say_as_of_when_and_how_much_it_covers() -> None:
    assert declared(Said(NOV_20, complete=False), NOON_MS) == Declared(NOV_20, complete=False)
    for said, code in (
        (Said(None, complete=True), "AS_OF_MISSING"),
        (Said(NOV_20), "COVERAGE_MISSING"),
        (Said(NOON_MS + 7_200_000, complete=True), "AS_OF_IN_FUTURE"),
    ):
        with pytest.raises(FileRefusedError, match=code):
            declared(said, NOON_MS)


def test_a_watched_files_name_says_its_data_set_and_what_it_holds() -> None:
    named = in_name("ovec.student_25691120_complete.xlsx")
    assert named is not None
    assert (named.data_set, named.said) == ("ovec.student", Said(NOV_20, complete=True))
    common = in_name("doe.vacancy_20261120_0930_changes.csv")
    assert common is not None
    assert common.said == Said(NOV_20 + 34_200_000, complete=False)
    assert in_name("students.csv") is None


def test_other_data_sets_are_recognised_too() -> None:
    for topic in (DEMAND, VACANCY):
        assert codes(answers(csv_bytes(headed(topic, [row(topic)])), topic)) == [None]
