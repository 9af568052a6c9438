"""Encodes an event and proves its bytes: what reads back as exactly what was meant passes any reader's gate."""

import io
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

import fastavro

from schemas import registry
from schemas.codec import FRAME_BYTES, UNFIT, VALUE_BYTES_MAX, Meta, decode, encode

_DELETE: Final = "DELETE"


def encode_proven(topic: str, meta: Meta, data: Mapping[str, Any] | None) -> bytes:
    """Give the bytes of `encode`, known to pass `decode`; raises ValueError (a GateError says what the gate held).

    An encoding is a function of what it holds, so bytes that read back as what was meant are those an encoder writes,
    and one reading proves them. What does not read back alike is encoded and proven the long way, which says why.
    """
    try:
        value = _written_and_read(topic, meta, data)
    except (EOFError, *UNFIT):
        value = None
    if value is None:
        value = encode(topic, meta, data)
        decode(topic, value)
    return value


def _written_and_read(topic: str, meta: Meta, data: Mapping[str, Any] | None) -> bytes | None:
    """Encode and read once; None where that proves nothing."""
    current = registry.current(topic)
    event_id, version, operation, occurred_at = meta
    if (operation == _DELETE) != (data is None) or version < 0:
        return None
    head = {"event_id": event_id, "version": version, "operation": operation, "occurred_at": occurred_at}
    # A branch that is named need not be found by holding the data against each.
    record = {"meta": head, "data": None if data is None else (_branch(topic), data)}
    sink = io.BytesIO()
    sink.write(current.frame)
    fastavro.schemaless_writer(sink, current.parsed, record)
    value = sink.getvalue()
    sink.seek(FRAME_BYTES)
    read: Any = fastavro.schemaless_reader(sink, _plain_times(topic), None)
    whole = sink.tell() == len(value) <= VALUE_BYTES_MAX
    return value if whole and read["meta"] == head and _alike(read["data"], data) else None


def _alike(read: Mapping[str, Any] | None, meant: Mapping[str, Any] | None) -> bool:
    if read is None or meant is None:
        return read is meant
    for name, value in meant.items():
        found = read[name]
        # What is written from a tuple is read as a list.
        if found != value and not (type(value) is tuple and found == list(value)):
            return False
    return len(read) == len(meant)


@cache
def _branch(topic: str) -> str:
    """Name the record that a topic's `data` is when it is not null."""
    return str(registry.current(topic).parsed["fields"][1]["type"][1]["name"])


@cache
def _plain_times(topic: str) -> Any:
    """Give the schema with the envelope's moment read as the number it is; the data is read as readers do."""
    parsed, raw = registry.current(topic).parsed, registry.current(topic).raw_parsed
    return {**parsed, "fields": [raw["fields"][0], parsed["fields"][1]]}
