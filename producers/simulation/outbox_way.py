"""Writes rows into an application's own outbox table, and reads there what its relay made of them."""

from collections.abc import Callable, Sequence
from typing import Final

from sqlalchemy import Engine, func, insert, select

from producers.data_sets import DATA_SETS
from producers.draft import Row
from producers.outbox import NOT_VOCATIONAL
from producers.receipts import Accepted, NotVocational, Receipt, Refused
from producers.simulation.way import Answer
from schemas.database import create_tables
from schemas.outbox import METADATA, OUTBOX, ROW

# Where an event stands is the relay's to know: the table says only that it is through.
_NOT_TOLD: Final = -1


class OutboxWay:
    """A source whose database has an outbox, which a relay in a process of its own empties."""

    def __init__(self, name: str, engine: Engine, now_ms: Callable[[], int]) -> None:
        self.name, self._engine, self._now_ms = name, engine, now_ms
        self._open: dict[int, tuple[str, Row]] = {}
        create_tables(engine, METADATA)
        with engine.connect() as connection:
            self._last: int = connection.scalar(select(func.max(OUTBOX.c.id))) or 0

    @property
    def open(self) -> int:
        """Say how many rows the relay has not answered for."""
        return len(self._open)

    def hand_in(self, topic: str, rows: Sequence[Row]) -> None:
        """Write rows in one transaction, as the application does with its own data."""
        written = []
        for row in rows:
            self._last += 1
            change = DATA_SETS[topic].change(row)
            written.append({
                "id": self._last,
                "topic": topic,
                "record_id": change.own_id,
                "person_kind": ROW,
                "person": "",
                "version": change.version,
                "operation": change.operation,
                "occurred_at": change.occurred_at,
                "payload": dict(row),
                "created_at": self._now_ms(),
            })  # fmt: skip
            self._open[self._last] = (topic, row)
        with self._engine.begin() as connection:
            connection.execute(insert(OUTBOX), written)

    def answers(self, *, at_once: bool = False) -> list[Answer]:  # noqa: ARG002  (the relay waits for nobody)
        """Give what the relay has answered since."""
        if not self._open:
            return []
        done = OUTBOX.c.relayed_at.is_not(None) & (OUTBOX.c.id >= min(self._open))
        with self._engine.connect() as connection:
            through = connection.execute(select(OUTBOX.c.id, OUTBOX.c.refused).where(done)).all()
        found = []
        for number, code in through:
            if number in self._open:
                topic, row = self._open.pop(number)
                found.append(Answer(topic, row, receipt(topic, code)))
        return found


def receipt(topic: str, code: str | None) -> Receipt:
    """Read what the table says of a row."""
    if code is None:
        return Accepted(topic, _NOT_TOLD, _NOT_TOLD)
    return NotVocational() if code == NOT_VOCATIONAL else Refused(code, "", "", "")
