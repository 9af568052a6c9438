"""The alerts' tables: what is to be told, and how far each endpoint has been told it."""

from collections.abc import Callable, Collection, Sequence
from typing import Final, NamedTuple

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    bindparam,
    case,
    exists,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.engine import Connection

from consumers.alerts.alert import Alert
from consumers.alerts.lanes import Waiting
from consumers.alerts.tally import ANSWERS_KNOWN, Tally
from schemas.database import COUNTER
from schemas.partition import match_record, split_match_id

METADATA: Final = MetaData()
WAITING: Final = "waiting"
DELIVERED: Final = "delivered"
GIVEN_UP: Final = "given_up"
# An alert's id is kept for ever, since it is what makes a replay send nothing. Of an erased person's nothing else is:
# the record goes at once, match and body (ids) as soon as nothing of it waits to be told any more.
ALERT: Final = Table(
    "alert",
    METADATA,
    Column("sequence", COUNTER, primary_key=True, autoincrement=True),
    Column("webhook_id", String(36), nullable=False, unique=True),
    Column("match", String(65), nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("body", Text, nullable=False),
    Column("record", LargeBinary),
    Column("recorded_at", BigInteger, nullable=False),
    Column("erased", Boolean, nullable=False, default=False),
)
Index("alert_erased", ALERT.c.erased, ALERT.c.match)
Index("alert_match", ALERT.c.match, ALERT.c.version)
DELIVERY: Final = Table(
    "delivery",
    METADATA,
    Column("endpoint", String(80), primary_key=True),
    Column("sequence", COUNTER, ForeignKey("alert.sequence"), primary_key=True),
    Column("state", String(10), nullable=False),
    Column("answer", String(40)),
    Column("attempts", Integer, nullable=False),
    Column("due_at", BigInteger, nullable=False),
)
Index("delivery_state", DELIVERY.c.endpoint, DELIVERY.c.state, DELIVERY.c.sequence)
# An endpoint that does not answer is left alone until `resume_at`, also across a restart.
ENDPOINT: Final = Table(
    "endpoint",
    METADATA,
    Column("name", String(80), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("resume_at", BigInteger, nullable=False),
)
# What is durable here of each partition: written and forced to disk before the offset is committed.
PROGRESS: Final = Table(
    "progress",
    METADATA,
    Column("partition", Integer, primary_key=True, autoincrement=False),
    Column("next_offset", BigInteger, nullable=False),
)


class Settled(NamedTuple):
    """An alert that needs no more sending to an endpoint: delivered, or given up."""

    at: str
    of: int
    state: str
    answer: str | None


def record_alerts(
    connection: Connection, alerts: Sequence[Alert], endpoints: Collection[str], now_ms: int
) -> list[Waiting]:
    """Keep the alerts not known yet, each waiting for every endpoint; gives those that are new, in their order."""
    by_id = {alert.webhook_id: alert for alert in alerts}
    known = set(connection.scalars(select(ALERT.c.webhook_id).where(ALERT.c.webhook_id.in_(by_id))))
    fresh = [alert for alert in by_id.values() if alert.webhook_id not in known]
    if not fresh:
        return []
    values = [{**alert._asdict(), "recorded_at": now_ms} for alert in fresh]
    rows = connection.scalars(insert(ALERT).returning(ALERT.c.sequence, sort_by_parameter_order=True), values)
    new = [
        Waiting(sequence, alert.webhook_id, alert.match, alert.body, now_ms)
        for sequence, alert in zip(rows, fresh, strict=True)
    ]
    waiting = {"state": WAITING, "attempts": 0, "due_at": 0}
    to_do = [{"endpoint": endpoint, "sequence": one.sequence, **waiting} for one in new for endpoint in endpoints]
    connection.execute(insert(DELIVERY), to_do)
    return new


def erase_match(
    connection: Connection, key: bytes, notice: Callable[[str], Alert], endpoints: Collection[str], now_ms: int
) -> list[Waiting]:
    """Drop the record of the match a tombstone's key names, and have the endpoints told; gives that notice.

    Nothing when no alert of it is known: there is nobody to tell.
    """
    person, _, record = key.decode("ascii", "replace").partition("/")
    of_person = ALERT.c.match >= f"{person}.", ALERT.c.match < f"{person}/", ALERT.c.erased.is_(False)
    known = connection.scalars(select(ALERT.c.match).where(*of_person).distinct()).all()
    match = next((one for one in known if match_record(*split_match_id(one)) == record), None)
    if match is None:
        return []
    fresh = record_alerts(connection, [notice(match)], endpoints, now_ms)
    connection.execute(update(ALERT).where(ALERT.c.match == match).values(record=None, erased=True))
    return fresh


def empty_erased(connection: Connection) -> int:
    """Empty what is kept of erased people's alerts once nothing of it waits; gives how many rows still do."""
    erased = ALERT.c.erased & (ALERT.c.match != "")
    waits = exists().where(DELIVERY.c.sequence == ALERT.c.sequence, DELIVERY.c.state == WAITING)
    connection.execute(update(ALERT).where(erased, ~waits).values(match="", body=""))
    return connection.scalar(select(func.count()).select_from(ALERT).where(erased)) or 0


def erased_waiting(connection: Connection, endpoint: str) -> set[str]:
    """Name the erased people's matches of which something waits to be told to an endpoint."""
    of_endpoint = (DELIVERY.c.endpoint == endpoint) & (DELIVERY.c.state == WAITING)
    query = select(ALERT.c.match).join(DELIVERY, DELIVERY.c.sequence == ALERT.c.sequence)
    return set(connection.scalars(query.where(of_endpoint, ALERT.c.erased.is_(True))))


def waiting_after(connection: Connection, endpoint: str, sequence: int, limit: int) -> list[Waiting]:
    """Give an endpoint's next waiting alerts in the order they were recorded."""
    columns = (ALERT.c.sequence, ALERT.c.webhook_id, ALERT.c.match, ALERT.c.body, ALERT.c.recorded_at)
    query = (
        select(*columns, DELIVERY.c.attempts, DELIVERY.c.due_at)
        .join(DELIVERY, DELIVERY.c.sequence == ALERT.c.sequence)
        .where(DELIVERY.c.endpoint == endpoint, DELIVERY.c.state == WAITING, DELIVERY.c.sequence > sequence)
        .order_by(DELIVERY.c.sequence)
        .limit(limit)
    )
    return [Waiting(*row) for row in connection.execute(query)]


def settle(connection: Connection, settled: Sequence[Settled]) -> list[None]:
    """Note which alerts need no more sending to which endpoints."""
    connection.execute(_SETTLE, [one._asdict() for one in settled])
    return [None] * len(settled)


def postpone(connection: Connection, endpoint: str, sequence: int, attempts: int, due_at: int) -> None:
    """Note when an alert may be sent again."""
    connection.execute(_POSTPONE, {"at": endpoint, "of": sequence, "attempts": attempts, "due_at": due_at})


_OF_ONE: Final = (DELIVERY.c.endpoint == bindparam("at")) & (DELIVERY.c.sequence == bindparam("of"))
_SETTLE: Final = update(DELIVERY).where(_OF_ONE).values(state=bindparam("state"), answer=bindparam("answer"))
_POSTPONE: Final = update(DELIVERY).where(_OF_ONE).values(attempts=bindparam("attempts"), due_at=bindparam("due_at"))


def pause_of(connection: Connection, endpoint: str) -> tuple[int, int]:
    """Give an endpoint's failures in a row and when it may be tried again (ms)."""
    row = connection.execute(select(ENDPOINT).where(ENDPOINT.c.name == endpoint)).first()
    return (row.failures, row.resume_at) if row else (0, 0)


def keep_pause(connection: Connection, endpoint: str, failures: int, resume_at: int) -> None:
    """Keep an endpoint's pause."""
    changed = connection.execute(
        update(ENDPOINT).where(ENDPOINT.c.name == endpoint).values(failures=failures, resume_at=resume_at)
    )
    if not changed.rowcount:
        connection.execute(insert(ENDPOINT).values(name=endpoint, failures=failures, resume_at=resume_at))


def count(connection: Connection) -> Tally:
    """Count how far the alerts are, over all endpoints."""
    ids = connection.scalar(select(func.count()).select_from(ALERT)) or 0
    tally = {state: func.count(case((DELIVERY.c.state == state, 1))) for state in (WAITING, DELIVERED, GIVEN_UP)}
    known = func.count(case(((DELIVERY.c.state == DELIVERED) & DELIVERY.c.answer.in_(ANSWERS_KNOWN), 1)))
    row = connection.execute(select(tally[DELIVERED], known, tally[WAITING], tally[GIVEN_UP])).one()
    return Tally(ids, *row)


def newest_records(connection: Connection, matches: Collection[str]) -> dict[str, bytes]:
    """Give the newest kept record of each match; a match never alerted, or erased, is missing."""
    rows = connection.execute(
        select(ALERT.c.match, ALERT.c.record).where(ALERT.c.match.in_(matches)).order_by(ALERT.c.version)
    )
    newest = {row.match: row.record for row in rows}
    return {match: record for match, record in newest.items() if record is not None}
