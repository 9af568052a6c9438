"""The desk's own tables, in one database with its outbox, so that state and outcome are written together."""

from typing import Final

from sqlalchemy import JSON, BigInteger, Boolean, Column, Index, Integer, MetaData, String, Table
from sqlalchemy.engine import Engine

from schemas import outbox
from schemas.database import COUNTER

METADATA: Final = MetaData()
# Each webhook received, by its id; `fetched` once the match it names has been asked for.
HOOK: Final = Table(
    "desk_hook",
    METADATA,
    Column("webhook_id", String(64), primary_key=True),
    Column("match", String(65), nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("status", String(10), nullable=False),
    Column("received_at", BigInteger, nullable=False),
    Column("fetched", Boolean, nullable=False),
)
Index("desk_hook_waiting", HOOK.c.fetched, HOOK.c.received_at)
Index("desk_hook_match", HOOK.c.match)
# A match as last told; `facts` is the detail as it came, and times are in ms since 1970.
MATCH: Final = Table(
    "desk_match",
    METADATA,
    Column("match", String(65), primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("status", String(10), nullable=False),
    Column("score", Integer, nullable=False),
    Column("province", String(2), nullable=False),
    Column("opened_change", BigInteger, nullable=False),
    Column("opened_at", BigInteger, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Column("outcome", String(10)),
    Column("outcome_at", BigInteger),
    # The version of the placement record last written about this match.
    Column("record_version", BigInteger, nullable=False, default=0),
    Column("facts", JSON, nullable=False),
)
Index("desk_match_newest", MATCH.c.status, MATCH.c.opened_change)
Index("desk_match_province", MATCH.c.province, MATCH.c.status, MATCH.c.opened_change)
# What browsers are told, in order: the id is the stream's event id, so that a reconnect misses nothing.
CHANGE: Final = Table(
    "desk_change",
    METADATA,
    Column("id", COUNTER, primary_key=True, autoincrement=True),
    Column("match", String(65), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("province", String(2), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("because", String(20)),
)
# What staff did, newest last; a step that was taken back stays, marked.
STEP: Final = Table(
    "desk_step",
    METADATA,
    Column("id", COUNTER, primary_key=True, autoincrement=True),
    Column("match", String(65), nullable=False, index=True),
    Column("outcome", String(10), nullable=False),
    Column("reason", String(20)),
    Column("officer", String(80), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("taken_back_at", BigInteger),
)


def create_all(engine: Engine) -> None:
    """Create what is missing of the desk's tables and its outbox."""
    METADATA.create_all(engine)
    outbox.METADATA.create_all(engine)
