"""Topics, schema files, models and the lock say the same."""

import copy
import io
import json
from typing import Any, get_args

import fastavro
import pytest
from avro.compatibility import ReaderWriterCompatibilityChecker, SchemaCompatibilityType
from avro.schema import parse
from pydantic import ValidationError

from schemas import events, registry
from schemas.codec import decode
from schemas.events import MODELS, model
from schemas.events.deriving import derived
from schemas.topics import (
    APPLIED,
    BY_NAME,
    DEMAND,
    DSD_FACILITY,
    INSURANCE,
    LABOUR_STATISTICS,
    STUDENT_STATISTICS,
    TEST_PLAN,
    TOPICS,
    TRAINING,
)

from .examples import EXAMPLES, encoded
from .invented import invented


def _fields_without_words(schema: Any, path: str) -> list[str]:
    if isinstance(schema, list):
        return [name for item in schema for name in _fields_without_words(item, path)]
    if not isinstance(schema, dict):
        return []
    bad = []
    for field in schema.get("fields", []):
        here = f"{path}.{field['name']}"
        bad += [] if field.get("doc") and field.get("clause") else [here]
        bad += _fields_without_words(field["type"], here)
    return bad + _fields_without_words(schema.get("items"), path) + _fields_without_words(schema.get("type"), path)


def test_every_topic_has_one_schema_file_and_every_file_its_topic() -> None:
    assert {path.stem for path in registry.AVRO.glob("*.avsc")} == set(APPLIED) == set(EXAMPLES)


@pytest.mark.parametrize("topic", APPLIED)
def test_every_field_says_what_it_is_and_under_which_clause(topic: str) -> None:
    assert _fields_without_words(registry.load(topic), topic) == []


def test_a_field_without_a_clause_is_found() -> None:
    schema = registry.load(APPLIED[0])
    del schema["fields"][1]["type"][1]["fields"][0]["clause"]
    assert _fields_without_words(schema, "x") == ["x.data.identity"]


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
def test_a_schema_stands_under_its_topics_clause(topic: Any) -> None:
    assert topic.clause is None or registry.load(topic.name)["clause"] == topic.clause


@pytest.mark.parametrize("topic", APPLIED)
def test_model_and_schema_have_the_same_fields_in_the_same_order(topic: str) -> None:
    assert list(model(topic).model_fields) == [field["name"] for field in registry.data_record(topic)["fields"]]


def _symbols(schema: Any) -> tuple[str, ...] | None:
    if isinstance(schema, list):
        return next((found for item in schema if (found := _symbols(item))), None)
    if not isinstance(schema, dict):
        return None
    return tuple(schema["symbols"]) if schema["type"] == "enum" else _symbols(schema.get("items"))


def _literals(annotation: Any) -> tuple[str, ...] | None:
    arguments = get_args(annotation)
    if arguments and all(isinstance(argument, str) for argument in arguments):
        return tuple(arguments)
    return next((found for argument in arguments if (found := _literals(argument))), None)


@pytest.mark.parametrize("topic", APPLIED)
def test_model_and_schema_allow_the_same_words(topic: str) -> None:
    for field in registry.data_record(topic)["fields"]:
        symbols = _symbols(field["type"])
        if symbols:
            assert _literals(model(topic).model_fields[field["name"]].annotation) == symbols, field["name"]
            assert symbols[-1] == "UNKNOWN"


@pytest.mark.parametrize("topic", APPLIED)
def test_an_optional_field_is_one_in_both(topic: str) -> None:
    for field in registry.data_record(topic)["fields"]:
        nullable = isinstance(field["type"], list) and "null" in field["type"]
        assert (type(None) in get_args(model(topic).model_fields[field["name"]].annotation)) == nullable, field["name"]


def test_the_lock_holds_each_current_schema_under_an_id_of_its_own() -> None:
    lock = json.loads(registry.LOCK.read_text(encoding="utf-8"))
    ids = [row["id"] for rows in lock.values() for row in rows]
    assert len(ids) == len(set(ids))
    for topic in APPLIED:
        assert lock[topic][-1]["fingerprint"] == registry.fingerprint(registry.load(topic))


