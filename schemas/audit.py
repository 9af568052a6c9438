"""The disclosure ledger: who saw what about which pseudonym, for which purpose, under which clause, when."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import JSON, BigInteger, Column, Integer, MetaData, String, Table, insert
from sqlalchemy.engine import Connection

METADATA: Final = MetaData()
DISCLOSURE: Final = Table(
    "disclosure",
    METADATA,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("at", BigInteger, nullable=False),
    Column("receiver", String(40), nullable=False),
    Column("by", String(80), nullable=False),
    Column("pseudonym", String(32), nullable=False, index=True),
    Column("fields", JSON, nullable=False),
    Column("purpose", String(40), nullable=False),
    Column("clause", String(20), nullable=False),
    Column("reason", String(200)),
)


@dataclass(frozen=True)
class Disclosure:
    """One disclosure; `at` in ms since 1970, `by` a role or service, `reason` what a person gave when asked."""

    at: int
    receiver: str
    by: str
    pseudonym: str
    fields: tuple[str, ...]
    purpose: str
    clause: str
    reason: str | None = None


def record(connection: Connection, disclosures: Iterable[Disclosure]) -> None:
    """Write disclosures in the caller's transaction: what is shown and what is recorded stand or fall together."""
    rows = [{**vars(one), "fields": list(one.fields)} for one in disclosures]
    if rows:
        connection.execute(insert(DISCLOSURE), rows)
