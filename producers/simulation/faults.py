"""The faults real registers have, put into rows: wrong digits, unknown codes, repeats, late and Thai-digit rows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Final

from producers.draft import Row
from producers.simulation.invented import wrong_check_digit
from producers.simulation.register_rows import thai_digits
from schemas.coding import ISCO_08, ISCO_88
from schemas.topics import (
    CERTIFICATE,
    DEMAND,
    DSD_FACILITY,
    INSURANCE,
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


@dataclass(frozen=True, slots=True)
class Marks:
    """Where a register's rows meet faults.

    `off_list` are columns of codes with values that can't be taken, `digits` is a column that some write in Thai
    digits, `miscounted` a number that is wrong at first and `checked` one with a check digit (blank for none).
    """

    off_list: Mapping[str, str]
    digits: str
    miscounted: str = ""
    checked: str = ""


_NO_STANDARD: Final = {"standard": "มาตรฐานที่ไม่มีอยู่"}
_NO_PROVINCE: Final = {"province_code": "99"}
_NO_OCCUPATION: Final = {"occupation_scheme": ISCO_08, "occupation_code": "0000"}
# Computing professionals were divided, so the older list does not tell which of them is meant.
_DIVIDED_OCCUPATION: Final = {"occupation_scheme": ISCO_88, "occupation_code": "2131"}
MARKS: Final[Mapping[str, Marks]] = {
    STUDENT: Marks(_NO_PROVINCE, "citizen_id", checked="citizen_id"),
    DEMAND: Marks(_DIVIDED_OCCUPATION, "positions", "positions", "juristic_no"),
    STUDENT_STATISTICS: Marks(_NO_PROVINCE, "count", "count"),
    STAFF_STATISTICS: Marks({"staff_kind": "อื่น"}, "count", "count"),
    OVEC_FACILITY: Marks({"kind": "สระว่ายน้ำ"}, "seats", "seats"),
    VACANCY: Marks(_NO_OCCUPATION, "employer_id", checked="employer_id"),
    INSURANCE: Marks({"industry_code": "00"}, "insured_id", checked="insured_id"),
    SKILL_TEST: Marks(_NO_STANDARD, "citizen_id", checked="citizen_id"),
    CERTIFICATE: Marks(_NO_STANDARD, "citizen_id", checked="citizen_id"),
    TRAINING: Marks(_NO_STANDARD, "citizen_id", "hours", "citizen_id"),
    TEST_PLAN: Marks(_NO_STANDARD, "seats", "seats"),
    DSD_FACILITY: Marks({"standards": "มาตรฐานที่ไม่มีอยู่"}, "seats", "seats"),
    LABOUR_STATISTICS: Marks({"industry_section": "Z"}, "count", "count"),
}


@dataclass(frozen=True)
class Shares:
    """How often each fault occurs; the remainder is as it should be."""

    wrong_digit: float = 0.01
    off_list: float = 0.004
    miscounted: float = 0.01
    thai: float = 0.02
    repeated: float = 0.01
    late: float = 0.01


@dataclass(frozen=True, slots=True)
class Handed:
    """A row as it is handed in, so many rows later than it was written (0 is at once)."""

    topic: str
    row: Row
    later: int = 0


def faulty(random: Random, shares: Shares, topic: str, row: Row) -> Iterator[Handed]:
    """Hand in a row with the faults it meets; what was wrong at first is handed in again, corrected, later on."""
    # Of a deletion little is read, so a mistake in it would be taken and its correction refused.
    wrong = None if row["deleted"] == "1" else _mistaken(random, shares, MARKS[topic], row)
    if wrong is not None:
        yield Handed(topic, wrong)
        yield Handed(topic, row, random.randint(200, 2_000))
        return
    if random.random() < shares.thai:
        column = MARKS[topic].digits
        row = {**row, column: thai_digits(row[column])}
    yield Handed(topic, row)
    if random.random() < shares.repeated:
        yield Handed(topic, row, random.randint(1, 500))
    if random.random() < shares.late:
        yield Handed(topic, _older(row), random.randint(1, 300))


def _mistaken(random: Random, shares: Shares, marks: Marks, row: Row) -> Row | None:
    """Give the row as it is handed in by mistake: refused for a digit or a code, or taken with a wrong count."""
    draw = random.random()
    number = row.get(marks.checked, "")
    if draw < shares.wrong_digit:
        right = len(number) == 13 and number.isdigit()
        return {**row, marks.checked: wrong_check_digit(number)} if right else None
    draw -= shares.wrong_digit
    if draw < shares.off_list:
        return {**row, **marks.off_list}
    draw -= shares.off_list
    if draw < shares.miscounted and marks.miscounted:
        count = int(row[marks.miscounted].replace(",", ""))
        return {**_older(row), marks.miscounted: str(count + 1)}
    return None


def _older(row: Row) -> Row:
    """Give the version before; revisions are even, so it was never sent."""
    return {**row, "revision": str(int(row["revision"]) - 1)}
