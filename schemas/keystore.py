"""A random key per person, wrapped by the platform key, outside log and view: destroying it makes erasure true."""

import os
from collections.abc import Iterable, Sequence
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from sqlalchemy import Column, LargeBinary, MetaData, String, Table, delete, select
from sqlalchemy.engine import Connection, Engine

from schemas.chunks import chunks
from schemas.database import insert_into, open_database
from schemas.sealing import PERSON_KEY_BYTES, derive, wrapping_key

METADATA: Final = MetaData()
PERSON_KEY: Final = Table(
    "person_key",
    METADATA,
    Column("pseudonym", String(32), primary_key=True),
    Column("wrapped", LargeBinary, nullable=False),
)
_CHUNK: Final = 500


class PlatformKeyWrongError(ValueError):
    """A stored key does not open: another platform key wrapped it, or it was stored for somebody else."""


class KeyStore:
    """Gives each agency the person's key derived for it, made at the first record of a person; keeps no key in memory.

    `url` is an SQLAlchemy address (SQLite or PostgreSQL); `platform_key` is 32 bytes and never stored. A person's key
    is wrapped with AES-SIV (RFC 5297), the pseudonym being associated data, so that rows can't be exchanged.
    """

    def __init__(self, url: str, platform_key: bytes) -> None:
        self._engine: Engine = open_database(url)
        self._wrapping = AESSIV(wrapping_key(platform_key))
        METADATA.create_all(self._engine)

    def keys_for(self, pseudonyms: Iterable[str], agency: str) -> dict[str, bytes]:
        """Give the derived key (64 bytes) of each person, making those that are missing, in few statements."""
        found: dict[str, bytes] = {}
        for chunk in chunks(list(dict.fromkeys(pseudonyms)), _CHUNK):
            found |= {person: derive(key, agency) for person, key in self._kept_or_made(chunk).items()}
        return found

    def existing_key(self, pseudonym: str, agency: str) -> bytes | None:
        """Give the derived key of one person, or None when there is none (never known, or destroyed)."""
        with self._engine.connect() as connection:
            key = self._read(connection, [pseudonym]).get(pseudonym)
        return None if key is None else derive(key, agency)

    def destroy(self, pseudonym: str) -> None:
        """Destroy a person's key: whatever was sealed under it can't be opened any more, by anyone."""
        with self._engine.begin() as connection:
            connection.execute(delete(PERSON_KEY).where(PERSON_KEY.c.pseudonym == pseudonym))

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def _kept_or_made(self, pseudonyms: Sequence[str]) -> dict[str, bytes]:
        with self._engine.connect() as connection:
            kept = self._read(connection, pseudonyms)
        missing = [person for person in pseudonyms if person not in kept]
        return kept | self._make(missing) if missing else kept

    def _make(self, pseudonyms: Sequence[str]) -> dict[str, bytes]:
        made = {person: os.urandom(PERSON_KEY_BYTES) for person in pseudonyms}
        rows = [
            {"pseudonym": person, "wrapped": self._wrapping.encrypt(key, [person.encode()])}
            for person, key in made.items()
        ]
        with self._engine.begin() as connection:
            written = connection.execute(insert_into(connection, PERSON_KEY).on_conflict_do_nothing(), rows).rowcount
            # Another process may have made some of them in between: theirs stand.
            return made if written == len(rows) else self._read(connection, pseudonyms)

    def _read(self, connection: Connection, pseudonyms: Sequence[str]) -> dict[str, bytes]:
        rows = connection.execute(select(PERSON_KEY).where(PERSON_KEY.c.pseudonym.in_(pseudonyms))).all()
        return {person: self._unwrap(person, wrapped) for person, wrapped in rows}

    def _unwrap(self, person: str, wrapped: bytes) -> bytes:
        try:
            return self._wrapping.decrypt(wrapped, [person.encode()])
        except (InvalidTag, ValueError) as why:
            raise PlatformKeyWrongError("a stored key does not open with this platform key") from why
