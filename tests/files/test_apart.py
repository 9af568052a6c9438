"""A sender in a process of its own answers as it would here, in order, and what becomes of that process is told."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest

from producers.draft import Row
from producers.files.apart import Apart, SenderEndedError
from producers.receipts import Accepted, Receipt
from schemas.topics import STUDENT


class Counting:
    """Counts the batches it takes, and tells its process; ends it for a row that says so."""

    def __init__(self) -> None:
        self.batches = 0

    def send(self, topic: str, rows: Sequence[Row]) -> list[Receipt]:
        self.batches += 1
        if any("end" in row for row in rows):
            raise ValueError("no such row")
        return [Accepted(topic, os.getpid(), self.batches) for _ in rows]


@contextmanager
def counting() -> Iterator[Counting]:
    yield Counting()


def test_rows_are_answered_by_another_process_in_the_order_they_were_handed_over() -> None:
    with Apart(counting) as apart:
        first, second = apart.begin(STUDENT, [{"a": "1"}, {"a": "2"}]), apart.begin(STUDENT, [{"a": "3"}] * 5_000)
        process = first.result()[0].partition  # type: ignore[union-attr]
        assert process != os.getpid()
        assert first.result() == [Accepted(STUDENT, process, 1)] * 2
        assert second.result() == [Accepted(STUDENT, process, 2)] * 5_000
        assert apart.send(STUDENT, [{"a": "4"}]) == [Accepted(STUDENT, process, 3)]


def test_the_process_ends_with_its_use() -> None:
    with Apart(counting) as apart:
        (receipt,) = apart.send(STUDENT, [{"a": "1"}])
    assert isinstance(receipt, Accepted)
    with pytest.raises(ProcessLookupError):
        os.kill(receipt.partition, 0)


def test_a_process_that_ended_by_itself_is_told_and_says_why(capfd: pytest.CaptureFixture[str]) -> None:
    with Apart(counting) as apart:
        failing, after = apart.begin(STUDENT, [{"end": "1"}]), apart.begin(STUDENT, [{"a": "1"}])
        for one in (failing, after):
            with pytest.raises(SenderEndedError):
                one.result()
    assert "no such row" in capfd.readouterr().err
