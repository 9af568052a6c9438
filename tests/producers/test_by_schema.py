"""What a schema says of a field is what its column is read by, for any schema a column can hold."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest

from producers.columns import BadRowError
from producers.data_sets import DATA_SETS
from producers.schema_fields import _field, fields_of
from producers.schema_values import REMEMBERED_MAX, example, reader, reading, remember
from schemas.topics import IDENTITY, MATCH, PLACEMENT, VACANCY
from tests.producers.rows import ROWS

WEEKDAY = {"type": "enum", "name": "Day", "symbols": ["MONDAY", "UNKNOWN"]}
MOMENT = {"type": "long", "logicalType": "timestamp-millis"}


def read(schema: Mapping[str, Any], raw: str) -> Any:
    """Read a column `x` by a field's schema."""
    field = _field({"name": "x", **schema}, {"x": "x"}, {})
    return reader(field)({"x": raw}, {})


@pytest.mark.parametrize(
    ("schema", "raw", "value"),
    [
        ({"type": "string"}, " ก ", "ก"),
        ({"type": "int"}, "๑,๒๐๔", 1204),
        ({"type": "long"}, "9000000000", 9_000_000_000),
        ({"type": "double"}, "13,500.25", 13_500.25),
        ({"type": "boolean"}, "ใช่", True),
        ({"type": "boolean", "words": {"มี": True}}, "มี", True),
        ({"type": {"type": "int", "logicalType": "date"}}, "29/02/2567", date(2024, 2, 29)),
        ({"type": MOMENT}, "23/11/2569 09:15:00", datetime(2026, 11, 23, 2, 15, tzinfo=UTC)),
        ({"type": WEEKDAY, "words": {"จันทร์": "MONDAY"}}, "จันทร์", "MONDAY"),
        ({"type": WEEKDAY}, "MONDAY", "MONDAY"),
        ({"type": {"type": "array", "items": WEEKDAY}}, "MONDAY|MONDAY", ("MONDAY", "MONDAY")),
        ({"type": {"type": "array", "items": "int"}}, "1|2", (1, 2)),
        ({"type": {"type": "array", "items": "string"}}, "", ()),
        ({"type": ["null", "string"]}, "  ", None),
        ({"type": "int", "default": 7}, "", 7),
        ({"type": "string", "codes": "province"}, "๒๑", "21"),
        ({"type": "string", "codes": "occupation"}, "7411", "7411"),
    ],
)
def test_a_column_is_read_as_its_schema_says(schema: Mapping[str, Any], raw: str, value: object) -> None:
    assert read(schema, raw) == value


@pytest.mark.parametrize(
    ("schema", "raw", "code"),
    [
        ({"type": "string"}, "", "MISSING"),
        ({"type": "int"}, "3000000000", "OUT_OF_RANGE"),
        ({"type": "int"}, "สอง", "BAD_NUMBER"),
        ({"type": "double"}, "1e9", "BAD_NUMBER"),
        ({"type": "boolean"}, "อาจจะ", "UNKNOWN_CODE"),
        ({"type": {"type": "int", "logicalType": "date"}}, "29/02/2568", "BAD_DATE"),
        ({"type": MOMENT}, "23/11/2569 24:00:00", "BAD_DATE"),
        ({"type": WEEKDAY}, "UNKNOWN", "UNKNOWN_CODE"),
        ({"type": {"type": "array", "items": WEEKDAY}}, "MONDAY|SUNDAY", "UNKNOWN_CODE"),
    ],
)
def test_what_its_schema_does_not_allow_is_refused(schema: Mapping[str, Any], raw: str, code: str) -> None:
    with pytest.raises(BadRowError) as caught:
        read(schema, raw)
    assert (caught.value.refusal.code, caught.value.refusal.field) == (code, "x")


@pytest.mark.parametrize("topic", DATA_SETS)
def test_each_field_of_a_register_has_an_example(topic: str) -> None:
    assert all(example(field) for field in fields_of(topic) if field.kind != "bytes" and "pseudonyms" not in field.name)


@pytest.mark.parametrize("schema", [{"type": "map", "values": "int"}, {"type": "record", "name": "R", "fields": []}])
def test_a_type_that_no_column_can_hold_is_told(schema: Mapping[str, Any]) -> None:
    with pytest.raises(ValueError, match="no column can hold"):
        _field({"name": "x", "type": schema}, {"x": "x"}, {})
    with pytest.raises(ValueError, match="no column can hold record"):
        fields_of(MATCH)


def test_a_field_that_names_an_enum_defined_before_it_is_read_by_its_words() -> None:
    known: dict[str, Any] = {}
    _field({"name": "first", "type": WEEKDAY}, {"first": "first"}, known)
    assert _field({"name": "second", "type": "Day"}, {"second": "second"}, known).words == {"MONDAY": "MONDAY"}
    assert {field.kind for field in fields_of(PLACEMENT)} >= {"word", "moment"}
    assert {field.kind for field in fields_of(IDENTITY)} >= {"word", "moment"}


def test_a_text_is_remembered_where_it_says_all_and_can_be_nobodys_own() -> None:
    known = {one.name: one.known for one in map(reading, fields_of(VACANCY))}
    assert all(known[name] is None for name in ("position", "employer_name", "skills", "district"))
    assert known["status"] == known["industry_code"] == {}
    first, again = (DATA_SETS[VACANCY].read(ROWS[VACANCY]) for _ in range(2))
    assert first == again


def test_what_was_refused_is_not_remembered_and_what_is_remembered_is_bounded() -> None:
    for _ in range(2):
        with pytest.raises(BadRowError):
            DATA_SETS[VACANCY].read({**ROWS[VACANCY], "wage_min": "1x"})
    known: dict[str | None, Any] = {}
    for number in range(REMEMBERED_MAX + 10):
        remember(known, str(number), number)
    remember(known, "1" * 100, 1)
    assert len(known) == 10
