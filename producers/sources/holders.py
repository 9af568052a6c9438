"""Remembers of which place each record was taken last, so that no college changes another one's."""

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.engine import Engine

from producers.sources.tables import HOLDER
from schemas.database import insert_into

_CHUNK: Final = 500


class Holders:
    """The table of whose each record is, by its keyed hash."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of(self, topic: str, records: Sequence[str]) -> dict[str, str]:
        """Give the place of each of these records that was taken before."""
        found: dict[str, str] = {}
        with self._engine.connect() as connection:
            for start in range(0, len(records), _CHUNK):
                some = records[start : start + _CHUNK]
                query = select(HOLDER.c.record, HOLDER.c.value).where(HOLDER.c.topic == topic)
                found |= {row.record: row.value for row in connection.execute(query.where(HOLDER.c.record.in_(some)))}
        return found

    def note(self, topic: str, held: Mapping[str, str]) -> None:
        """Remember the place of each record that was taken."""
        if not held:
            return
        adding = insert_into(self._engine, HOLDER)
        statement = adding.on_conflict_do_update(
            index_elements=[HOLDER.c.topic, HOLDER.c.record], set_={"value": adding.excluded.value}
        )
        with self._engine.begin() as connection:
            rows = [{"topic": topic, "record": record, "value": value} for record, value in held.items()]
            connection.execute(statement, rows)
