"""What can be sent is told to anybody: data sets, columns with examples that are right, and an OpenAPI document."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import APIRouter
from starlette.requests import Request
from starlette.testclient import TestClient

from producers.data_sets import DATA_SETS
from producers.gateway.describing import RECEIPT
from producers.gateway.fields import fields
from producers.gateway.gateway import Gateway
from producers.gateway.problems import PROBLEMS
from producers.topic_names import short
from schemas.topics import STUDENT, VACANCY
from tests.gateway.at_hand import AtHand

THAI = range(0x0E00, 0x0E7F)


def routes(gateway: Gateway) -> APIRouter:
    """Add what another part might."""
    api = APIRouter()

    @api.get("/v1/{dataset}/echo")
    async def echo(request: Request, dataset: str) -> dict[str, str]:
        admitted = await gateway.admitted(request, dataset)
        return {"source": admitted.source.name, "topic": admitted.topic}

    return api


@pytest.fixture
def hand(tmp_path: Path) -> AtHand:
    return AtHand(tmp_path, parts=(routes,))


@pytest.fixture
def client(hand: AtHand) -> Iterator[TestClient]:
    with TestClient(hand.app()) as client:
        yield client


def test_every_data_set_is_listed_with_its_name_in_both_languages(client: TestClient) -> None:
    listed = {one["topic"]: one for one in client.get("/v1/data-sets").json()["data_sets"]}
    assert listed.keys() == DATA_SETS.keys()
    assert listed[VACANCY]["data_set"] == "doe.vacancy"
    assert listed[VACANCY]["title"] == {"th": "ตำแหน่งงานว่าง", "en": "a vacancy notice or surveyed demand"}


@pytest.mark.parametrize("topic", DATA_SETS)
def test_each_column_is_told_in_thai_and_english_with_an_example(client: TestClient, topic: str) -> None:
    told = client.get(f"/v1/{short(topic)}/fields").json()
    assert {column["column"] for column in told["columns"]} == DATA_SETS[topic].columns.keys()
    for column in told["columns"]:
        assert column["title"]["en"], column
        assert any(ord(letter) in THAI for letter in column["written"]["th"]), column
        assert column["doc"] or column["column"] in told["example"], column
        assert column["example"] == told["example"][column["column"]]
    assert client.get(f"/v1/{topic}/fields").json() == told


def test_which_columns_must_be_filled_is_found_by_leaving_them_out() -> None:
    required = {column["column"] for column in fields(VACANCY) if column["required"]}
    assert {"job_id", "revision", "changed_at", "position", "occupation_code"} <= required
    assert not required & {"deleted", "wage_min", "skills"}
    assert "citizen_id" in {column["column"] for column in fields(STUDENT) if column["required"]}


def test_a_part_adds_its_own_addresses_and_asks_who_is_there(hand: AtHand, client: TestClient) -> None:
    found = client.get("/v1/doe.vacancy/echo", headers=hand.headers("doe"))
    assert found.json() == {"source": "doe", "topic": VACANCY}
    assert client.get("/v1/doe.vacancy/echo").json()["code"] == "NO_KEY"
    assert client.get("/v1/doe.vacancy/echo", headers=hand.headers("sso")).json()["code"] == "NOT_YOUR_DATA_SET"


def test_the_document_has_examples_that_are_taken_as_they_stand(hand: AtHand, client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    told = document["paths"]["/v1/{dataset}/records"]["post"]
    assert told["security"] == [{"key": []}]
    assert document["components"]["securitySchemes"]["key"]["scheme"] == "bearer"
    for media_type, content in told["requestBody"]["content"].items():
        value = content["examples"]["doe.vacancy"]["value"]
        body = value if isinstance(value, str) else json.dumps(value)
        address = "/v1/doe.vacancy/check"
        answer = client.post(address, content=body.encode(), headers=hand.headers("doe", media_type))
        assert '"VALID"' in answer.text, media_type


def test_the_document_tells_every_status_that_is_answered_and_no_other(client: TestClient) -> None:
    document: dict[str, Any] = client.get("/openapi.json").json()
    answers = document["paths"]["/v1/{dataset}/records"]["post"]["responses"]
    assert {int(status) for status in answers} == {200, 400, 401, 403, 404, 408, 413, 415, 429, 503}
    assert {kind.status for kind in PROBLEMS.values()} - {int(status) for status in answers} == {405, 500}
    for status in ("429", "503"):
        assert "Retry-After" in answers[status]["headers"]
    assert answers["200"]["content"]["application/json"]["schema"]["properties"]["receipts"]["items"] == RECEIPT


def test_what_fails_here_says_nothing_of_why(hand: AtHand) -> None:
    def broken(_: str) -> None:
        raise ZeroDivisionError("a secret")

    object.__setattr__(hand.gateway.intake, "way", broken)
    with TestClient(hand.app(), raise_server_exceptions=False) as client:
        answer = client.post("/v1/doe.vacancy/records", json=[], headers=hand.headers("doe"))
    assert (answer.status_code, answer.json()["code"]) == (500, "INTERNAL")
    assert "secret" not in answer.text
