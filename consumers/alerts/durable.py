"""Makes what was taken from the log durable before the log is told so."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import event, insert, update
from sqlalchemy.engine import Engine

from consumers.alerts.store import PROGRESS


class Barrier:
    """A transaction that is forced to disk together with all before it.

    SQLite's log is one file: a commit with synchronous=FULL also makes the commits before it durable that were made
    with NORMAL. So alerts are recorded fast, and offsets are committed only after this.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _force_to_disk)

    def pass_through(self, next_offsets: Mapping[int, int]) -> None:
        """Write each partition's next offset, durably."""
        with self._engine.begin() as connection:
            for partition, offset in next_offsets.items():
                values = {"next_offset": offset}
                changed = connection.execute(update(PROGRESS).where(PROGRESS.c.partition == partition).values(values))
                if not changed.rowcount:
                    connection.execute(insert(PROGRESS).values(partition=partition, **values))


def _force_to_disk(connection: Any, _: Any) -> None:
    connection.execute("PRAGMA synchronous = FULL")
