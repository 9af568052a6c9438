"""What an edge dropped unread: record and person by their hashes, kept where they were dropped until sent again."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Final, NamedTuple

from sqlalchemy import BigInteger, Column, MetaData, String, Table, delete, func, select, tuple_

from schemas.database import create_tables, insert_into, open_database

METADATA: Final = MetaData()
DROPPED: Final = Table(
    "dropped",
    METADATA,
    Column("source", String(80), primary_key=True),
    Column("topic", String(80), primary_key=True),
    Column("record", String(16), primary_key=True),
    Column("pseudonym", String(32), nullable=False),
    Column("dropped_at", BigInteger, nullable=False),
)
_ROWS_AT_ONCE: Final = 500
# SQLite takes so many values in one list.
_NAMES_AT_ONCE: Final = 400


class Drop(NamedTuple):
    """A record dropped unread: whose it was then, and when (ms since 1970)."""

    topic: str
    record: str
    pseudonym: str
    dropped_at: int


class Place(NamedTuple):
    """Where a list was left off."""

    topic: str
    record: str


# Before everything.
BEGINNING: Final = Place("", "")


class Drops:
    """One source's dropped records; a record is forgotten once it was taken, or refused for what it says."""

    def __init__(self, url: str, source: str) -> None:
        self._engine, self._source = open_database(url), source
        create_tables(self._engine, METADATA)

    def note(self, drops: Sequence[Drop]) -> None:
        """Remember what was dropped; of a record dropped before, the newer drop stands."""
        if not drops:
            return
        statement = insert_into(self._engine, DROPPED)
        newer = {name: statement.excluded[name] for name in ("pseudonym", "dropped_at")}
        keys = [DROPPED.c.source, DROPPED.c.topic, DROPPED.c.record]
        rows = [{"source": self._source, **one._asdict()} for one in drops]
        with self._engine.begin() as connection:
            connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=newer), rows)

    def forget(self, topic: str, records: Iterable[str]) -> None:
        """Forget records that were dealt with; where nothing is kept, it costs a look."""
        mine = (DROPPED.c.source == self._source, DROPPED.c.topic == topic)
        with self._engine.connect() as connection:
            if connection.execute(select(DROPPED.c.record).where(*mine).limit(1)).first() is None:
                return
        remaining = iter(dict.fromkeys(records))
        with self._engine.begin() as connection:
            while some := list(islice(remaining, _NAMES_AT_ONCE)):
                connection.execute(delete(DROPPED).where(*mine, DROPPED.c.record.in_(some)))

    def page(self, after: Place = BEGINNING, limit: int = _ROWS_AT_ONCE) -> list[Drop]:
        """Give the next of them in the order of their records, none after the last."""
        columns = (DROPPED.c.topic, DROPPED.c.record)
        query = select(*columns, DROPPED.c.pseudonym, DROPPED.c.dropped_at).where(DROPPED.c.source == self._source)
        query = query.where(tuple_(*columns) > tuple_(*after)).order_by(*columns).limit(limit)
        with self._engine.connect() as connection:
            return [Drop(*row) for row in connection.execute(query)]

    def count(self) -> int:
        """Count them."""
        query = select(func.count()).select_from(DROPPED).where(DROPPED.c.source == self._source)
        with self._engine.connect() as connection:
            return int(connection.execute(query).scalar_one())

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()
