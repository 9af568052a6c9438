"""Whatever is asked of the gateway is answered as its document says, and never fails (schemathesis)."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.testclient import TestClient

from producers.data_sets import DATA_SETS
from producers.gateway.settings import GatewaySettings
from producers.topic_names import topic_named
from tests.gateway.at_hand import AtHand

# What of a key's reach and of a row's content makes an answer good or bad is told by the other tests here.
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = 25


@pytest.fixture(scope="module")
def hand(tmp_path_factory: pytest.TempPathFactory) -> AtHand:
    return AtHand(tmp_path_factory.mktemp("gateway"), GatewaySettings(requests_per_second_max=1e6))


@pytest.fixture(scope="module")
def document(hand: AtHand) -> Any:
    return schemathesis.openapi.from_asgi("/openapi.json", hand.app())


OPERATIONS = [
    ("/v1/{dataset}/records", "POST"),
    ("/v1/{dataset}/check", "POST"),
    ("/v1/{dataset}/fields", "GET"),
    ("/v1/data-sets", "GET"),
    ("/healthz", "GET"),
]


def test_every_address_of_the_document_is_asked(document: Any) -> None:
    told = {(path, method.upper()) for path, methods in document.raw_schema["paths"].items() for method in methods}
    assert told == set(OPERATIONS)


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
@given(data=st.data())
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_is_asked_is_answered_as_the_document_says(
    document: Any, hand: AtHand, path: str, method: str, data: Any
) -> None:
    case = data.draw(document[path][method].as_strategy())
    topic = topic_named(str((case.path_parameters or {}).get("dataset", "")))
    key = hand.keys.get(DATA_SETS[topic].agency if topic else "doe", hand.keys["doe"])
    case.call_and_validate(headers={"authorization": f"Bearer {key}"}, checks=CHECKS)


@pytest.mark.parametrize("media_type", ["application/json", "application/x-ndjson", "text/csv", "text/plain", ""])
@given(body=st.binary(max_size=3_000), way=st.text("abc\t;,=/", max_size=10))
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
def test_random_bytes_are_answered_too(document: Any, hand: AtHand, media_type: str, body: bytes, way: str) -> None:
    headers, before = hand.headers("doe", media_type) | {"saphan-way": way.strip()}, hand.log.sent
    with TestClient(document.app) as client:
        answer = client.post("/v1/doe.vacancy/records", content=body, headers=headers)
    assert answer.status_code in {200, 400, 415}
    assert hand.log.sent == before
