"""The work all contenders share: a framed Avro event, fully decoded, as the JSON document that one `SET` stores."""

import io
import json
from base64 import b64encode
from datetime import date
from typing import Any, Final

import fastavro

from schemas import registry

FRAME_BYTES: Final = 5


def schema(topic: str) -> Any:
    """Give the parsed schema of a topic, so that it is parsed once."""
    return registry.current(topic).parsed


def decode(parsed: Any, value: bytes) -> Any:
    """Decode every field of a framed event."""
    source = io.BytesIO(value)
    source.seek(FRAME_BYTES)
    return fastavro.schemaless_reader(source, parsed, None)


def _plain(value: Any) -> str:
    if isinstance(value, bytes):
        return b64encode(value).decode("ascii")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON")


# One encoder for all: json.dumps would make a new one for each call that names a default.
to_json: Final = json.JSONEncoder(default=_plain, separators=(",", ":"), ensure_ascii=False).encode
