"""Turns a chunk of the log into the view's batch: a few bytes of each record are looked at, the rest moves as is."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal, NamedTuple

from schemas import codec, registry, view
from schemas.codec import GateError
from schemas.partition import partition, split_key
from schemas.topics import BY_NAME, Subject
from streams.erasing import Erasure, erasures
from streams.store.command import ENTRY_LINE, KEY_LINE
from streams.store.protocol import Batch, Kind
from streams.transport.chunk import Chunk, Record

KEY_BYTES: Final = 49
HEX: Final = b"0123456789abcdef"
SUBJECT_PREFIXES: Final = 65536
_VERSION_AT: Final = codec.FRAME_BYTES + 16
_head: Final = struct.Struct(">QQB").pack
_TOMBSTONE: Final = _head(0, 0, view.TOMBSTONE)


class Refused(NamedTuple):
    """A record that can't be an event of its topic, and the code of the reason."""

    record: Record
    code: str


@dataclass(frozen=True, slots=True)
class Packed:
    """What the view takes of a chunk, what goes to the dead letters, and whom its decisions erase."""

    batch: Batch
    refused: tuple[Refused, ...]
    erasures: tuple[Erasure, ...] = ()


def pack(chunk: Chunk, partitions: int) -> Packed:
    """Pack a chunk; a record that fails its checks is refused and harms no other."""
    records: Sequence[Record] = chunk.records
    refused: tuple[Refused, ...] = ()
    parts = _pack_all(chunk, partitions)
    if parts is None:
        judged = [(record, _fault(chunk, record, partitions)) for record in records]
        refused = tuple(Refused(record, code) for record, code in judged if code)
        records = [record for record, code in judged if not code]
        parts = [part for record in records for part in _pack_one(record)]
    topic = chunk.place.topic
    # A tombstone is dated at an erasure and says nothing of how new its agency's data are.
    newest = max((record.timestamp for record in records if record.value is not None), default=0)
    batch = Batch(topic, chunk.start - 1, chunk.last, max(newest, 0), kind(topic), parts)
    return Packed(batch, refused, erasures(topic, records))


@cache
def kind(topic: str) -> Kind | Literal[""]:
    """Say which dirty set a topic's subjects go to when they change; none for what matching wrote itself."""
    row = BY_NAME[topic]
    if not row.dirties:
        return ""
    return "d" if row.subject is Subject.PERSON else "v"


@cache
def prefixes(number: int, partitions: int) -> frozenset[bytes]:
    """List what subjects of a partition may begin with, so that one set comparison checks a whole chunk."""
    return frozenset(b"%04x" % digits for digits in range(SUBJECT_PREFIXES) if digits % partitions == number)


def _pack_all(chunk: Chunk, partitions: int) -> list[bytes] | None:
    """Pack a chunk in which nothing is wrong, at about a microsecond a record; None when something may be."""
    if BY_NAME[chunk.place.topic].decoded_on_arrival:
        return None
    records = chunk.records
    keys = [record.key for record in records]
    values = [record.value for record in records]
    times = [record.timestamp for record in records]
    try:
        if not _plain(chunk, keys, values, partitions):
            return None
        heads = [_head_of(value, at) for value, at in zip(values, times, strict=True)]  # type: ignore[arg-type]
    except (TypeError, IndexError, GateError, struct.error):
        # A null key or value, a value that ends too soon, a version no encoder wrote, no timestamp.
        return None
    count = len(records)
    parts: list[bytes] = [KEY_LINE] * (5 * count)
    parts[1::5] = keys  # type: ignore[assignment]  # None would have raised TypeError above
    parts[2::5] = [ENTRY_LINE[len(value)] for value in values]  # type: ignore[arg-type]
    parts[3::5] = heads
    parts[4::5] = values  # type: ignore[assignment]
    return parts


def _plain(chunk: Chunk, keys: Sequence[bytes | None], values: Sequence[bytes | None], partitions: int) -> bool:
    """Check all of a chunk at once; TypeError at a null."""
    if not keys:
        return True
    topic, number = chunk.place
    return (
        {len(key) for key in keys} == {KEY_BYTES}  # type: ignore[arg-type]
        and b"".join(keys).translate(None, HEX) == b"/" * len(keys)  # type: ignore[arg-type]
        and {key[32] for key in keys} == {0x2F}  # type: ignore[index]
        and {key[:4] for key in keys} <= prefixes(number, partitions)  # type: ignore[index]
        and {value[: codec.FRAME_BYTES] for value in values} <= registry.frames(topic)  # type: ignore[index]
        and max(map(len, values)) <= codec.VALUE_BYTES_MAX  # type: ignore[arg-type]
    )


def _head_of(value: bytes, accepted_at: int) -> bytes:
    """Give an entry's head; the commonest versions, of one or two bytes, are read in place."""
    first = value[_VERSION_AT]
    if not first & 1:
        second = value[_VERSION_AT + 1]
        if first < 0x80:
            if second in (0, 2):
                return _head(first >> 1, accepted_at, second >> 1)
        elif 0 < second < 0x80:
            operation = value[_VERSION_AT + 2]
            if operation in (0, 2):
                return _head((first & 0x7F | second << 7) >> 1, accepted_at, operation >> 1)
    version, operation = codec.peek(value)
    return _head(version, accepted_at, operation)


def _fault(chunk: Chunk, record: Record, partitions: int) -> str | None:
    """Say why a record can't be applied, or that it can."""
    try:
        subject, _ = split_key(record.key or b"")
    except ValueError:
        return "BAD_KEY"
    if partition(subject, partitions) != chunk.place.partition:
        return "WRONG_PARTITION"
    if record.value is None:
        return None
    try:
        judge(chunk.place.topic, record.value)
    except GateError as why:
        return why.code
    return None


def judge(topic: str, value: bytes) -> None:
    """Raise GateError for a value that can't be an event of its topic, as far as it must be told on arrival."""
    if BY_NAME[topic].decoded_on_arrival:
        codec.decode(topic, value)
    else:
        codec.gate(topic, value)
        codec.peek(value)


def _pack_one(record: Record) -> tuple[bytes, ...]:
    key, value = record.key or b"", record.value
    if value is None:
        return KEY_LINE, key, ENTRY_LINE[0], _TOMBSTONE, b""
    version, operation = codec.peek(value)
    head = _head(version, max(record.timestamp, 0), operation)
    return KEY_LINE, key, ENTRY_LINE[len(value)], head, value
