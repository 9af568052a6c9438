"""The committed schemas by topic and by id: read from avro/ and lock.json, so that no registry is asked on the way."""

import copy
import hashlib
import json
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import fastavro

FOLDER: Final = Path(__file__).parent
AVRO: Final = FOLDER / "avro"
PAST: Final = AVRO / "past"
LOCK: Final = FOLDER / "lock.json"
DEPTH_MAX: Final = 8
FIELDS_MAX: Final = 500
DECIMAL_BYTES_MAX: Final = 16
# What a field says to people and to the readers of rows: `column` the register's column (by default the field's name),
# `codes` the table its value is checked against, `words` the register's words for its symbols. On the data record,
# `column` is where the register keeps its own number.
_UNSHAPING: Final = ("doc", "clause", "personal", "column", "codes", "words")


@dataclass(frozen=True)
class Registered:
    """One version of one topic's schema; `raw_parsed` is the same without logical types, for comparing bytes."""

    topic: str
    version: int
    id: int
    parsed: Any
    raw_parsed: Any

    @property
    def frame(self) -> bytes:
        """Confluent framing: 0x00 and the id in 4 bytes."""
        return b"\0" + struct.pack(">I", self.id)


def load(topic: str) -> dict[str, Any]:
    """Read the current schema file of a topic."""
    found: dict[str, Any] = json.loads((AVRO / f"{topic}.avsc").read_text(encoding="utf-8"))
    return found


def data_record(topic: str) -> dict[str, Any]:
    """Give the record schema of a topic's `data`."""
    found: dict[str, Any] = load(topic)["fields"][1]["type"][1]
    return found


def shape(schema: Any) -> Any:
    """Strip what does not change the bytes (doc, clause, column …), so that wording can be bettered freely."""
    if isinstance(schema, dict):
        return {key: shape(value) for key, value in schema.items() if key not in _UNSHAPING}
    return [shape(item) for item in schema] if isinstance(schema, list) else schema


def fingerprint(schema: Mapping[str, Any]) -> str:
    """Hash a schema's shape (SHA-256, hex)."""
    canonical = json.dumps(shape(schema), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


@cache
def _registered() -> Mapping[bytes, Registered]:
    lock = json.loads(LOCK.read_text(encoding="utf-8"))
    found = [_one(topic, row) for topic, rows in lock.items() for row in rows]
    return {one.frame: one for one in found}


def _one(topic: str, row: Mapping[str, Any]) -> Registered:
    past = PAST / f"{topic}.{row['version']}.avsc"
    schema = json.loads(past.read_text(encoding="utf-8")) if past.exists() else load(topic)
    if fingerprint(schema) != row["fingerprint"]:
        raise ValueError(f"{topic} version {row['version']} is not what lock.json says; a change needs a new version")
    lint(schema)
    raw = fastavro.parse_schema(_without_logical_types(copy.deepcopy(schema)))
    return Registered(topic, row["version"], row["id"], fastavro.parse_schema(schema), raw)


def _without_logical_types(schema: Any) -> Any:
    if isinstance(schema, dict):
        return {key: _without_logical_types(value) for key, value in schema.items() if key != "logicalType"}
    return [_without_logical_types(item) for item in schema] if isinstance(schema, list) else schema


@cache
def current(topic: str) -> Registered:
    """Give the newest registered schema of a topic; ValueError for a topic that has none."""
    own = [one for one in _registered().values() if one.topic == topic]
    if not own:
        raise ValueError(f"{topic} has no schema")
    return max(own, key=lambda one: one.version)


@cache
def frames(topic: str) -> frozenset[bytes]:
    """Give the frames (magic and id) a value of this topic may begin with."""
    return frozenset(frame for frame, one in _registered().items() if one.topic == topic)


def by_frame(frame: bytes) -> Registered:
    """Find a schema by the frame of a value; KeyError when unknown."""
    return _registered()[frame]


def reader(topic: str, writer: Registered) -> Any:
    """Give the schema to read by: none when the writer's is current, so that nothing need be resolved."""
    newest = current(topic)
    return None if newest is writer else newest.parsed


def lint(schema: Mapping[str, Any]) -> None:
    """Refuse a schema that could be used to harm its reader: recursion, depth, width, zero-width items, decimals."""
    counted = sum(1 for _ in _walk(schema, 0, ()))
    if counted > FIELDS_MAX:
        raise ValueError(f"{counted} fields; at most {FIELDS_MAX}")


def _walk(schema: Any, depth: int, names: tuple[str, ...]) -> Iterator[Any]:
    if depth > DEPTH_MAX:
        raise ValueError(f"deeper than {DEPTH_MAX}")
    if isinstance(schema, str):
        if schema in names:
            raise ValueError(f"{schema} contains itself")
        return
    if isinstance(schema, list):
        for branch in schema:
            yield from _walk(branch, depth, names)
        return
    _lint_type(schema)
    if schema["type"] == "record":
        for field in schema["fields"]:
            yield field
            yield from _walk(field["type"], depth + 1, (*names, schema["name"]))
    elif schema["type"] in ("array", "map"):
        yield from _walk(schema.get("items", schema.get("values")), depth + 1, names)
    elif isinstance(schema["type"], (dict, list)):
        yield from _walk(schema["type"], depth, names)


def _lint_type(schema: Mapping[str, Any]) -> None:
    kind = schema["type"]
    if kind == "array" and _zero_width(schema["items"]):
        raise ValueError("items of no width: five bytes could ask for any amount of memory")
    if kind == "fixed" and schema["size"] == 0:
        raise ValueError("a fixed of no width")
    decimal = schema.get("logicalType") == "decimal"
    if decimal and (kind != "fixed" or schema["size"] > DECIMAL_BYTES_MAX):
        raise ValueError(f"a decimal is a fixed of at most {DECIMAL_BYTES_MAX} bytes")


def _zero_width(items: Any) -> bool:
    if items in ("null", ["null"]):
        return True
    if isinstance(items, dict) and items["type"] == "record":
        return all(_zero_width(field["type"]) for field in items["fields"])
    return isinstance(items, dict) and (items["type"] == "null" or (items["type"] == "fixed" and items["size"] == 0))
