"""The Redis view's names and bytes: key layout, a stored entry, and which of two entries wins."""

import hashlib
import struct
from collections.abc import Mapping
from typing import Final, NamedTuple

LIBRARY: Final = "saphan"
UPSERT: Final = 0
DELETE: Final = 1
TOMBSTONE: Final = 2
_HEAD: Final = struct.Struct(">QQB")
HEAD_BYTES: Final = _HEAD.size


class Entry(NamedTuple):
    """One source record as the view holds it: version, accepted at (ms), operation, the framed bytes as they came.

    `value` is empty when the record could not be decoded; its version still stands against older ones.
    """

    version: int
    accepted_at: int
    operation: int
    value: bytes


def pack(entry: Entry) -> bytes:
    """Lay an entry out as 8 bytes version, 8 bytes accepted at (both big-endian), 1 byte operation, then the value."""
    return _HEAD.pack(entry.version, entry.accepted_at, entry.operation) + entry.value


def unpack(packed: bytes) -> Entry:
    """Read an entry back; struct.error when shorter than its head."""
    version, accepted_at, operation = _HEAD.unpack_from(packed)
    return Entry(version, accepted_at, operation, packed[HEAD_BYTES:])


def rank(entry: Entry) -> tuple[int, str, int]:
    """Order entries of one record: newer version, then the greater hash of its bytes, then the earlier acceptance.

    The order is total, so that any arrival order and any repeats leave the same winner.
    """
    return entry.version, hashlib.sha1(entry.value, usedforsecurity=False).hexdigest(), -entry.accepted_at


def wins(challenger: Entry, holder: Entry) -> bool:
    """Say whether the challenger takes the holder's place."""
    if challenger.version != holder.version:
        return challenger.version > holder.version
    return rank(challenger) > rank(holder)


def field(topic: str, record: str) -> bytes:
    """Name a record inside its subject's hash."""
    return f"{topic}/{record}".encode("ascii")


def split_field(name: bytes) -> tuple[str, str]:
    """Split a hash field into topic and record id."""
    topic, _, record = name.decode("ascii").rpartition("/")
    return topic, record


def tag(number: int) -> str:
    """Give the hash tag of a partition."""
    return f"{{{number}}}"


def watermark_key(number: int) -> str:
    """Name the hash of last offsets, owner's tokens and counters; every function is routed by it."""
    return f"{{{number}}}:w"


def subject_key(number: int, subject: str) -> str:
    """Name the hash of a subject's records."""
    return f"{{{number}}}:p:{subject}"


def worker_key(worker: str) -> str:
    """Name a worker's own report to the operators."""
    return f"worker:{worker}"


def digest(entries: Mapping[bytes, bytes]) -> str:
    """Hash a set of packed entries by name, in canonical order, so that view and log can be compared."""
    total = hashlib.sha256()
    for name in sorted(entries):
        total.update(struct.pack(">II", len(name), len(entries[name])) + name + entries[name])
    return total.hexdigest()
