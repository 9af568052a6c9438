"""A source's keys: drawn, kept as hashes, valid for a time; two long-lived ones at once, so that one can follow one."""

import hashlib
import secrets
from collections.abc import Iterable
from typing import Final, NamedTuple

PREFIX: Final = "sph_"
KEY_BYTES: Final = 32
VALID_AT_ONCE: Final = 2
# Enough of a hash to name a key by; it tells nothing of the key.
ID_DIGITS: Final = 12


class Key(NamedTuple):
    """What is known of a key: never the key itself. `session` marks one drawn for a signed-in person's visit."""

    id: str
    source: str
    session: bool
    created_at: int
    expires_at: int | None
    revoked_at: int | None
    last_used_at: int | None

    def valid(self, now_ms: int) -> bool:
        """Say whether the key is taken now."""
        return self.revoked_at is None and (self.expires_at is None or now_ms < self.expires_at)


class TooManyKeysError(ValueError):
    """A source has as many long-lived keys as it may: one must be revoked first."""


def draw() -> str:
    """Draw a new key; 256 bits can't be guessed, so a plain hash is enough to keep it."""
    return PREFIX + secrets.token_urlsafe(KEY_BYTES)


def sha256(key: str) -> str:
    """Hash a key as it is kept."""
    return hashlib.sha256(key.encode(errors="surrogatepass")).hexdigest()


def check_room(keys: Iterable[Key], now_ms: int) -> None:
    """Raise TooManyKeysError when a source has two valid long-lived keys already."""
    valid = [key.id for key in keys if not key.session and key.valid(now_ms)]
    if len(valid) >= VALID_AT_ONCE:
        raise TooManyKeysError(f"{VALID_AT_ONCE} keys are valid at once ({', '.join(valid)}): revoke one first")