def test_wording_may_change_without_a_new_version_but_a_field_may_not() -> None:
    schema = registry.load(APPLIED[0])
    reworded = copy.deepcopy(schema)
    reworded["fields"][0]["doc"] = "other words"
    widened = copy.deepcopy(schema)
    widened["fields"].append({"name": "more", "type": "string", "default": ""})
    assert registry.fingerprint(reworded) == registry.fingerprint(schema) != registry.fingerprint(widened)


def _compatible(reader: Any, writer: Any) -> bool:
    checker = ReaderWriterCompatibilityChecker()  # type: ignore[no-untyped-call]
    found = checker.get_compatibility(parse(json.dumps(reader)), parse(json.dumps(writer)))
    return bool(found.compatibility == SchemaCompatibilityType.compatible)


@pytest.mark.parametrize("topic", APPLIED)
def test_every_version_reads_every_other(topic: str) -> None:
    lock = json.loads(registry.LOCK.read_text(encoding="utf-8"))
    past = [registry.PAST / f"{topic}.{row['version']}.avsc" for row in lock[topic][:-1]]
    versions = [json.loads(path.read_text(encoding="utf-8")) for path in past] + [registry.load(topic)]
    for reader in versions:
        for writer in versions:
            assert _compatible(reader, writer)


def test_a_change_that_breaks_readers_is_found() -> None:
    schema = registry.load(APPLIED[0])
    broken = copy.deepcopy(schema)
    broken["fields"][1]["type"][1]["fields"].append({"name": "must", "type": "string"})
    assert not _compatible(broken, schema)


@pytest.mark.parametrize("topic", APPLIED)
def test_the_example_of_each_topic_fits_its_schema(topic: str) -> None:
    assert encoded(topic)[:1] == b"\0"
    assert BY_NAME[topic].record_th


@pytest.mark.parametrize("topic", MODELS)
def test_a_model_derived_from_the_schema_takes_and_refuses_what_the_written_one_does(topic: str) -> None:
    data = EXAMPLES[topic].data()
    assert derived(topic).model_validate(data).data() == data
    assert list(derived(topic).model_fields) == list(MODELS[topic].model_fields)
    with pytest.raises(ValidationError):
        derived(topic).model_validate({**data, "not_in_the_schema": 1})


@pytest.mark.parametrize("topic", [DEMAND, STUDENT_STATISTICS, TRAINING, LABOUR_STATISTICS, TEST_PLAN, DSD_FACILITY])
def test_an_example_invented_from_the_schema_is_one_the_written_model_takes(topic: str) -> None:
    assert MODELS[topic].model_validate(invented(topic).data())


def test_a_derived_model_holds_codes_to_their_shape() -> None:
    bent = EXAMPLES[TEST_PLAN].data() | {"province": "Bangkok"}
    with pytest.raises(ValidationError):
        derived(TEST_PLAN).model_validate(bent)


def test_a_past_version_is_kept_for_each_version_but_the_last() -> None:
    lock = json.loads(registry.LOCK.read_text(encoding="utf-8"))
    past = {f"{topic}.{row['version']}" for topic, rows in lock.items() for row in rows[:-1]}
    assert {path.stem for path in registry.PAST.glob("*.avsc")} == past
    assert f"{INSURANCE}.1" in past


def test_what_was_written_under_the_first_version_is_read_with_the_newer_fields_empty() -> None:
    first = json.loads((registry.PAST / f"{INSURANCE}.1.avsc").read_text(encoding="utf-8"))
    sink = io.BytesIO()
    data = EXAMPLES[INSURANCE].data()
    meta = {"event_id": bytes(16), "version": 3, "operation": "UPSERT", "occurred_at": 0}
    fastavro.schemaless_writer(sink, fastavro.parse_schema(first), {"meta": meta, "data": data})
    frame = next(one for one in registry.frames(INSURANCE) if registry.by_frame(one).version == 1)
    _, read = decode(INSURANCE, frame + sink.getvalue())
    assert read is not None
    assert (read["section"], read["name_hash"], read["industry_as_sent"]) == ("S33", None, None)
    assert events.Insurance.model_validate(read) == EXAMPLES[INSURANCE]
