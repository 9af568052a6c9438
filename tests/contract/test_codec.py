"""The gate lets events through unharmed and nothing else, however it was bent."""

import io
import json
import random
from collections import Counter

import pytest
from avro.errors import AvroException
from avro.io import BinaryDecoder, DatumReader
from avro.schema import parse
from hypothesis import given
from hypothesis import strategies as st

from schemas import registry
from schemas.codec import VALUE_BYTES_MAX, GateError, Meta, decode, encode, event_id, gate, peek
from schemas.topics import APPLIED, MATCH, PLACEMENT, STUDENT

from .examples import EXAMPLES, PERSON, RECORD, encoded

MUTANTS = 100_000


@pytest.mark.parametrize("topic", APPLIED)
def test_what_is_encoded_comes_back(topic: str) -> None:
    meta, data = decode(topic, encoded(topic))
    assert (meta.version, meta.operation) == (7, "UPSERT")
    assert data is not None
    assert type(EXAMPLES[topic]).model_validate(data) == EXAMPLES[topic]


@given(st.integers(0, 2**62), st.sampled_from(["UPSERT", "DELETE"]))
def test_a_peek_sees_what_decoding_sees(version: int, operation: str) -> None:
    data = None if operation == "DELETE" else EXAMPLES[PLACEMENT].data()
    value = encode(PLACEMENT, Meta(bytes(16), version, operation, 0), data)  # type: ignore[arg-type]
    meta, _ = decode(PLACEMENT, value)
    assert peek(value) == (meta.version, 0 if meta.operation == "UPSERT" else 1) == (version, int(data is None))


def _head(rest: bytes) -> bytes:
    return encoded(PLACEMENT)[:21] + rest


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (b"", "TRUNCATED"),
        (b"\0\0", "TRUNCATED"),
        (b"\1" + encoded(PLACEMENT)[1:], "BAD_MAGIC"),
        (b"\0\0\0\0\1" + encoded(PLACEMENT)[5:], "UNKNOWN_SCHEMA"),
        (encoded(MATCH), "UNKNOWN_SCHEMA"),
        (encoded(PLACEMENT)[:-1], "TRUNCATED"),
        (encoded(PLACEMENT) + b"\0", "TRAILING_BYTES"),
        (encoded(PLACEMENT) + bytes(VALUE_BYTES_MAX), "TOO_LARGE"),
    ],
)
def test_bytes_that_are_no_event_are_named(value: bytes, code: str) -> None:
    with pytest.raises(GateError) as refused:
        decode(PLACEMENT, value)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (_head(b""), "TRUNCATED"),
        (_head(b"\x80\x80"), "TRUNCATED"),
        (_head(b"\x01\x00"), "BAD_VERSION"),
        (_head(b"\x82\x00\x00"), "BAD_VERSION"),
        (_head(b"\xff" * 12 + b"\x00\x00"), "BAD_VERSION"),
        (_head(b"\x02\x04"), "BAD_OPERATION"),
        (_head(b"\x02\x01"), "BAD_OPERATION"),
    ],
)
def test_a_peek_refuses_a_bent_beginning(value: bytes, code: str) -> None:
    with pytest.raises(GateError) as refused:
        peek(value)
    assert refused.value.code == code


def test_a_delete_has_no_data_and_an_upsert_has_some() -> None:
    bent = encode(PLACEMENT, Meta(bytes(16), 1, "UPSERT", 0), None)
    with pytest.raises(GateError, match="DATA_AND_OPERATION_DIFFER"):
        decode(PLACEMENT, bent)


def test_the_same_row_has_the_same_id_and_another_version_has_not() -> None:
    key = f"{PERSON}/{RECORD}".encode()
    assert event_id(STUDENT, key, 1) == event_id(STUDENT, key, 1) != event_id(STUDENT, key, 2)


def test_data_that_does_not_fit_is_refused_when_encoding() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        encode(PLACEMENT, Meta(bytes(16), 1, "UPSERT", 0), {"vacancy": 1})


