"""The sessions of people signed in, kept by the server; the browser holds a token of which only a hash stands here."""

import hashlib
import secrets
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import BigInteger, Column, LargeBinary, MetaData, String, Table, delete, insert, select, update
from sqlalchemy.engine import Engine

from producers.signing_in.secret import SECRET_BYTES, opened, sealed, secret_of_token
from schemas.database import create_tables

METADATA: Final = MetaData()
SESSION: Final = Table(
    "page_session",
    METADATA,
    Column("token", String(64), primary_key=True),
    Column("user", String(80), nullable=False),
    Column("source", String(60), nullable=False),
    # The user's secret and the key to the gateway, sealed by the token: they can't be read from this table.
    Column("sealed", LargeBinary, nullable=False),
    Column("seen_at", BigInteger, nullable=False, index=True),
    Column("ends_at", BigInteger, nullable=False, index=True),
)
IDLE_MS: Final = 60 * 60_000
LENGTH_MS: Final = 10 * 3600 * 1000
# A session's last use is written down at most so often, so that reading a page writes nothing as a rule.
_SEEN_EVERY_MS: Final = 60_000


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody signed in: who, for which source, with which key to the gateway and which secret (32 bytes)."""

    user: str
    source: str
    key: str = field(repr=False)
    secret: bytes = field(repr=False)


class Sessions:
    """The table of sessions."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        create_tables(engine, METADATA)

    def begin(self, session: Session, now_ms: int) -> str:
        """Begin a session and give its token, which is stored nowhere here."""
        token = secrets.token_urlsafe(32)
        row = {
            "token": _hashed(token),
            "user": session.user,
            "source": session.source,
            "sealed": sealed(secret_of_token(token), session.secret + session.key.encode()),
            "seen_at": now_ms,
            "ends_at": now_ms + LENGTH_MS,
        }
        over = (SESSION.c.ends_at <= now_ms) | (SESSION.c.seen_at <= now_ms - IDLE_MS)
        with self._engine.begin() as connection:
            connection.execute(delete(SESSION).where(over))
            connection.execute(insert(SESSION).values(row))
        return token

    def whose(self, token: str, now_ms: int) -> Session | None:
        """Give the session of a token; None when there is none, it ended, or nobody used it for an hour."""
        with self._engine.connect() as connection:
            found = connection.execute(select(SESSION).where(SESSION.c.token == _hashed(token))).first()
        if found is None or found.ends_at <= now_ms or found.seen_at <= now_ms - IDLE_MS:
            return None
        if found.seen_at <= now_ms - _SEEN_EVERY_MS:
            with self._engine.begin() as connection:
                connection.execute(update(SESSION).where(SESSION.c.token == found.token).values(seen_at=now_ms))
        content = opened(secret_of_token(token), found.sealed)
        return Session(found.user, found.source, content[SECRET_BYTES:].decode(), content[:SECRET_BYTES])

    def end(self, token: str) -> None:
        """End a session, whether there is one or not."""
        with self._engine.begin() as connection:
            connection.execute(delete(SESSION).where(SESSION.c.token == _hashed(token)))


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
