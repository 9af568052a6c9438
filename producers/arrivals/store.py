"""The table of what became of every row, written once per batch and read by day, record, batch and place."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    MetaData,
    Row,
    Select,
    String,
    Table,
    delete,
    func,
    or_,
    select,
)
from sqlalchemy.engine import Engine

from producers.arrivals import standing
from producers.arrivals.arrival import Arrival, Outcome, Way
from schemas.database import COUNTER, create_tables, open_database

METADATA: Final = MetaData()
ARRIVAL: Final = Table(
    "row",
    METADATA,
    Column("id", COUNTER, primary_key=True, autoincrement=True),
    Column("source", String(60), nullable=False),
    Column("topic", String(80), nullable=False),
    Column("batch", String(32), nullable=False),
    Column("line", BigInteger, nullable=False),
    Column("record", String(16)),
    Column("received_at", BigInteger, nullable=False),
    Column("way", String(12), nullable=False),
    Column("outcome", String(12), nullable=False),
    Column("code", String(60)),
    Column("field", String(60)),
    Column("partition", Integer),
    Column("offset", BigInteger),
)
# One index only, in the order rows come in: each further one would slow every row for the sake of a rare question.
BY_TIME: Final = Index("row_by_time", ARRIVAL.c.source, ARRIVAL.c.topic, ARRIVAL.c.received_at)
DAY_MS: Final = 24 * 60 * 60 * 1000
BANGKOK_MS: Final = 7 * 60 * 60 * 1000
_FIELDS: Final = tuple(ARRIVAL.c[name] for name in Arrival._fields)


class Day(NamedTuple):
    """How many rows of a data set had one outcome on a day; `starts_at` is midnight in Bangkok (ms since 1970)."""

    starts_at: int
    topic: str
    outcome: Outcome
    code: str | None
    rows: int


class Arrivals:
    """What became of every row; losing it costs a source its history, never a record."""

    def __init__(self, url: str) -> None:
        self.engine: Engine = open_database(url)
        create_tables(self.engine, METADATA)
        create_tables(self.engine, standing.METADATA)

    def note(self, arrivals: Sequence[Arrival]) -> None:
        """Add rows, and how their sources stand by them, all or none."""
        if arrivals:
            with self.engine.begin() as connection:
                connection.execute(ARRIVAL.insert(), [one._asdict() for one in arrivals])
                standing.note(connection, arrivals)

    def days(self, source: str, since_ms: int) -> list[Day]:
        """Count a source's rows by day, data set, outcome and reason, newest day first."""
        number = (ARRIVAL.c.received_at + BANGKOK_MS) // DAY_MS
        what = (number.label("day"), ARRIVAL.c.topic, ARRIVAL.c.outcome, ARRIVAL.c.code)
        query = (
            select(*what, func.count())
            .where(ARRIVAL.c.source == source, ARRIVAL.c.received_at >= since_ms)
            .group_by(*what)
            .order_by(number.desc(), ARRIVAL.c.topic, ARRIVAL.c.outcome, ARRIVAL.c.code)
        )
        with self.engine.connect() as connection:
            return [
                Day(int(day) * DAY_MS - BANGKOK_MS, topic, Outcome(outcome), code, rows)
                for day, topic, outcome, code, rows in connection.execute(query)
            ]

    def rows(
        self,
        source: str,
        topic: str,
        *,
        outcome: Outcome | None = None,
        code: str | None = None,
        between_ms: tuple[int, int] | None = None,
        limit: int = 100,
    ) -> list[Arrival]:
        """Give a source's newest rows of a data set, of one outcome, reason or time where asked for."""
        query = select(*_FIELDS).where(ARRIVAL.c.source == source, ARRIVAL.c.topic == topic)
        if outcome is not None:
            query = query.where(ARRIVAL.c.outcome == outcome)
        if code is not None:
            query = query.where(ARRIVAL.c.code == code)
        if between_ms is not None:
            query = query.where(ARRIVAL.c.received_at >= between_ms[0], ARRIVAL.c.received_at < between_ms[1])
        return self._read(query.order_by(ARRIVAL.c.received_at.desc(), ARRIVAL.c.id.desc()).limit(limit))

    def of_record(self, source: str, topic: str, record: str, limit: int = 100) -> list[Arrival]:
        """Give what became of a record's rows, newest first; `record` is the own number's keyed hash."""
        own = (ARRIVAL.c.source == source) & (ARRIVAL.c.topic == topic) & (ARRIVAL.c.record == record)
        return self._read(select(*_FIELDS).where(own).order_by(ARRIVAL.c.id.desc()).limit(limit))

    def batch(self, source: str, topic: str, batch: str, first_line: int = 1, limit: int = 1_000) -> list[Arrival]:
        """Give a batch's rows in their order, from a line on."""
        own = (ARRIVAL.c.source == source) & (ARRIVAL.c.topic == topic) & (ARRIVAL.c.batch == batch)
        query = select(*_FIELDS).where(own, ARRIVAL.c.line >= first_line)
        return self._read(query.order_by(ARRIVAL.c.line).limit(limit))

    def beyond(
        self, source: str, topic: str, watermarks: Mapping[int, int], since_ms: int, limit: int = 100
    ) -> list[Arrival]:
        """Give accepted rows that stand in the log beyond what was applied, by partition: not visible yet."""
        if not watermarks:
            return []
        places = [(ARRIVAL.c.partition == number) & (ARRIVAL.c.offset > last) for number, last in watermarks.items()]
        own = (ARRIVAL.c.source == source) & (ARRIVAL.c.topic == topic) & (ARRIVAL.c.received_at >= since_ms)
        query = select(*_FIELDS).where(own, ARRIVAL.c.outcome == Outcome.ACCEPTED, or_(*places))
        return self._read(query.order_by(ARRIVAL.c.id).limit(limit))

    def ways(self) -> dict[tuple[str, Way], int]:
        """Count accepted rows by source and way in."""
        what = (ARRIVAL.c.source, ARRIVAL.c.way)
        query = select(*what, func.count()).where(ARRIVAL.c.outcome == Outcome.ACCEPTED).group_by(*what)
        with self.engine.connect() as connection:
            return {(source, Way(way)): rows for source, way, rows in connection.execute(query)}

    def forget(self, before_ms: int) -> int:
        """Remove what came in before a moment; gives how many rows."""
        with self.engine.begin() as connection:
            return connection.execute(delete(ARRIVAL).where(ARRIVAL.c.received_at < before_ms)).rowcount

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def _read(self, query: Select[Any]) -> list[Arrival]:
        with self.engine.connect() as connection:
            return [_arrival(row) for row in connection.execute(query)]


def _arrival(row: Row[Any]) -> Arrival:
    found = Arrival._make(row)
    return found._replace(way=Way(found.way), outcome=Outcome(found.outcome))
