"""Which batches sources told of themselves, each counted once, and how they stand at home; beside the rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import BigInteger, Column, Connection, Integer, MetaData, String, Table, func, select
from sqlalchemy.engine import Engine

from producers.arrivals import standing
from producers.arrivals.arrival import Arrival, Outcome, Way
from producers.arrivals.store import ARRIVAL, Arrivals
from producers.arrivals.telling import LATE_MS_MAX, Again, HeldDeletions, Telling, arrivals_of
from schemas.database import create_tables, insert_into

METADATA: Final = MetaData()
# `unnamed` counts rows that were not taken and whose record is not named: nothing here can tell when they are mended.
TOLD: Final = Table(
    "row_told",
    METADATA,
    Column("source", String(60), primary_key=True),
    Column("topic", String(80), primary_key=True),
    Column("batch", String(32), primary_key=True),
    Column("way", String(12), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("unnamed", Integer, nullable=False),
    Column("dropped", Integer, nullable=False),
)
AGAIN: Final = Table(
    "row_told_again",
    METADATA,
    Column("source", String(60), primary_key=True),
    Column("topic", String(80), primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("people", Integer, nullable=False),
    Column("records", Integer, nullable=False),
)
HELD: Final = Table(
    "row_told_held",
    METADATA,
    Column("source", String(60), primary_key=True),
    Column("topic", String(80), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("way", String(12), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("as_of", BigInteger, nullable=False),
    Column("gone", Integer, nullable=False),
    Column("known", Integer, nullable=False),
)


@dataclass(frozen=True, slots=True)
class ToldCount:
    """How many rows of a data set a source told of, by way, lately: `unnamed` were not taken and can't be followed."""

    topic: str
    way: Way
    rows: int
    unnamed: int
    newest_ms: int


@dataclass(frozen=True, slots=True)
class Home:
    """How a source stands at home by its own word, per data set, and since when (ms) it says so."""

    topic: str
    at_ms: int
    way: Way = Way.EDGE
    again: Again | None = None
    held: tuple[HeldDeletions, ...] = ()


class Told:
    """What sources told of themselves, beside the history of rows; times in ms since 1970."""

    def __init__(self, arrivals: Arrivals) -> None:
        self._engine = arrivals.engine
        create_tables(self._engine, METADATA)

    def take(self, source: str, topic: str, telling: Telling, now_ms: int) -> bool:
        """Count a telling with its rows, all or none; False where its batch was told before, which counts nothing."""
        at = telling.at if now_ms - LATE_MS_MAX <= telling.at <= now_ms else now_ms
        dated = telling.model_copy(update={"at": at})
        rows = arrivals_of(source, topic, dated)
        with self._engine.begin() as connection:
            if not _is_new(connection, source, topic, dated):
                return False
            if rows:
                connection.execute(ARRIVAL.insert(), [one._asdict() for one in rows])
                standing.note(connection, rows)
            if telling.dropped:
                standing.count_only(connection, _dropped(source, topic, dated), telling.dropped)
            _stand(connection, source, topic, dated)
        return True

    def forget(self, before_ms: int) -> None:
        """Forget which batches were told before a moment."""
        with self._engine.begin() as connection:
            connection.execute(TOLD.delete().where(TOLD.c.at < before_ms))


def _is_new(connection: Connection, source: str, topic: str, telling: Telling) -> bool:
    unnamed = sum(row.outcome != "ACCEPTED" and row.record is None for row in telling.rows)
    counts = {"rows": len(telling.rows), "unnamed": unnamed, "dropped": telling.dropped}
    known = {"source": source, "topic": topic, "batch": telling.batch, "way": telling.way, "at": telling.at}
    adding = insert_into(connection, TOLD).values(known | counts).on_conflict_do_nothing()
    return connection.execute(adding.returning(TOLD.c.batch)).first() is not None


def _dropped(source: str, topic: str, telling: Telling) -> Arrival:
    return Arrival(source, topic, telling.batch, 0, None, telling.at, Way(telling.way), Outcome.DROPPED)


def _stand(connection: Connection, source: str, topic: str, telling: Telling) -> None:
    """Let what a source says of itself now take the place of what it said before, unless that is newer."""
    if telling.again is not None and _newest(connection, AGAIN, source, topic) <= telling.at:
        connection.execute(AGAIN.delete().where(AGAIN.c.source == source, AGAIN.c.topic == topic))
        known = {"source": source, "topic": topic, "at": telling.at}
        connection.execute(AGAIN.insert().values(known | telling.again.model_dump()))
    if telling.held is not None and _newest(connection, HELD, source, topic) <= telling.at:
        connection.execute(HELD.delete().where(HELD.c.source == source, HELD.c.topic == topic))
        held = {one.number: one for one in telling.held}
        known = {"source": source, "topic": topic, "way": telling.way, "at": telling.at}
        if held:
            connection.execute(HELD.insert(), [known | one.model_dump() for one in held.values()])


def _newest(connection: Connection, table: Table, source: str, topic: str) -> int:
    query = select(func.max(table.c.at)).where(table.c.source == source, table.c.topic == topic)
    return connection.execute(query).scalar() or 0


class ToldReader:
    """Reads what a source told of itself."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        create_tables(engine, METADATA)

    def counts(self, source: str, since_ms: int) -> list[ToldCount]:
        """Count rows told since a moment, by data set and way."""
        told = (TOLD.c.topic, TOLD.c.way)
        sums = (func.sum(TOLD.c.rows + TOLD.c.dropped), func.sum(TOLD.c.unnamed), func.max(TOLD.c.at))
        own = (TOLD.c.source == source) & (TOLD.c.at >= since_ms) & (TOLD.c.rows + TOLD.c.dropped > 0)
        found = self._all(select(*told, *sums).where(own).group_by(*told).order_by(*told))
        return [ToldCount(topic, Way(way), int(rows), int(not_named), at) for topic, way, rows, not_named, at in found]

    def home(self, source: str) -> list[Home]:
        """Give what is to be sent again and what deletions wait at home, where there are any, by data set."""
        listed = select(AGAIN).where(AGAIN.c.source == source, AGAIN.c.records > 0).order_by(AGAIN.c.topic)
        found = [
            Home(one.topic, one.at, again=Again(people=one.people, records=one.records)) for one in self._all(listed)
        ]
        held: dict[str, list[Any]] = {}
        for one in self._all(select(HELD).where(HELD.c.source == source).order_by(HELD.c.topic, HELD.c.number)):
            held.setdefault(one.topic, []).append(one)
        found += [Home(topic, own[0].at, Way(own[0].way), held=_held(own)) for topic, own in held.items()]
        return found

    def _all(self, query: Any) -> Sequence[Any]:
        with self._engine.connect() as connection:
            return connection.execute(query).all()


def _held(rows: Sequence[Any]) -> tuple[HeldDeletions, ...]:
    return tuple(HeldDeletions(number=one.number, as_of=one.as_of, gone=one.gone, known=one.known) for one in rows)
