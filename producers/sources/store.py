"""Keeps sources, their keys and the accounts of their people in a database of their own."""

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import Row, insert, select, update
from sqlalchemy.engine import Engine

from producers.sources import passwords
from producers.sources.keys import ID_DIGITS, Key, check_room, draw, sha256
from producers.sources.source import Scope, ScopeKind, Source
from producers.sources.tables import ACCOUNT, KEY, METADATA, SOURCE
from schemas.database import create_tables, open_database

# A key's last use is noted to the minute: a write for each request would cost more than it tells.
USE_NOTED_MS: Final = 60_000


class UnknownSourceError(LookupError):
    """There is no source, key or account of that name."""


class Sources:
    """The register of who may send; `now_ms` is the clock."""

    def __init__(self, url: str, now_ms: Callable[[], int]) -> None:
        self.engine: Engine = open_database(url, durable=True)
        self._now_ms = now_ms
        create_tables(self.engine, METADATA)

    def create(self, source: Source) -> None:
        """Add a source; sqlalchemy's IntegrityError when there is one of its name."""
        kind, value = source.scope or (None, None)
        with self.engine.begin() as connection:
            connection.execute(
                insert(SOURCE).values(
                    name=source.name,
                    agency=source.agency,
                    topics=sorted(source.topics),
                    scope_kind=kind,
                    scope_value=value,
                    title_th=source.title_th,
                    title_en=source.title_en,
                    created_at=self._now_ms(),
                )
            )

    def one(self, name: str) -> Source:
        """Give a source by its name; UnknownSourceError when there is none."""
        with self.engine.connect() as connection:
            found = connection.execute(select(SOURCE).where(SOURCE.c.name == name)).first()
        if found is None:
            raise UnknownSourceError(f"there is no source {name}")
        return _source(found)

    def every(self) -> list[Source]:
        """List all sources by name."""
        with self.engine.connect() as connection:
            return [_source(row) for row in connection.execute(select(SOURCE).order_by(SOURCE.c.name))]

    def by_key(self, key: str) -> Source | None:
        """Give the source a valid key is of, noting its use; None for a key that is not known, expired or revoked."""
        now, digest = self._now_ms(), sha256(key)
        with self.engine.connect() as connection:
            found = connection.execute(select(KEY).where(KEY.c.sha256 == digest)).first()
        if found is None or not _key(found).valid(now):
            return None
        if found.last_used_at is None or now - found.last_used_at >= USE_NOTED_MS:
            with self.engine.begin() as connection:
                connection.execute(update(KEY).where(KEY.c.sha256 == digest).values(last_used_at=now))
        return self.one(found.source)

    def new_key(self, name: str, expires_at: int | None = None, *, session: bool = False) -> str:
        """Draw a key for a source and give it, this once; TooManyKeysError when two long-lived ones are valid.

        A session's key is drawn for a signed-in person's visit, must expire, and does not count among the two.
        """
        if session and expires_at is None:
            raise ValueError("a session's key expires")
        self.one(name)
        key, now = draw(), self._now_ms()
        with self.engine.begin() as connection:
            # Writing first, so that of two who rotate at once the second sees the first one's key.
            values = {"source": name, "session": session, "created_at": now, "expires_at": expires_at}
            connection.execute(insert(KEY).values(sha256=sha256(key), **values))
            if not session:
                kept = [_key(row) for row in connection.execute(select(KEY).where(KEY.c.source == name))]
                check_room([one for one in kept if one.id != sha256(key)[:ID_DIGITS]], now)
        return key

    def keys(self, name: str) -> list[Key]:
        """List what is known of a source's long-lived keys, oldest first."""
        query = select(KEY).where(KEY.c.source == name, KEY.c.session.is_(False)).order_by(KEY.c.created_at)
        with self.engine.connect() as connection:
            return [_key(row) for row in connection.execute(query)]

    def revoke(self, name: str, key_id: str) -> None:
        """End a key at once, by the id `keys` gives it; UnknownSourceError when the source has none of that id."""
        if len(key_id) != ID_DIGITS:
            raise UnknownSourceError(f"{name} has no valid key {key_id}")
        which = (KEY.c.source == name) & KEY.c.sha256.startswith(key_id, autoescape=True) & KEY.c.revoked_at.is_(None)
        with self.engine.begin() as connection:
            done = connection.execute(update(KEY).where(which).values(revoked_at=self._now_ms()))
        if done.rowcount != 1:
            raise UnknownSourceError(f"{name} has no valid key {key_id}")

    def end_session(self, key: str) -> None:
        """End a session's key at once, by the key itself."""
        ended = update(KEY).where(KEY.c.sha256 == sha256(key), KEY.c.session).values(revoked_at=self._now_ms())
        with self.engine.begin() as connection:
            connection.execute(ended)

    def new_account(self, user: str, password: str, name: str) -> None:
        """Let a person sign in for a source; an account of that name gets the new password."""
        self.one(name)
        kept = passwords.hashed(password)
        values = {"source": name, "salt": kept.salt, "scrypt": kept.scrypt, "failures": 0, "not_before": 0}
        with self.engine.begin() as connection:
            if connection.execute(update(ACCOUNT).where(ACCOUNT.c.user == user).values(**values)).rowcount == 0:
                connection.execute(insert(ACCOUNT).values(user=user, created_at=self._now_ms(), **values))

    def signed_in(self, user: str, password: str) -> Source | None:
        """Give the source a person signs in for; None when name or password is wrong, or the name must still wait.

        All three take equally long, so that nobody learns which names there are.
        """
        now = self._now_ms()
        with self.engine.connect() as connection:
            found = connection.execute(select(ACCOUNT).where(ACCOUNT.c.user == user)).first()
        right = passwords.is_right(password, passwords.Hashed(found.salt, found.scrypt) if found else None)
        if found is None or now < found.not_before:
            return None
        failures = 0 if right else found.failures + 1
        if failures != found.failures:
            values = {"failures": failures, "not_before": now + passwords.wait_ms(failures) if failures else 0}
            with self.engine.begin() as connection:
                connection.execute(update(ACCOUNT).where(ACCOUNT.c.user == user).values(**values))
        return self.one(found.source) if right else None

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()


def _source(row: Row[Any]) -> Source:
    scope = None if row.scope_kind is None else Scope(ScopeKind(row.scope_kind), row.scope_value)
    return Source(row.name, row.agency, frozenset(row.topics), scope, row.title_th, row.title_en)


def _key(row: Row[Any]) -> Key:
    times = (row.created_at, row.expires_at, row.revoked_at, row.last_used_at)
    return Key(row.sha256[:ID_DIGITS], row.source, row.session, *times)
