"""A random key per person, wrapped by the platform key, outside log and view: destroying it makes erasure true."""

import os
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final

from cryptography.hazmat.primitives.keywrap import aes_key_unwrap, aes_key_wrap
from sqlalchemy import Column, LargeBinary, MetaData, String, Table, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine

from schemas.database import open_database
from schemas.sealing import PERSON_KEY_BYTES, derive

METADATA: Final = MetaData()
PERSON_KEY: Final = Table(
    "person_key",
    METADATA,
    Column("pseudonym", String(32), primary_key=True),
    Column("wrapped", LargeBinary, nullable=False),
)
_CHUNK: Final = 500
_CACHED_MAX: Final = 200_000


class KeyStore:
    """Gives each edge the person's key derived for its agency, creating it at the first record of a person.

    `url` is an SQLAlchemy address (SQLite or PostgreSQL); `platform_key` is 32 bytes and never stored.
    """

    def __init__(self, url: str, platform_key: bytes) -> None:
        self._engine: Engine = open_database(url)
        self._platform_key = platform_key
        self._cache: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        METADATA.create_all(self._engine)

    def keys_for(self, pseudonyms: Iterable[str], agency: str) -> dict[str, bytes]:
        """Give the derived key (64 bytes) of each person, making those that are missing, in few round trips."""
        wanted = list(dict.fromkeys(pseudonyms))
        found = {person: key for person in wanted if (key := self._cache.get((person, agency)))}
        for chunk in _chunks([person for person in wanted if person not in found]):
            for person, key in self._kept_or_made(chunk).items():
                found[person] = derive(key, agency)
                self._remember((person, agency), found[person])
        return found

    def existing_key(self, pseudonym: str, agency: str) -> bytes | None:
        """Give the derived key of one person, or None when there is none (never known, or erased)."""
        with self._engine.connect() as connection:
            key = self._read(connection, [pseudonym]).get(pseudonym)
        return None if key is None else derive(key, agency)

    def destroy(self, pseudonym: str) -> None:
        """Destroy a person's key: whatever was sealed under it can't be opened any more, by anyone."""
        with self._engine.begin() as connection:
            connection.execute(delete(PERSON_KEY).where(PERSON_KEY.c.pseudonym == pseudonym))
        for known in [key for key in self._cache if key[0] == pseudonym]:
            del self._cache[known]

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def _kept_or_made(self, pseudonyms: Sequence[str]) -> dict[str, bytes]:
        with self._engine.begin() as connection:
            kept = self._read(connection, pseudonyms)
            missing = [person for person in pseudonyms if person not in kept]
            if missing:
                self._insert(connection, missing)
                # Another edge may have made some of them in between: theirs stand.
                kept |= self._read(connection, missing)
        return kept

    def _read(self, connection: Connection, pseudonyms: Sequence[str]) -> dict[str, bytes]:
        rows = connection.execute(select(PERSON_KEY).where(PERSON_KEY.c.pseudonym.in_(pseudonyms)))
        return {row.pseudonym: aes_key_unwrap(self._platform_key, row.wrapped) for row in rows}

    def _insert(self, connection: Connection, pseudonyms: Sequence[str]) -> None:
        dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
        rows = [
            {"pseudonym": person, "wrapped": aes_key_wrap(self._platform_key, os.urandom(PERSON_KEY_BYTES))}
            for person in pseudonyms
        ]
        connection.execute(dialect.insert(PERSON_KEY).on_conflict_do_nothing(), rows)

    def _remember(self, name: tuple[str, str], key: bytes) -> None:
        self._cache[name] = key
        if len(self._cache) > _CACHED_MAX:
            self._cache.popitem(last=False)


def _chunks(items: Sequence[str]) -> Iterator[list[str]]:
    remaining = iter(items)
    while chunk := list(islice(remaining, _CHUNK)):
        yield chunk
