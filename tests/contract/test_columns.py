"""What a schema says of a register's columns and words is what its register is read by."""

from typing import Any

import pytest

from producers.columns import BadRowError
from producers.data_sets import DATA_SETS
from schemas import registry

# The one year in which every level has a curriculum, so that a level can be changed alone.
ANY_LEVEL = {"curriculum_year": "2567", "field_code": ""}
# Filled in at the edge: no column of the register's.
FILLED_IN = {"identity", "name_hash", "address_hash", "other_pseudonyms"}


def _fields(topic: str) -> list[dict[str, Any]]:
    return [field for field in registry.data_record(topic)["fields"] if field["name"] not in FILLED_IN]


WORDS = [
    pytest.param(topic, field.get("column", field["name"]), word, field["name"], symbol, id=f"{topic}-{word}")
    for topic in DATA_SETS
    for field in _fields(topic)
    for word, symbol in field.get("words", {}).items()
]


def _read(topic: str, column: str, word: str) -> dict[str, Any]:
    columns = DATA_SETS[topic].columns
    beside = {name: value for name, value in ANY_LEVEL.items() if name in columns}
    data = DATA_SETS[topic].read({**columns, **beside, column: word}).data
    assert data is not None
    return dict(data)


@pytest.mark.parametrize(("topic", "column", "word", "field", "symbol"), WORDS)
def test_a_registers_word_is_read_as_the_schema_says(
    topic: str, column: str, word: str, field: str, symbol: object
) -> None:
    assert _read(topic, column, word)[field] in (symbol, (symbol,))


def test_a_word_that_no_schema_names_is_refused() -> None:
    with pytest.raises(BadRowError):
        _read("ovec.student.v1", "wish", "ยังคิดอยู่")


@pytest.mark.parametrize("topic", DATA_SETS)
def test_every_column_that_a_schema_names_is_one_its_register_has(topic: str) -> None:
    named = {field["column"] for field in _fields(topic) if "column" in field}
    assert named | {registry.data_record(topic)["column"]} <= DATA_SETS[topic].columns.keys()
    assert "salary" not in DATA_SETS[topic].columns
