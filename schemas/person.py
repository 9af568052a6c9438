"""A person's pseudonym and the keyed hashes that stand for what must not be read (HMAC-SHA-256)."""

import hashlib
import hmac
from typing import Final

from schemas.identifiers import Identifier
from schemas.thai import match_key

PSEUDONYM_BYTES: Final = 16
HASH_BYTES: Final = 8


def pseudonym(key: bytes, identifier: Identifier) -> str:
    """Give a person's pseudonym: 128 bits of a keyed hash of kind and number, in hex.

    The key can't be changed without a new log: every record is filed under what it gives.
    """
    return _keyed(key, "person", f"{identifier.kind.value}:{identifier.normalised}", PSEUDONYM_BYTES)


def subject(key: bytes, topic: str, own_id: str) -> str:
    """Give the subject of a record about no person (a vacancy): 128 bits in hex."""
    return _keyed(key, f"subject:{topic}", own_id, PSEUDONYM_BYTES)


def record_hash(key: bytes, topic: str, own_id: str) -> str:
    """Give a record id: 64 bits in hex, since an agency's own record number may be a student number."""
    return _keyed(key, f"record:{topic}", own_id, HASH_BYTES)


def keyed_hash(key: bytes, purpose: str, text: str) -> str:
    """Give 64 bits of a keyed hash of a text as it reads, for comparing names and addresses without unsealing them."""
    return _keyed(key, purpose, match_key(text), HASH_BYTES)


def _keyed(key: bytes, purpose: str, text: str, size: int) -> str:
    return hmac.digest(key, f"{purpose}\0{text}".encode(), hashlib.sha256)[:size].hex()
