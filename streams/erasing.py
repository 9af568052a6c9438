"""Erasures in the log: which decisions erase whom until when, read before anything else of a person is applied."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from schemas import codec
from schemas.codec import GateError
from schemas.partition import split_key
from schemas.topics import IDENTITY
from streams.transport.chunk import Record

ERASURE: Final = "ERASURE"


class Erasure(NamedTuple):
    """Everything accepted about a person until a moment (ms) goes, of one data set only where one is named."""

    subject: str
    moment_ms: int
    data_set: str


def erasures(topic: str, records: Sequence[Record]) -> tuple[Erasure, ...]:
    """Take the erasures out of a chunk's records; what can't be read decides nothing."""
    if topic != IDENTITY:
        return ()
    return tuple(one for record in records if (one := _erasure(record)) is not None)


def _erasure(record: Record) -> Erasure | None:
    if record.key is None or record.value is None:
        return None
    try:
        subject, _ = split_key(record.key)
        _, decided = codec.decode(IDENTITY, record.value)
    except (GateError, ValueError):
        return None
    if decided is None or decided["decision"] != ERASURE:
        return None
    return Erasure(subject, max(record.timestamp, 0), decided["data_set"] or "")
