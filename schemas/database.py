"""Opens a database by its SQLAlchemy address, SQLite made fit for several processes."""

from typing import Any, Final

from sqlalchemy import Engine, create_engine, event

BUSY_MS: Final = 10_000


def open_database(url: str) -> Engine:
    """Open an engine; SQLite gets a write-ahead log, so that readers and one writer don't shut each other out."""
    engine = create_engine(url, pool_pre_ping=not url.startswith("sqlite"))
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _: Any) -> None:
    cursor = connection.cursor()
    for pragma in (f"busy_timeout = {BUSY_MS}", "journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
