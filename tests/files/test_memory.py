"""A file is read and sent in memory that does not grow with it."""

import tracemalloc
from collections.abc import Sequence
from pathlib import Path

import pytest

from producers.draft import Row
from producers.files.declaring import Declared
from producers.files.feedback import write_feedback
from producers.files.limits import MIB
from producers.files.reading import open_file
from producers.files.sending import BATCH, Sending, Terms
from producers.files.sheets import Profile
from producers.files.state import State
from producers.receipts import Accepted, Receipt
from schemas.topics import STUDENT
from tests.files.making import csv_bytes, headed, row, written, xlsx_bytes
from tests.files.places import MONDAY
from tests.producers.fakes import NOON_MS

GROWTH_MAX = 6 * MIB


class Taker:
    """Accepts every row, and keeps none."""

    def send(self, topic: str, rows: Sequence[Row]) -> list[Receipt]:
        return [Accepted(topic, 0, 0)] * len(rows)


def peak(folder: Path, content: bytes, name: str) -> int:
    """Give the most memory that sending a file and writing its feedback took, in bytes."""
    path, state = written(folder, content, name), State(f"sqlite:///{folder / f'{name}.db'}", bytes(64))
    tracemalloc.start()
    try:
        with open_file(path, Profile(STUDENT)) as file:
            found = Sending(state, Taker(), folder, lambda: NOON_MS).send(file, Declared(MONDAY, True), Terms("o"))
            write_feedback(file, found.outcomes, folder / "back.csv")
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        state.close()


@pytest.mark.timeout(120)
def test_four_times_the_lines_take_no_more_memory(tmp_path: Path) -> None:
    peaks = []
    for times in (3, 12):  # while a batch is on its way, one more is read and one is written down
        table = headed(STUDENT, [row(student_id=str(number)) for number in range(BATCH * times)])
        peaks.append(peak(tmp_path, csv_bytes(table, "cp874"), f"{times}.csv"))
    assert peaks[1] - peaks[0] < GROWTH_MAX


def test_a_workbook_is_read_row_by_row(tmp_path: Path) -> None:
    table = headed(STUDENT, [row(student_id=str(number)) for number in range(1_000)])
    path = written(tmp_path, xlsx_bytes(table), "a.xlsx")
    tracemalloc.start()
    try:
        with open_file(path, Profile(STUDENT)) as file:
            assert sum(1 for _ in file.lines()) == 1_000
        assert tracemalloc.get_traced_memory()[1] < 16 * MIB
    finally:
        tracemalloc.stop()
