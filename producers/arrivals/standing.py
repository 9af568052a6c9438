"""How a source stands: rows counted by day, kept for years, and the records whose last row was not taken."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    case,
    or_,
    select,
)

from producers.arrivals.arrival import Arrival, Outcome
from schemas.chunks import chunks
from schemas.database import COUNTER, insert_into

METADATA: Final = MetaData()
DAY_MS: Final = 24 * 60 * 60 * 1000
BANGKOK_MS: Final = 7 * 60 * 60 * 1000
# `day` counts Bangkok's days since 1970; a count names nobody, so it outlives the rows it was made of.
ROW_DAY: Final = Table(
    "row_day",
    METADATA,
    Column("source", String(60), primary_key=True),
    Column("topic", String(80), primary_key=True),
    Column("day", Integer, primary_key=True),
    Column("outcome", String(12), primary_key=True),
    Column("code", String(60), primary_key=True),
    Column("rows", BigInteger, nullable=False),
    Column("newest_at", BigInteger, nullable=False),
)
ROW_OPEN: Final = Table(
    "row_open",
    METADATA,
    Column("id", COUNTER, primary_key=True, autoincrement=True),
    Column("source", String(60), nullable=False),
    Column("topic", String(80), nullable=False),
    Column("record", String(16), nullable=False),
    Column("outcome", String(12), nullable=False),
    Column("code", String(60), nullable=False),
    Column("field", String(60), nullable=False),
    Column("batch", String(32), nullable=False),
    Column("line", BigInteger, nullable=False),
    Column("received_at", BigInteger, nullable=False),
    UniqueConstraint("source", "topic", "record", name="row_open_record"),
)
_NOT_TAKEN: Final = frozenset({Outcome.REFUSED, Outcome.TRY_AGAIN})
# Refused for good: its source has nothing to mend.
_NOTHING_TO_MEND: Final = frozenset({"ERASED", "VERSION_NOT_RISING"})
_CHUNK: Final = 500
_Day = tuple[str, str, int, str, str]


def day_of(ms: int) -> int:
    """Give the number of a moment's day in Bangkok."""
    return (ms + BANGKOK_MS) // DAY_MS


def note(connection: Connection, arrivals: Sequence[Arrival]) -> None:
    """Count rows that came in, and keep which records wait to be mended or sent again; in the rows' own transaction."""
    counted = Counter((one.source, one.topic, one.received_at, one.outcome, one.code) for one in arrivals)
    _count(connection, counted)
    refused = any(outcome in _NOT_TAKEN for _, _, _, outcome, _ in counted)
    # As a rule nothing waits, and then this is all that is asked.
    if not refused and not _waits(connection, {what[:2] for what in counted}):
        return
    last = {(one.source, one.topic, one.record): one for one in arrivals if one.record is not None}
    waits = [one for one in last.values() if one.outcome in _NOT_TAKEN and one.code not in _NOTHING_TO_MEND]
    _close(connection, last.keys() - {(one.source, one.topic, one.record) for one in waits})
    if waits:
        _open(connection, waits)


def count_only(connection: Connection, one: Arrival, rows: int) -> None:
    """Count so many rows like this one, of which nothing else is kept."""
    _count(connection, {(one.source, one.topic, one.received_at, one.outcome, one.code): rows})


def _count(connection: Connection, counted: Mapping[tuple[str, str, int, Outcome, str | None], int]) -> None:
    rows, newest = Counter[_Day](), dict[_Day, int]()
    for (source, topic, received_at, outcome, code), number in counted.items():
        what = (source, topic, day_of(received_at), outcome.value, code or "")
        rows[what] += number
        newest[what] = max(newest.get(what, 0), received_at)
    if not rows:
        return
    adding = insert_into(connection, ROW_DAY)
    old, new = ROW_DAY.c, adding.excluded
    later = case((new.newest_at > old.newest_at, new.newest_at), else_=old.newest_at)
    statement = adding.on_conflict_do_update(
        index_elements=ROW_DAY.primary_key.columns, set_={"rows": old.rows + new.rows, "newest_at": later}
    )
    names = ("source", "topic", "day", "outcome", "code")
    # In one order everywhere, so that two batches at once don't wait for each other.
    connection.execute(
        statement,
        [
            {**dict(zip(names, what, strict=True)), "rows": rows[what], "newest_at": newest[what]}
            for what in sorted(rows)
        ],
    )


def _waits(connection: Connection, owners: Iterable[tuple[str, str]]) -> bool:
    """Say whether any record of these sources and data sets waits."""
    own = [(ROW_OPEN.c.source == source) & (ROW_OPEN.c.topic == topic) for source, topic in owners]
    return bool(own) and connection.execute(select(ROW_OPEN.c.id).where(or_(*own)).limit(1)).first() is not None


def _close(connection: Connection, taken: Iterable[tuple[str, str, str | None]]) -> None:
    records: dict[tuple[str, str], list[str]] = {}
    for source, topic, record in taken:
        records.setdefault((source, topic), []).append(record or "")
    for (source, topic), named in sorted(records.items()):
        own = (ROW_OPEN.c.source == source) & (ROW_OPEN.c.topic == topic)
        for some in chunks(named, _CHUNK):
            connection.execute(ROW_OPEN.delete().where(own, ROW_OPEN.c.record.in_(some)))


def _open(connection: Connection, waits: Iterable[Arrival]) -> None:
    adding = insert_into(connection, ROW_OPEN)
    kept = ("outcome", "code", "field", "batch", "line", "received_at")
    statement = adding.on_conflict_do_update(
        index_elements=[ROW_OPEN.c.source, ROW_OPEN.c.topic, ROW_OPEN.c.record],
        set_={name: adding.excluded[name] for name in kept},
    )
    rows = [
        {
            "source": one.source,
            "topic": one.topic,
            "record": one.record,
            "outcome": one.outcome.value,
            "code": one.code or "",
            "field": one.field or "",
            "batch": one.batch,
            "line": one.line,
            "received_at": one.received_at,
        }
        for one in waits
    ]
    connection.execute(statement, sorted(rows, key=lambda row: (row["source"], row["topic"], row["record"])))
