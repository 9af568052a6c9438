"""Frames, gates, peeks into, encodes and decodes the platform's Avro events; bytes from outside pass the gate first."""

import hashlib
import io
import struct
import uuid
from collections.abc import Mapping
from typing import Any, Final, Literal, NamedTuple

import fastavro

from schemas import registry

VALUE_BYTES_MAX: Final = 256 * 1024
FRAME_BYTES: Final = 5
_EVENT_ID_BYTES: Final = 16
_VERSION_AT: Final = FRAME_BYTES + _EVENT_ID_BYTES
_VARINT_BYTES_MAX: Final = 10
_NAMESPACE: Final = uuid.UUID("6f0c5a0e-6d5c-5d0e-9c52-5a5048414e01").bytes

# What fastavro raises on data or bytes that fit no schema: its classes differ by type, length and value.
UNFIT: Final = (
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    OverflowError,
    AttributeError,
    MemoryError,
    struct.error,
)

Operation = Literal["UPSERT", "DELETE"]
OPERATIONS: Final[tuple[Operation, Operation]] = ("UPSERT", "DELETE")


class GateError(ValueError):
    """Bytes that can't be an event of this topic; `code` says why, for the dead letters and the counters."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Meta(NamedTuple):
    """What an event says about itself: id (16 bytes), version, operation, and when it became true (ms since 1970)."""

    event_id: bytes
    version: int
    operation: Operation
    occurred_at: int


def event_id(topic: str, key: bytes, version: int) -> bytes:
    """Give the id of an event (UUIDv5, RFC 9562): the same row sent again has the same id."""
    name = b"%b/%b/%d" % (topic.encode(), key, version)
    made = bytearray(hashlib.sha1(_NAMESPACE + name, usedforsecurity=False).digest()[:_EVENT_ID_BYTES])
    made[6] = made[6] & 0x0F | 0x50  # version 5
    made[8] = made[8] & 0x3F | 0x80  # the variant of RFC 9562
    return bytes(made)


def encode(topic: str, meta: Meta, data: Mapping[str, Any] | None) -> bytes:
    """Frame and encode an event by the topic's current schema; ValueError when data does not fit it."""
    current = registry.current(topic)
    record = {
        "meta": {
            "event_id": meta.event_id,
            "version": meta.version,
            "operation": meta.operation,
            "occurred_at": meta.occurred_at,
        },
        "data": data,
    }
    try:
        return current.frame + _write(current.parsed, record)
    except UNFIT:
        # fastavro's own message quotes the data, which must not reach a log.
        raise ValueError(f"{topic}: data does not fit its schema") from None


def gate(topic: str, value: bytes) -> None:
    """Let through what may be decoded: at most 256 KiB, magic byte 0, a known schema id of this topic."""
    if len(value) > VALUE_BYTES_MAX:
        raise GateError("TOO_LARGE")
    if value[:FRAME_BYTES] not in registry.frames(topic):
        raise GateError(_frame_fault(value))


def _frame_fault(value: bytes) -> str:
    if len(value) < FRAME_BYTES:
        return "TRUNCATED"
    return "BAD_MAGIC" if value[0] else "UNKNOWN_SCHEMA"


def peek(value: bytes) -> tuple[int, int]:
    """Read version and operation (0 UPSERT, 1 DELETE) from where `meta` begins, decoding nothing else."""
    end = _VERSION_AT
    version = shift = 0
    try:
        while True:
            byte = value[end]
            end += 1
            version |= (byte & 0x7F) << shift
            if byte < 0x80:
                break
            shift += 7
        operation = value[end]
    except IndexError:
        raise GateError("TRUNCATED") from None
    # A zigzag long that is negative, longer than it need be, or beyond 63 bits was not written by an encoder.
    if version & 1 or end - _VERSION_AT > _VARINT_BYTES_MAX or version >> 64 or (byte == 0 and shift):
        raise GateError("BAD_VERSION")
    if operation not in (0, 2):
        raise GateError("BAD_OPERATION")
    return version >> 1, operation >> 1


def decode(topic: str, value: bytes) -> tuple[Meta, dict[str, Any] | None]:
    """Decode an event that passes the gate, consuming every byte; raises GateError and nothing else.

    Encoding the result again must give the same bytes: that refuses what fastavro lets through (negative indexes and
    lengths, overlong varints).
    """
    gate(topic, value)
    try:
        return _opened(_read(topic, value))
    except GateError:
        raise
    except EOFError:
        raise GateError("TRUNCATED") from None
    except UNFIT:
        raise GateError("UNDECODABLE") from None


def _read(topic: str, value: bytes) -> Any:
    schema = registry.by_frame(value[:FRAME_BYTES])
    source = io.BytesIO(value)
    source.seek(FRAME_BYTES)
    raw = fastavro.schemaless_reader(source, schema.raw_parsed, None)
    if source.tell() != len(value):
        raise GateError("TRAILING_BYTES")
    if _write(schema.raw_parsed, raw) != value[FRAME_BYTES:]:
        raise GateError("NOT_CANONICAL")
    source.seek(FRAME_BYTES)
    return fastavro.schemaless_reader(source, schema.parsed, registry.reader(topic, schema))


def _opened(event: Any) -> tuple[Meta, dict[str, Any] | None]:
    meta, data = event["meta"], event["data"]
    if (data is None) != (meta["operation"] == "DELETE"):
        raise GateError("DATA_AND_OPERATION_DIFFER")
    if meta["version"] < 0:
        raise GateError("BAD_VERSION")
    occurred_at = meta["occurred_at"]
    at = int(occurred_at.timestamp() * 1000) if hasattr(occurred_at, "timestamp") else occurred_at
    return Meta(meta["event_id"], meta["version"], meta["operation"], at), data


def _write(schema: Any, record: Any) -> bytes:
    sink = io.BytesIO()
    fastavro.schemaless_writer(sink, schema, record)
    return sink.getvalue()
