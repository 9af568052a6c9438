"""Reads a ledger and kept heads for the check, without writing anything and without the writer's tables."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlalchemy import create_engine, inspect
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from operations.audit.verifying import Report, verify

TABLES = frozenset({"ledger_entry", "ledger_state"})


class LedgerNotThereError(LookupError):
    """There is no ledger at that address."""


def check(url: str, heads: Sequence[Path], keys: Sequence[str]) -> Report:
    """Check the ledger at an SQLAlchemy address against the heads in some files; LedgerNotThereError if there is none.

    An empty database has nothing to check, but a ledger whose tables were dropped is no ledger.
    """
    place = make_url(url)
    if place.get_backend_name() == "sqlite" and not Path(place.database or "").is_file():
        raise LedgerNotThereError("there is no such file")
    engine = create_engine(place)
    try:
        if not frozenset(inspect(engine).get_table_names()) >= TABLES:
            raise LedgerNotThereError("there is no ledger in that database")
        with engine.connect() as connection:
            return verify(connection, _lines(heads), keys)
    except SQLAlchemyError as why:
        raise LedgerNotThereError(f"the ledger can't be read: {type(why).__name__}") from why
    finally:
        engine.dispose()


def _lines(files: Sequence[Path]) -> Iterator[str]:
    for file in files:
        yield from filter(None, map(str.strip, file.read_text(encoding="utf-8").splitlines()))
