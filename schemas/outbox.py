"""The outbox table: written in the application's own transaction, relayed to Kafka by a process of its own."""

from typing import Final

from sqlalchemy import JSON, BigInteger, Column, Index, MetaData, String, Table

from schemas.database import COUNTER

METADATA: Final = MetaData()
# One row is one event to be: `person` holds what `person_kind` says (an identifier as registers have it, or the
# pseudonym), `version` the source's own counter, `payload` the data's fields, times in ms since 1970. A row of kind
# ROW has in its payload a row as the register writes it, text by column, and goes through all an edge's checks.
OUTBOX: Final = Table(
    "outbox",
    METADATA,
    Column("id", COUNTER, primary_key=True, autoincrement=True),
    Column("topic", String(80), nullable=False),
    Column("record_id", String(120), nullable=False),
    Column("person_kind", String(12), nullable=False),
    Column("person", String(40), nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("operation", String(8), nullable=False),
    Column("occurred_at", BigInteger, nullable=False),
    Column("payload", JSON, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("relayed_at", BigInteger),
    Column("refused", String(60)),
)
ROW: Final = "row"
_WAITS: Final = OUTBOX.c.relayed_at.is_(None)
# What waits is few, however long the table grows.
WAITING: Final = Index("outbox_waiting", OUTBOX.c.id, sqlite_where=_WAITS, postgresql_where=_WAITS)
