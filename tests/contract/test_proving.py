"""An event is encoded once and proven by reading it back; what would not pass a reader's gate is never given out."""

import uuid
from collections.abc import Mapping
from typing import Any

import pytest

from schemas import proving
from schemas.codec import VALUE_BYTES_MAX, GateError, Meta, encode, event_id
from schemas.headers import cloud_event_headers
from schemas.proving import encode_proven
from schemas.topics import APPLIED, PLACEMENT, STUDENT, VACANCY

from .examples import EXAMPLES, PERSON, RECORD

KEY = f"{PERSON}/{RECORD}".encode()
META = Meta(event_id(STUDENT, KEY, 7), 7, "UPSERT", 1_795_400_100_123)


@pytest.mark.parametrize("topic", APPLIED)
def test_the_bytes_are_those_of_an_ordinary_encoding(topic: str) -> None:
    data = EXAMPLES[topic].data()
    assert encode_proven(topic, META, data) == encode(topic, META, data)
    deletion = META._replace(operation="DELETE")
    assert encode_proven(topic, deletion, None) == encode(topic, deletion, None)


@pytest.mark.parametrize("topic", [VACANCY, STUDENT, PLACEMENT])
def test_a_registers_event_is_proven_by_one_reading(topic: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def long_way(*_: object) -> bytes:
        raise AssertionError("encoded a second time")

    monkeypatch.setattr(proving, "encode", long_way)
    assert encode_proven(topic, META, EXAMPLES[topic].data())


@pytest.mark.parametrize(
    "changed",
    [{"position": None}, {"position": 7}, {"wage_min": "13500"}, {"status": "DANCED"}, {"levels": ("PHD",)}],
)
def test_what_does_not_fit_the_schema_is_refused_and_not_repeated(changed: Mapping[str, Any]) -> None:
    with pytest.raises(ValueError, match="data does not fit its schema") as caught:
        encode_proven(VACANCY, META, {**EXAMPLES[VACANCY].data(), **changed})
    assert not any(str(value) in str(caught.value) for value in changed.values())


def test_what_reads_back_as_something_else_is_encoded_the_long_way() -> None:
    written_for_it = EXAMPLES[VACANCY].data() | {"no such field": 1}
    assert encode_proven(VACANCY, META, written_for_it) == encode(VACANCY, META, EXAMPLES[VACANCY].data())


@pytest.mark.parametrize(
    ("meta", "data", "code"),
    [
        (META._replace(operation="DELETE"), EXAMPLES[VACANCY].data(), "DATA_AND_OPERATION_DIFFER"),
        (META, None, "DATA_AND_OPERATION_DIFFER"),
        (META._replace(version=-1), EXAMPLES[VACANCY].data(), "BAD_VERSION"),
        (META, EXAMPLES[VACANCY].data() | {"skills": ("x" * 400,) * (VALUE_BYTES_MAX // 400 + 1)}, "TOO_LARGE"),
    ],
)
def test_what_a_reader_would_refuse_is_not_given_out(meta: Meta, data: Mapping[str, Any] | None, code: str) -> None:
    with pytest.raises(GateError) as caught:
        encode_proven(VACANCY, meta, data)
    assert caught.value.code == code


def test_an_events_id_is_the_uuid_of_its_name_and_is_written_as_one() -> None:
    namespace = uuid.UUID("6f0c5a0e-6d5c-5d0e-9c52-5a5048414e01")
    for version in (1, 7, 2**62):
        known = uuid.uuid5(namespace, f"{STUDENT}/{KEY.decode()}/{version}")
        found = event_id(STUDENT, KEY, version)
        assert found == known.bytes
        headers = dict(cloud_event_headers(STUDENT, META._replace(event_id=found), "ovec"))
        assert headers["ce_id"] == str(known).encode()
    assert headers["ce_time"] == b"2026-11-23T02:15:00.123+00:00"
