"""The disclosure ledger: who saw what about which pseudonym, for which purpose, under which clause, when.

Only ever added to, and chained: an entry's hash is SHA-256 over its canonical bytes, which hold the hash before it.
The canonical bytes are the UTF-8 JSON object of the entry's columns without `hash`, and of `previous` (the hash of the
entry before, 64 zeros for the first), keys sorted, no blanks, nothing escaped but what JSON must (docs/ledger.md).
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import BigInteger, Column, Dialect, Integer, MetaData, String, Table, Text, insert, update
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.types import TypeDecorator

from schemas.database import COUNTER, create_tables, insert_into, open_database

GENESIS: Final = "0" * 64


class Names(TypeDecorator[list[str]]):
    """A list of names, kept as canonical JSON so that one list has one text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: list[str] | None, dialect: Dialect) -> str:  # noqa: ARG002  (its signature)
        return canonical(value or [])

    def process_result_value(self, value: str | None, dialect: Dialect) -> list[str]:  # noqa: ARG002  (its signature)
        names: list[str] = json.loads(value or "[]")
        return names


METADATA: Final = MetaData()
DISCLOSURE: Final = Table(
    "ledger_entry",
    METADATA,
    Column("id", COUNTER, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False, index=True),
    Column("receiver", String(40), nullable=False),
    Column("by", String(80), nullable=False),
    Column("pseudonym", String(32), nullable=False, index=True),
    Column("fields", Names, nullable=False),
    Column("purpose", String(40), nullable=False),
    Column("clause", String(20), nullable=False),
    Column("reason", String(200)),
    Column("data_set", String(80)),
    Column("hash", String(64), nullable=False),
)
# One row: how many entries there are and the last one's hash. Whoever updates it holds the ledger until the commit.
LEDGER: Final = Table(
    "ledger_state",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("entries", BigInteger, nullable=False),
    Column("hash", String(64), nullable=False),
)


@dataclass(frozen=True)
class Disclosure:
    """One disclosure; `at` in ms since 1970, `by` a role or service, `reason` what a person gave when asked.

    `data_set` is the topic the fields are of, where they are of one.
    """

    at: int
    receiver: str
    by: str
    pseudonym: str
    fields: tuple[str, ...]
    purpose: str
    clause: str
    reason: str | None = None
    data_set: str | None = None


def open_ledger(url: str) -> Engine:
    """Open the ledger, made ready; a commit is on the disk before anything is told, since heads are signed over it."""
    engine = open_database(url, durable=True)
    create_tables(engine, METADATA)
    return engine


def record(connection: Connection, disclosures: Iterable[Disclosure]) -> None:
    """Write disclosures in the caller's transaction: what is shown and what is recorded stand or fall together."""
    new = list(disclosures)
    if not new:
        return
    last, previous = _reserved(connection, len(new))
    rows = []
    for number, one in enumerate(new, last + 1):
        entry = {"id": number, **vars(one), "fields": list(one.fields)}
        previous = chained(entry, previous)
        rows.append(entry | {"hash": previous})
    connection.execute(insert(DISCLOSURE), rows)
    connection.execute(update(LEDGER).values(hash=previous))


def chained(entry: Mapping[str, Any], previous: str) -> str:
    """Give the hash (64 hex digits) of an entry's columns as they follow the entry with the hash `previous`."""
    return hashlib.sha256(canonical({**entry, "previous": previous}).encode()).hexdigest()


def canonical(content: Any) -> str:
    """Write content as JSON in the one way it can be written: keys sorted, no blanks, Thai as it is."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _reserved(connection: Connection, count: int) -> tuple[int, str]:
    """Take the next numbers and give the last entry's number and hash.

    An update comes first and keeps every other writer out until the commit, on SQLite and on PostgreSQL alike.
    """
    taken = update(LEDGER).values(entries=LEDGER.c.entries + count).returning(LEDGER.c.entries, LEDGER.c.hash)
    state = connection.execute(taken).one_or_none()
    if state is None:
        first = insert_into(connection, LEDGER).values(id=1, entries=0, hash=GENESIS).on_conflict_do_nothing()
        connection.execute(first)
        state = connection.execute(taken).one()
    return state.entries - count, state.hash
