"""What spreadsheets do to numbers: put back where something proves it, else refused with what to do about it."""

from typing import Any

import pytest

from producers.files.sheets import Note
from schemas.topics import DEMAND, STUDENT, VACANCY
from tests.files.making import answers, codes, csv_bytes, headed, lines, row, xlsx_bytes
from tests.producers.rows import PIN

ZERO_PERSON = "0999900010011"


def one(topic: str = STUDENT, **changed: str) -> bytes:
    """Make a file of one row."""
    return csv_bytes(headed(topic, [row(topic, **changed)]))


def sheet(topic: str = STUDENT, **changed: Any) -> bytes:
    """Make a workbook of one row, its cells typed."""
    return xlsx_bytes(headed(topic, [{**row(topic), **changed}]))


def test_a_leading_zero_a_spreadsheet_took_is_put_back_where_the_check_digit_proves_it() -> None:
    (line,) = lines(one(citizen_id=ZERO_PERSON[1:]))
    assert (line.values["citizen_id"], line.notes) == (ZERO_PERSON, (Note.ZERO_RESTORED,))
    (typed,) = lines(sheet(citizen_id=int(ZERO_PERSON)))
    assert (typed.values["citizen_id"], typed.notes) == (ZERO_PERSON, (Note.ZERO_RESTORED,))


def test_twelve_digits_that_prove_nothing_or_stand_in_a_column_that_keeps_its_zeros_are_a_mistake() -> None:
    assert codes(answers(one(citizen_id="199990001001"))) == [("IDENTIFIER_SHAPE", "citizen_id")]
    kept = csv_bytes(headed(STUDENT, [row(citizen_id=ZERO_PERSON), row(citizen_id=ZERO_PERSON[1:])]))
    assert codes(answers(kept)) == [None, ("IDENTIFIER_SHAPE", "citizen_id")]


def test_an_employers_number_gets_its_zero_back() -> None:
    (line,) = lines(one(DEMAND, juristic_no="105561990011"), DEMAND)
    assert line.values["juristic_no"] == "0105561990011"


def test_a_code_one_digit_short_is_refused_since_nothing_proves_which_it_was() -> None:
    table = headed(VACANCY, [row(VACANCY), row(VACANCY, tsic="1110")])
    assert codes(answers(csv_bytes(table), VACANCY)) == [None, ("ZERO_LOST", "tsic")]


def test_own_numbers_of_one_width_get_their_zeros_back_when_the_source_says_how_wide() -> None:
    (line,) = lines(one(student_id="42"), own_number_width=6)
    assert line.values["student_id"] == "000042"


def test_a_shortened_number_is_refused_with_what_to_do_about_it() -> None:
    for column in ("citizen_id", "student_id", "telephone"):
        assert codes(answers(one(**{column: "1.99E+12"}))) == [("NUMBER_SHORTENED", column)]


def test_a_number_written_with_an_exponent_that_lost_nothing_is_read() -> None:
    (line,) = lines(one(citizen_id="1.999900010019E+12"))
    assert line.values["citizen_id"] == PIN
    (typed,) = lines(sheet(citizen_id=float(PIN)))
    assert typed.values["citizen_id"] == PIN


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "########"])
def test_a_spreadsheets_error_is_no_value(error: str) -> None:
    assert codes(answers(one(first_name=error))) == [("CELL_ERROR", "first_name")]


def test_an_unlisted_word_is_refused_with_an_example_of_a_right_one() -> None:
    (found,) = answers(one(status="ลาพัก"))
    assert found is not None
    assert (found.code, found.field, found.example) == ("UNKNOWN_CODE", "status", "กำลังศึกษา")
