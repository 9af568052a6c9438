"""Reads what waits in an outbox and marks what is done; on PostgreSQL what one relay is sending, no other takes."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.engine import Connection, Engine

from schemas.chunks import chunks
from schemas.outbox import METADATA, OUTBOX

# One statement's parameters are bounded in both databases.
_CHUNK: Final = 1_000


class Waiting(NamedTuple):
    """A row of the table that is not done."""

    id: int
    topic: str
    record_id: str
    person_kind: str
    person: str
    version: int
    operation: str
    occurred_at: int
    payload: Any


Marks = Mapping[str | None, Sequence[int]]
_COLUMNS: Final = tuple(OUTBOX.c[name] for name in Waiting._fields)


class Claim:
    """Rows to be relayed now, oldest first, of which at most one per record may be: the oldest."""

    def __init__(self, engine: Engine, connection: Connection | None, rows: Sequence[Waiting]) -> None:
        self._engine, self._connection, self.rows = engine, connection, rows

    def mark(self, marks: Marks, at: int) -> None:
        """Say which rows are done at a moment (ms since 1970), by the code of their refusal or None."""
        if not any(marks.values()):
            return
        if self._connection is not None:
            _mark(self._connection, marks, at)
            return
        with self._engine.begin() as connection:
            _mark(connection, marks, at)


class OutboxTable:
    """An application's outbox.

    On PostgreSQL a claim holds its rows' locks until it ends, and skips rows that another one holds together with later
    rows of their records. SQLite has one writer at a time, which would be the application's own: there nothing is held,
    and two relays may send the same row, which is the same bytes.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._locks = engine.dialect.name == "postgresql"
        METADATA.create_all(engine)

    @contextmanager
    def claim(self, withheld: Collection[str], limit: int) -> Iterator[Claim]:
        """Take the oldest rows waiting, but for topics withheld; OperationalError when the database can't be asked."""
        waits = OUTBOX.c.relayed_at.is_(None) & OUTBOX.c.topic.not_in(withheld)
        query = select(*_COLUMNS).where(waits).order_by(OUTBOX.c.id).limit(limit)
        if not self._locks:
            with self._engine.connect() as connection:
                rows = [Waiting(*row) for row in connection.execute(query)]
            yield Claim(self._engine, None, rows)
            return
        with self._engine.begin() as connection:
            rows = [Waiting(*row) for row in connection.execute(query.with_for_update(skip_locked=True))]
            yield Claim(self._engine, connection, _not_behind_others(connection, waits, rows))

    def refused(self, code: str, after: int, limit: int) -> list[Waiting]:
        """Give rows that were refused by a code, from an id on, oldest first."""
        query = select(*_COLUMNS).where(OUTBOX.c.refused == code, OUTBOX.c.id > after).order_by(OUTBOX.c.id)
        with self._engine.connect() as connection:
            return [Waiting(*row) for row in connection.execute(query.limit(limit))]

    def marked(self, ids: Sequence[int]) -> bool:
        """Say whether any of these rows is done."""
        done = OUTBOX.c.relayed_at.is_not(None)
        with self._engine.connect() as connection:
            return any(
                connection.execute(select(OUTBOX.c.id).where(done, OUTBOX.c.id.in_(some)).limit(1)).first()
                for some in chunks(ids, _CHUNK)
            )

    def offer_again(self, ids: Sequence[int]) -> None:
        """Let rows wait once more."""
        with self._engine.begin() as connection:
            for some in chunks(ids, _CHUNK):
                again = update(OUTBOX).where(OUTBOX.c.id.in_(some)).values(relayed_at=None, refused=None)
                connection.execute(again)


def first_of_each_record(rows: Sequence[Waiting]) -> list[Waiting]:
    """Keep the oldest waiting row of each record; the next ones have their turn once it is through."""
    seen: dict[tuple[str, str], Waiting] = {}
    for row in rows:
        seen.setdefault((row.topic, row.record_id), row)
    return list(seen.values())


def _not_behind_others(connection: Connection, waits: ColumnElement[bool], rows: Sequence[Waiting]) -> list[Waiting]:
    """Leave out what would overtake an older row of its record that another relay is sending."""
    if not rows:
        return []
    earlier = waits & (OUTBOX.c.id <= rows[-1].id)
    if connection.execute(select(func.count()).select_from(OUTBOX).where(earlier)).scalar_one() == len(rows):
        return list(rows)
    own = {row.id for row in rows}
    held: dict[tuple[str, str], int] = {}
    query = select(OUTBOX.c.id, OUTBOX.c.topic, OUTBOX.c.record_id).where(earlier).order_by(OUTBOX.c.id)
    for number, topic, record in connection.execute(query):
        if number not in own:
            held.setdefault((topic, record), number)
    return [row for row in rows if held.get((row.topic, row.record_id), row.id) >= row.id]


def _mark(connection: Connection, marks: Marks, at: int) -> None:
    for code, ids in marks.items():
        for some in chunks(ids, _CHUNK):
            done = update(OUTBOX).where(OUTBOX.c.id.in_(some), OUTBOX.c.relayed_at.is_(None))
            connection.execute(done.values(relayed_at=at, refused=code))