def _mutant(randomness: random.Random, value: bytes) -> bytes:
    bent = bytearray(value)
    for _ in range(randomness.randint(1, 4)):
        kind = randomness.randrange(5)
        at = randomness.randrange(len(bent) + 1)
        if kind == 0 and bent:
            bent[at % len(bent)] = randomness.randrange(256)
        elif kind == 1:
            del bent[at:]
        elif kind == 2:
            bent[at:at] = randomness.randbytes(randomness.randint(1, 12))
        elif kind == 3:
            del bent[at : at + randomness.randint(1, 8)]
        elif bent:
            bent[at % len(bent)] ^= 1 << randomness.randrange(8)
    return bytes(bent)


def _oracle_reads(topic: str, value: bytes) -> bool:
    schema = parse(json.dumps(registry.load(topic)))
    source = io.BytesIO(value[5:])
    try:
        DatumReader(schema).read(BinaryDecoder(source))
    except (AvroException, ValueError, TypeError, IndexError, OverflowError, EOFError, AssertionError):
        return False
    return source.tell() == len(value) - 5


@pytest.mark.timeout(300)
def test_no_mutant_crashes_or_hangs_the_gate_and_what_passes_is_canonical() -> None:
    randomness = random.Random(20260505)
    originals = {topic: encoded(topic) for topic in APPLIED}
    outcomes: Counter[str] = Counter()
    for _ in range(MUTANTS):
        topic = randomness.choice(APPLIED)
        value = _mutant(randomness, originals[topic])
        try:
            gate(topic, value)
            peek(value)
            meta, data = decode(topic, value)
        except GateError as refused:
            outcomes[refused.code] += 1
            continue
        outcomes["PASSED"] += 1
        assert encode(topic, meta, data) == value
    assert sum(outcomes.values()) == MUTANTS
    assert outcomes["PASSED"] < MUTANTS // 2
    assert {"TRUNCATED", "TRAILING_BYTES", "UNKNOWN_SCHEMA", "BAD_MAGIC"} <= set(outcomes)


def test_what_the_gate_passes_the_reference_decoder_passes() -> None:
    randomness = random.Random(7)
    passed = 0
    for _ in range(3_000):
        topic = randomness.choice(APPLIED)
        value = _mutant(randomness, encoded(topic))
        try:
            decode(topic, value)
        except GateError:
            continue
        passed += 1
        assert _oracle_reads(topic, value)
    assert passed > 100


@pytest.mark.parametrize(
    "bomb",
    [
        {"type": "record", "name": "R", "fields": [{"name": "next", "type": ["null", "R"]}]},
        {"type": "array", "items": "null"},
        {"type": "array", "items": {"type": "record", "name": "E", "fields": []}},
        {"type": "bytes", "logicalType": "decimal", "precision": 40},
        {"type": "fixed", "name": "F", "size": 0},
        {"type": "record", "name": "W", "fields": [{"name": f"f{n}", "type": "int"} for n in range(501)]},
    ],
)
def test_a_schema_that_could_harm_its_reader_is_not_admitted(bomb: dict[str, object]) -> None:
    schema = {"type": "record", "name": "Outer", "fields": [{"name": "inner", "type": bomb}]}
    with pytest.raises(ValueError, match=r"itself|width|decimal|at most"):
        registry.lint(schema)


def test_a_deep_schema_is_not_admitted() -> None:
    schema: dict[str, object] = {"type": "record", "name": "L0", "fields": [{"name": "f", "type": "int"}]}
    for level in range(1, 10):
        schema = {"type": "record", "name": f"L{level}", "fields": [{"name": "f", "type": schema}]}
    with pytest.raises(ValueError, match="deeper"):
        registry.lint(schema)


@pytest.mark.parametrize("topic", APPLIED)
def test_our_own_schemas_are_admitted(topic: str) -> None:
    registry.lint(registry.load(topic))
