"""A dead letter as streams writes it and operations reads it: origin and reason stay readable, the rest is sealed."""

import struct
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from schemas.sealing import open_with, seal_to

TOPIC: Final = "saphan_origin_topic"
PARTITION: Final = "saphan_origin_partition"
OFFSET: Final = "saphan_origin_offset"
TIMESTAMP: Final = "saphan_origin_timestamp"
CODE: Final = "saphan_code"
SCHEMA_ID: Final = "saphan_schema_id"
_LENGTH: Final = struct.Struct(">i")
_ABSENT: Final = -1

Headers = Sequence[tuple[str, bytes | None]]


class Origin(NamedTuple):
    """Where a record that could not be applied lies, when it was accepted (ms), and the code of the reason."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    code: str
    schema_id: int | None = None


class Original(NamedTuple):
    """The record as it came, byte for byte."""

    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes | None], ...]


def key(origin: Origin) -> bytes:
    """Give a dead letter's Kafka key: where it came from."""
    return f"{origin.topic}/{origin.partition}/{origin.offset}".encode("ascii")


def headers(origin: Origin) -> list[tuple[str, bytes]]:
    """Give a dead letter's readable headers; none holds anything of the record's content."""
    facts = [
        (TOPIC, origin.topic),
        (PARTITION, origin.partition),
        (OFFSET, origin.offset),
        (TIMESTAMP, origin.timestamp),
        (CODE, origin.code),
    ]
    known = facts if origin.schema_id is None else [*facts, (SCHEMA_ID, origin.schema_id)]
    return [(name, str(fact).encode("ascii")) for name, fact in known]


def read_headers(found: Iterable[tuple[str, bytes | None]]) -> Origin:
    """Read the headers back; ValueError when they are not a dead letter's."""
    facts: Mapping[str, str] = {name: raw.decode("ascii") for name, raw in found if raw is not None}
    try:
        numbers = (int(facts[PARTITION]), int(facts[OFFSET]), int(facts[TIMESTAMP]))
        schema_id = int(facts[SCHEMA_ID]) if SCHEMA_ID in facts else None
        return Origin(facts[TOPIC], *numbers, facts[CODE], schema_id)
    except KeyError as missing:
        raise ValueError(f"a dead letter has the header {missing.args[0]}") from None


def seal_original(operators_public_key: bytes, original: Original) -> bytes:
    """Seal a record so that only the operators' private key opens it."""
    parts: list[bytes | None] = [original.key, original.value]
    for name, raw in original.headers:
        parts += [name.encode(), raw]
    return seal_to(operators_public_key, b"".join(map(_part, parts)))


def open_original(operators_private_key: bytes, sealed: bytes) -> Original:
    """Open a dead letter's value; SealBrokenError when it was sealed to another key."""
    key_, value, *rest = _parts(open_with(operators_private_key, sealed))
    names = [(name or b"").decode() for name in rest[::2]]
    return Original(key_, value, tuple(zip(names, rest[1::2], strict=True)))


def _part(raw: bytes | None) -> bytes:
    return _LENGTH.pack(_ABSENT) if raw is None else _LENGTH.pack(len(raw)) + raw


def _parts(content: bytes) -> list[bytes | None]:
    found: list[bytes | None] = []
    at = 0
    while at < len(content):
        (length,) = _LENGTH.unpack_from(content, at)
        at += _LENGTH.size
        found.append(None if length == _ABSENT else content[at : at + length])
        at += max(0, length)
    return found
