"""Opens a database by its SQLAlchemy address, SQLite made fit for several processes."""

import sqlite3
from functools import partial
from typing import Any, Final

from pydantic_core import from_json
from sqlalchemy import BigInteger, Connection, Engine, Integer, MetaData, Table, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

BUSY_MS: Final = 10_000
TRIES: Final = 20
# The type of an id that counts up by itself: in SQLite a BIGINT is no alias of the row id, so it would not.
COUNTER: Final = BigInteger().with_variant(Integer, "sqlite")
# A third of the standard library's cost. Values are not kept in its cache: they may be about a person.
_read_json: Final = partial(from_json, cache_strings="keys")


def open_database(url: str, *, durable: bool = False) -> Engine:
    """Open an engine; SQLite gets a write-ahead log, so that readers and one writer don't shut each other out.

    `durable` has each commit of SQLite's on the disk before it counts; otherwise the machine's end, not the process's,
    may take the last ones with it.
    """
    engine = create_engine(url, pool_pre_ping=not url.startswith("sqlite"), json_deserializer=_read_json)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", partial(_prepare_sqlite, synchronous="FULL" if durable else "NORMAL"))
    return engine


def insert_into(database: Engine | Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """Begin an insertion that can say what is to happen on a conflict, in the database's own dialect."""
    return postgresql.insert(table) if database.dialect.name == "postgresql" else sqlite.insert(table)


def create_tables(engine: Engine, metadata: MetaData) -> None:
    """Create the tables that are missing; several processes may do so at once."""
    with engine.begin() as connection:
        for table in metadata.sorted_tables:
            connection.execute(CreateTable(table, if_not_exists=True))
            for index in sorted(table.indexes, key=lambda one: str(one.name)):
                connection.execute(CreateIndex(index, if_not_exists=True))


def _prepare_sqlite(connection: Any, _: Any, synchronous: str) -> None:
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    _keep_a_log(cursor)
    cursor.execute(f"PRAGMA synchronous = {synchronous}")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _keep_a_log(cursor: Any) -> None:
    """Turn the write-ahead log on: whoever does so while another does is refused at once, however long it may wait."""
    for _ in range(TRIES):
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            # This waits for the other one.
            cursor.execute("BEGIN IMMEDIATE")
            cursor.execute("ROLLBACK")
        else:
            return
    cursor.execute("PRAGMA journal_mode = WAL")
