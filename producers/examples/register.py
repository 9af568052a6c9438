"""What an application has around its few lines: a register of what it sent, which sends again what must come again."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from producers import receipt_lines
from producers.draft import Row
from producers.receipts import Receipt, TryAgain
from producers.sdk import Way

TRIES: Final = 60


class Sent(NamedTuple):
    """One row, and what became of it."""

    topic: str
    row: Row
    receipt: Receipt


class Register:
    """A way in that waits (`pause`) and sends again what could not be taken, and writes down each row's receipt.

    The file is JSON Lines, a row with its receipt in each; without one nothing is written down.
    """

    def __init__(self, way: Way, file: Path | None, pause: Callable[[], None]) -> None:
        self._way, self._file, self._pause = way, file, pause

    def send(self, topic: str, rows: Sequence[Mapping[str, str]]) -> list[Receipt]:
        """Give a receipt for each row, in their order."""
        receipts = self._way.send(topic, rows)
        for _ in range(TRIES):
            later = [at for at, one in enumerate(receipts) if isinstance(one, TryAgain)]
            if not later:
                break
            self._pause()
            for at, receipt in zip(later, self._way.send(topic, [rows[at] for at in later]), strict=True):
                receipts[at] = receipt
        self._write(topic, rows, receipts)
        return receipts

    def close(self) -> None:
        """Let go of connections."""
        self._way.close()

    def _write(self, topic: str, rows: Sequence[Mapping[str, str]], receipts: Sequence[Receipt]) -> None:
        if self._file is None:
            return
        with self._file.open("a", encoding="utf-8") as register:
            for number, (row, receipt) in enumerate(zip(rows, receipts, strict=True), 1):
                told = {"topic": topic, "row": dict(row), "receipt": receipt_lines.facts(number, receipt)}
                register.write(json.dumps(told, ensure_ascii=False) + "\n")


def sent(file: Path) -> Iterator[Sent]:
    """Read a register back, in the order in which it was written."""
    with file.open(encoding="utf-8") as register:
        for line in register:
            told: dict[str, Any] = json.loads(line)
            yield Sent(told["topic"], told["row"], receipt_lines.receipt_of(told["receipt"])[1])
