"""Sends again, after a pause, what could not be taken just now: a view that is behind catches up within seconds."""

from collections.abc import Callable, Sequence
from typing import Final

from producers.draft import Row
from producers.files.answering import Sender
from producers.receipts import Receipt, TryAgain

PAUSES_SECONDS: Final = (0.5, 1.0, 2.0, 4.0, 8.0)


class Patient:
    """A sender that waits between tries; what is still not taken after the last stays to be sent again."""

    def __init__(self, sender: Sender, wait: Callable[[float], None], pauses: Sequence[float] = PAUSES_SECONDS) -> None:
        self._sender, self._wait, self._pauses = sender, wait, pauses

    def send(self, topic: str, rows: Sequence[Row]) -> list[Receipt]:
        """Give a receipt for each row."""
        found = list(self._sender.send(topic, rows))
        for pause in self._pauses:
            again = [at for at, receipt in enumerate(found) if isinstance(receipt, TryAgain)]
            if not again:
                break
            self._wait(pause)
            for at, receipt in zip(again, self._sender.send(topic, [rows[at] for at in again]), strict=True):
                found[at] = receipt
        return found
