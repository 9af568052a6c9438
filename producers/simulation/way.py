"""An agency's way in as the simulation uses it: rows are handed in, and what became of each is asked for later."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from producers.draft import Row
from producers.files.answering import Sender
from producers.receipts import Receipt


class Answer(NamedTuple):
    """What became of a row."""

    topic: str
    row: Row
    receipt: Receipt


class Way(Protocol):
    """One agency's way in."""

    name: str

    @property
    def open(self) -> int:
        """Say how many rows were handed in and not answered yet."""
        ...

    def hand_in(self, topic: str, rows: Sequence[Row]) -> None:
        """Take rows of one data set."""
        ...

    def answers(self, *, at_once: bool = False) -> list[Answer]:
        """Give what became of rows since it was asked last; `at_once` sends what else would be waited with."""
        ...


class AtOnce:
    """Whatever answers as soon as it is sent to: an agency's own edge, or a client of the gateway."""

    def __init__(self, name: str, sender: Sender) -> None:
        self.name, self._sender = name, sender
        self._answers: list[Answer] = []

    @property
    def open(self) -> int:
        """Say how many answers were not asked for yet."""
        return len(self._answers)

    def hand_in(self, topic: str, rows: Sequence[Row]) -> None:
        """Send rows."""
        receipts = self._sender.send(topic, rows)
        self._answers += [Answer(topic, row, receipt) for row, receipt in zip(rows, receipts, strict=True)]

    def answers(self, *, at_once: bool = False) -> list[Answer]:  # noqa: ARG002  (nothing ever waits)
        """Give the answers."""
        found, self._answers = self._answers, []
        return found
