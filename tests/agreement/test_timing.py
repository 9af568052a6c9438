"""What is agreed as timing: the clause's words, and after how many days without a delivery a data set is late."""

import pytest
from pydantic import ValidationError

from schemas.agreement import DEMONSTRATION, MEMORANDUM
from schemas.topics import INSURANCE, OVEC_FACILITY, PLACEMENT, STUDENT, STUDENT_STATISTICS, VACANCY
from tests.agreement.documents import INTERNSHIP, SUPPLEMENT, demonstration


def test_what_is_due_by_days_says_how_many() -> None:
    assert MEMORANDUM.handling[INSURANCE].due_days == 31
    assert {name: DEMONSTRATION.handling[name].due_days for name in (STUDENT, VACANCY)} == {STUDENT: 184, VACANCY: 7}
    assert DEMONSTRATION.handling[STUDENT_STATISTICS].timing_en == "by the collection time-frame of the data"


@pytest.mark.parametrize("topic", [OVEC_FACILITY, PLACEMENT])
def test_what_is_due_as_suitable_or_as_it_is_noted_counts_no_days(topic: str) -> None:
    assert MEMORANDUM.handling[topic].due_days is None
    assert MEMORANDUM.handling[topic].timing_th


def test_a_data_set_signed_later_may_say_it_too() -> None:
    assert demonstration(SUPPLEMENT + INTERNSHIP).handling["ovec.internship.v1"].due_days is None
    due = demonstration(SUPPLEMENT + INTERNSHIP + "due_days = 31\n")
    assert due.handling["ovec.internship.v1"].due_days == 31


def test_no_data_set_is_due_every_zero_days() -> None:
    with pytest.raises(ValidationError, match="due_days"):
        demonstration(SUPPLEMENT + INTERNSHIP + "due_days = 0\n")
