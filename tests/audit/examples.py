"""A ledger made for a test, and heads signed over it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, Engine

from operations.audit import heads
from operations.audit.verifying import Report, verify
from schemas import audit
from schemas.audit import Disclosure

NOW_MS = 1_795_420_800_000
KEY = Ed25519PrivateKey.from_private_bytes(b"l" * 32)
PUBLIC = KEY.public_key().public_bytes_raw().hex()


def a_disclosure(number: int, **changes: Any) -> Disclosure:
    """Give a disclosure that differs from every other number's."""
    facts: dict[str, Any] = {
        "at": NOW_MS + number,
        "receiver": "doe",
        "by": "placement service",
        "pseudonym": f"{number:032x}",
        "fields": ("college", "field", "level")[: number % 3 + 1],
        "purpose": "placement",
        "clause": "3.1.1(1)",
        "reason": "โทรนัดสัมภาษณ์" if number % 4 == 0 else None,
        "data_set": "ovec.student.v1",
    }
    return Disclosure(**facts | changes)


def address(folder: Path) -> str:
    """Name a ledger's database in a folder."""
    return f"sqlite:///{folder / 'audit.db'}"


def a_ledger(folder: Path, entries: int) -> Engine:
    """Make a ledger with so many entries, recorded a few at a time."""
    engine = audit.open_ledger(address(folder))
    for first in range(1, entries + 1, 7):
        with engine.begin() as connection:
            audit.record(connection, [a_disclosure(one) for one in range(first, min(first + 7, entries + 1))])
    return engine


def a_head(connection: Connection, at: int = NOW_MS) -> str:
    """Sign where a ledger stands."""
    return heads.sign(connection, KEY, at, None).line()


def checked(engine: Engine, kept: tuple[str, ...] = ()) -> Report:
    """Check a ledger against kept heads."""
    with engine.connect() as connection:
        return verify(connection, kept, [PUBLIC])


@contextmanager
def undone(engine: Engine) -> Iterator[Connection]:
    """Give a connection on which everything done is undone."""
    with engine.connect() as connection:
        transaction = connection.begin()
        try:
            yield connection
        finally:
            transaction.rollback()
