"""Small examples for the way into the view: subjects of a partition, framed events, chunks and batches."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from schemas import registry, view
from schemas.partition import event_key, partition
from schemas.topics import STUDENT
from streams.packing import pack
from streams.store.protocol import Batch
from streams.transport.chunk import Chunk, Place

PARTITIONS: Final = 6
TAG: Final = 2
GROUP: Final = "saphan.worker"
TOKEN: Final = b"a token"
NOW: Final = 1_790_000_000_000


def subject(number: int, tag: int = TAG) -> str:
    """Give the n-th example subject of a partition."""
    salt = 0
    while True:
        digits = hashlib.sha256(f"{number} {salt}".encode()).hexdigest()[:32]
        if partition(digits, PARTITIONS) == tag:
            return digits
        salt += 1


def record_id(number: int) -> str:
    """Give the n-th example record id."""
    return f"{number:016x}"


def key(person: int = 1, record: int = 1, tag: int = TAG) -> bytes:
    """Give an example Kafka key."""
    return event_key(subject(person, tag), record_id(record))


def varint(number: int) -> bytes:
    """Write a number as Avro does: zigzag, seven bits a byte, the lowest first."""
    left, written = number << 1, b""
    while left >= 0x80:
        written += bytes([left & 0x7F | 0x80])
        left >>= 7
    return written + bytes([left])


def value(version: int = 1, operation: int = view.UPSERT, topic: str = STUDENT, content: bytes = b"content") -> bytes:
    """Frame an event as far as the way into the view looks at it."""
    frame = min(registry.frames(topic))
    return frame + bytes(16) + varint(version) + bytes([operation << 1]) + content


@dataclass(frozen=True)
class Logged:
    """A record as it lies in the log."""

    offset: int
    key: bytes | None
    value: bytes | None
    timestamp: int = NOW
    headers: Sequence[tuple[str, bytes | None]] = ()


def chunk(records: Sequence[Logged], topic: str = STUDENT, tag: int = TAG, start: int | None = None) -> Chunk:
    """Give a chunk that begins with its first record, or where it is said to."""
    begins = records[0].offset if start is None else start
    return Chunk(Place(topic, tag), begins, records[-1].offset, records)


def batch(records: Iterable[Logged], topic: str = STUDENT, previous: int = -1) -> Batch:
    """Give the batch of some records, the first of which follows `previous`."""
    return pack(chunk(tuple(records), topic, TAG, previous + 1), PARTITIONS).batch


def one(
    version: int = 1,
    *,
    offset: int = 0,
    previous: int | None = None,
    person: int = 1,
    record: int = 1,
    topic: str = STUDENT,
    content: bytes = b"content",
    operation: int = view.UPSERT,
    accepted_at: int = NOW,
) -> Batch:
    """Give a batch of one record."""
    logged = Logged(offset, key(person, record), value(version, operation, topic, content), accepted_at)
    return batch([logged], topic, offset - 1 if previous is None else previous)


def empty(at: int, topic: str = STUDENT) -> Batch:
    """Give the empty batch that asks whether the view holds all up to an offset."""
    return Batch(topic, at, at, 0, "")


def entry(version: int = 1, content: bytes = b"content", accepted_at: int = NOW, operation: int = view.UPSERT) -> bytes:
    """Give a record as the view holds it."""
    return view.pack(view.Entry(version, accepted_at, operation, value(version, operation, STUDENT, content)))
