"""Passwords as scrypt hashes: what a guess costs is set here, and a name that is not known costs as much."""

import hashlib
import hmac
import secrets
import unicodedata
from typing import Final, NamedTuple

LENGTH_MIN: Final = 12
LENGTH_MAX: Final = 200
SALT_BYTES: Final = 16
HASH_BYTES: Final = 32
# 32 MiB and about a tenth of a second for each guess (OWASP's figures for scrypt: N 2^15, r 8, p 3).
_COST, _BLOCK, _PARALLEL = 2**15, 8, 3
_MEMORY_BYTES_MAX: Final = 64 * 1024 * 1024
FREE_FAILURES: Final = 5
WAIT_MS_FIRST: Final = 1_000
WAIT_MS_MAX: Final = 15 * 60 * 1_000


class Hashed(NamedTuple):
    """A password as it is kept."""

    salt: bytes
    scrypt: bytes


NOBODY: Final = Hashed(bytes(SALT_BYTES), bytes(HASH_BYTES))


def hashed(password: str) -> Hashed:
    """Hash a new password; ValueError when it is too short or too long."""
    if not LENGTH_MIN <= len(password) <= LENGTH_MAX:
        raise ValueError(f"a password has {LENGTH_MIN} to {LENGTH_MAX} characters")
    salt = secrets.token_bytes(SALT_BYTES)
    return Hashed(salt, _scrypt(password, salt))


def is_right(password: str, kept: Hashed | None) -> bool:
    """Compare in constant time; for a name that is not known (None) it takes as long and is wrong."""
    known = kept or NOBODY
    same = hmac.compare_digest(_scrypt(password[:LENGTH_MAX], known.salt), known.scrypt)
    return same and kept is not None


def wait_ms(failures: int) -> int:
    """Give how long a name must wait after so many wrong passwords in a row: twice as long each time, up to a limit."""
    late = failures - FREE_FAILURES
    return 0 if late < 0 else min(WAIT_MS_FIRST << min(late, 20), WAIT_MS_MAX)


def _scrypt(password: str, salt: bytes) -> bytes:
    text = unicodedata.normalize("NFC", password).encode(errors="surrogatepass")
    cost = {"n": _COST, "r": _BLOCK, "p": _PARALLEL, "maxmem": _MEMORY_BYTES_MAX, "dklen": HASH_BYTES}
    return hashlib.scrypt(text, salt=salt, **cost)
