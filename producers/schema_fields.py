"""What a topic's schema says about each field of a row: its column, its type, its code table, the register's words."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from schemas import registry

MUST_BE_FILLED: Final = object()
_PLAIN: Final = frozenset({"string", "int", "long", "float", "double", "bytes"})
_TIMES: Final = {"date": "date", "timestamp-millis": "moment"}
_YES_NO: Final = {"ใช่": True, "ไม่ใช่": False, "1": True, "0": False}


@dataclass(frozen=True)
class Field:
    """One field: `kind` is an Avro type's name, or date, moment or word; each value's where there are `many`.

    `blank` is what a blank column gives, or MUST_BE_FILLED. `words` turns the register's words into symbols; `codes`
    names the table that each value must stand in, None for a free one, and `scheme` the column that says which list a
    code is of, None where there is but one.
    """

    name: str
    column: str
    kind: str
    many: bool
    blank: Any
    words: Mapping[str, Any]
    codes: str | None
    scheme: str | None


def fields_of(topic: str) -> tuple[Field, ...]:
    """Give the fields of a topic's record in their order; ValueError for a type that no column can hold."""
    schemas, known = registry.data_record(topic)["fields"], dict[str, Any]()
    columns = {schema["name"]: str(schema.get("column", schema["name"])) for schema in schemas}
    return tuple(_field(schema, columns, known) for schema in schemas)


@cache
def own_number(topic: str) -> str:
    """Give the column in which the register keeps its own number of a record."""
    return str(registry.data_record(topic).get("column", "record_no"))


def _field(schema: Mapping[str, Any], columns: Mapping[str, str], known: dict[str, Any]) -> Field:
    branches = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    (plain,) = (branch for branch in branches if branch != "null")
    many = isinstance(plain, dict) and plain["type"] == "array"
    kind, words = _kind(plain["items"] if many else plain, known)
    blank = () if many else None if "null" in branches else schema.get("default", MUST_BE_FILLED)
    return Field(
        name := schema["name"],
        columns[name],
        kind,
        many,
        blank,
        schema.get("words", {}) | words,
        schema.get("codes"),
        columns.get(f"{name}_scheme"),
    )


def _kind(item: Any, known: dict[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """Name a value's kind and the words it may be; an enum is defined once and then named."""
    item = known.get(item, item) if isinstance(item, str) else item
    if isinstance(item, str):
        item = {"type": item}
    if item["type"] == "enum":
        known[item["name"]] = item
        return "word", {symbol: symbol for symbol in item["symbols"] if symbol != "UNKNOWN"}
    if item["type"] == "boolean":
        return "word", _YES_NO
    if item.get("logicalType") in _TIMES:
        return _TIMES[item["logicalType"]], {}
    if item["type"] in _PLAIN and "logicalType" not in item:
        return str(item["type"]), {}
    raise ValueError(f"no column can hold {item['type']}")
