"""The faults real registers have, put into rows: wrong digits, unknown codes, repeats, late and Thai-digit rows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Final

from producers.draft import Row
from producers.simulation.invented import wrong_check_digit
from producers.simulation.register_rows import thai_digits
from schemas.topics import CERTIFICATE, INSURANCE, SKILL_TEST, STUDENT, VACANCY

IDENTIFIER: Final[Mapping[str, str]] = {
    STUDENT: "citizen_id",
    VACANCY: "employer_id",
    INSURANCE: "insured_id",
    SKILL_TEST: "citizen_id",
    CERTIFICATE: "citizen_id",
}
# A column of codes, and a value that was never on its list.
_OFF_LIST: Final[Mapping[str, tuple[str, str]]] = {
    STUDENT: ("province_code", "99"),
    VACANCY: ("occupation_code", "0000"),
    INSURANCE: ("industry_code", "00"),
    SKILL_TEST: ("standard", "มาตรฐานที่ไม่มีอยู่"),
    CERTIFICATE: ("standard", "มาตรฐานที่ไม่มีอยู่"),
}


@dataclass(frozen=True)
class Shares:
    """How often each fault occurs; the remainder is as it should be."""

    wrong_digit: float = 0.01
    off_list: float = 0.004
    repeated: float = 0.01
    late: float = 0.01
    thai: float = 0.02


@dataclass(frozen=True, slots=True)
class Handed:
    """A row as it is handed in, so many rows later than it was written (0 is at once)."""

    topic: str
    row: Row
    later: int = 0


def faulty(random: Random, shares: Shares, topic: str, row: Row) -> Iterator[Handed]:
    """Hand in a row with the faults it meets; what will be refused is handed in again, corrected, later on."""
    draw = random.random()
    identifier = row.get(IDENTIFIER[topic], "")
    if draw < shares.wrong_digit and len(identifier) == 13 and identifier.isdigit():
        yield Handed(topic, {**row, IDENTIFIER[topic]: wrong_check_digit(identifier)})
        yield Handed(topic, row, random.randint(200, 2_000))
        return
    draw -= shares.wrong_digit
    if 0 <= draw < shares.off_list:
        column, value = _OFF_LIST[topic]
        yield Handed(topic, {**row, column: value})
        yield Handed(topic, row, random.randint(200, 2_000))
        return
    draw -= shares.off_list
    if 0 <= draw < shares.thai:
        row = {**row, IDENTIFIER[topic]: thai_digits(identifier)}
    yield Handed(topic, row)
    if random.random() < shares.repeated:
        yield Handed(topic, row, random.randint(1, 500))
    if random.random() < shares.late:
        # Revisions are even, so the one before was never sent: it arrives after what replaced it.
        yield Handed(topic, {**row, "revision": str(int(row["revision"]) - 1)}, random.randint(1, 300))
