"""The detail API tells what the agreement lets it tell, to who has the token, once it stands in the ledger."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, select
from starlette.testclient import TestClient

from consumers.alerts import store
from consumers.alerts.detail import DetailApi, token_is_right
from consumers.alerts.detail_service import DetailService
from consumers.alerts.view_reader import Records, read_reply
from consumers.group_commit import GroupCommit
from consumers.permission import PLACEMENT_SERVICE, Permission
from schemas import audit, events, sealing, topics
from schemas.agreement import DEMONSTRATION, MEMORANDUM, Agreement
from schemas.codec import Meta, encode, event_id
from schemas.database import open_database
from schemas.keystore import KeyStore
from schemas.partition import event_key, match_id
from schemas.view import Entry, field, pack
from tests.consumers.alerts_at_hand import PERSON, VACANCY, alerts, alerts_database, match_event
from tests.consumers.pretend import NOW_MS, subject
from tests.contract.examples import EXAMPLES

RECORD = "00112233445566ff"
MATCH = match_id(PERSON, VACANCY)
TOKEN = {"authorization": "Bearer right"}
NAME = "นางสาวตัวอย่าง สมมติ"
OTHER_NAME = "นายตัวอย่าง สมมติ"
ALIAS = subject("alias")
FAR = subject("far")


def entry(person: str, topic: str, data: events.Record, version: int = 1) -> tuple[bytes, Entry]:
    meta = Meta(event_id(topic, event_key(person, RECORD), version), version, "UPSERT", NOW_MS)
    return field(topic, RECORD), Entry(version, NOW_MS, 0, encode(topic, meta, data.data()))


class PretendView:
    """A view held in memory."""

    def __init__(self, held: dict[str, Records]) -> None:
        self.held = held

    async def records(self, subjects: Sequence[str]) -> dict[str, Records]:
        """Give what is held."""
        return {one: self.held.get(one, []) for one in subjects}


@pytest.fixture
def keys(tmp_path: Path) -> KeyStore:
    return KeyStore(f"sqlite:///{tmp_path / 'keys.db'}", b"k" * 32)


@pytest.fixture
def view(keys: KeyStore) -> PretendView:
    key = keys.keys_for([PERSON], "ovec")[PERSON]
    sealed = sealing.seal(key, topics.STUDENT, PERSON, {"name": NAME, "telephone": "000-000-0000"})
    student = EXAMPLES[topics.STUDENT].model_copy(update={"identity": sealed})
    return PretendView(
        {
            PERSON: [
                entry(PERSON, topics.STUDENT, student),
                entry(PERSON, topics.CERTIFICATE, EXAMPLES[topics.CERTIFICATE]),
                entry(PERSON, topics.INSURANCE, EXAMPLES[topics.INSURANCE]),
            ],
            VACANCY: [entry(VACANCY, topics.VACANCY, EXAMPLES[topics.VACANCY])],
        }
    )


@pytest.fixture
def ledger(tmp_path: Path) -> Engine:
    engine = open_database(f"sqlite:///{tmp_path / 'audit.db'}")
    audit.METADATA.create_all(engine)
    return engine


@pytest.fixture
def alerted(tmp_path: Path) -> Engine:
    engine = alerts_database(tmp_path)
    with engine.begin() as connection:
        store.record_alerts(connection, alerts(match_event(1)), ("placement",), 0)
    return engine


def api(alerted: Engine, view: PretendView, ledger: Engine, keys: KeyStore | None, agreement: Agreement) -> TestClient:
    service = DetailService(alerted, view, GroupCommit(ledger), agreement, keys, lambda: NOW_MS)
    app = FastAPI()
    permission = Permission(agreement, PLACEMENT_SERVICE, lambda: NOW_MS)
    app.include_router(DetailApi(service, "right", permission).router())
    return TestClient(app)


@pytest.fixture
def client(alerted: Engine, view: PretendView, ledger: Engine, keys: KeyStore) -> Iterator[TestClient]:
    with api(alerted, view, ledger, keys, DEMONSTRATION) as client:
        yield client


def disclosed(ledger: Engine) -> list[Any]:
    with ledger.connect() as connection:
        return list(connection.execute(select(audit.DISCLOSURE).order_by(audit.DISCLOSURE.c.id)))


def test_a_match_is_told_with_its_person_and_position_and_nobodys_name(client: TestClient) -> None:
    told = client.get(f"/v1/matches/{MATCH}", headers=TOKEN)
    facts = told.json()
    assert (facts["match"], facts["status"], facts["version"], facts["score"]) == (MATCH, "OPEN", 2, 92)
    assert facts["applicant"]["field"] == "ไฟฟ้า"
    assert facts["position"]["employer_name"] == "บริษัทตัวอย่างวิศวกรรม จำกัด"
    assert facts["certificates"][0]["standard"] == "Building Electrician"
    assert NAME not in told.text
    assert "identity" not in told.text
    assert told.headers["cache-control"] == "no-store"


def test_each_data_set_told_stands_in_the_ledger_with_its_clause(client: TestClient, ledger: Engine) -> None:
    client.get(f"/v1/matches/{MATCH}", headers=TOKEN)
    rows = disclosed(ledger)
    assert {row.clause for row in rows} == {"3.2.1(7)", "3.1.1(1)"}
    assert {row.pseudonym for row in rows} == {PERSON}
    assert any("college" in row.fields for row in rows)


@pytest.mark.parametrize("header", ["", "Bearer wrong", "Basic right", "right", "Bearer right "])
def test_without_the_right_token_nothing_is_told_or_recorded(client: TestClient, ledger: Engine, header: str) -> None:
    for answer in (
        client.get(f"/v1/matches/{MATCH}", headers={"authorization": header}),
        client.get("/v1/matches", params={"match": MATCH}, headers={"authorization": header}),
        client.post(f"/v1/matches/{MATCH}/identity", json={}, headers={"authorization": header}),
    ):
        assert answer.status_code == 401
        assert answer.headers["content-type"] == "application/problem+json"
    assert not disclosed(ledger)
    assert not token_is_right(header, "right")


def test_a_match_never_alerted_is_not_found(client: TestClient) -> None:
    for unknown in (match_id(PERSON, subject("elsewhere")), "no-match"):
        assert client.get(f"/v1/matches/{unknown}", headers=TOKEN).status_code == 404


def test_several_matches_are_told_at_once_and_the_unknown_are_missing(client: TestClient) -> None:
    asked = {"match": [MATCH, match_id(PERSON, subject("elsewhere"))]}
    told = client.get("/v1/matches", params=asked, headers=TOKEN).json()
    assert [facts["match"] for facts in told["matches"]] == [MATCH]
    assert client.get("/v1/matches", params={"match": ["bad"]}, headers=TOKEN).status_code == 422
    assert client.get("/v1/matches", params={"match": [MATCH] * 51}, headers=TOKEN).status_code == 422


def test_of_a_withdrawn_match_the_reason_is_told_and_nothing_of_the_person(client: TestClient, alerted: Engine) -> None:
    with alerted.begin() as connection:
        store.record_alerts(connection, alerts(match_event(1, "HIRED")), ("placement",), 0)
    facts = client.get(f"/v1/matches/{MATCH}", headers=TOKEN).json()
    assert (facts["status"], facts["withdrawn_because"], facts["version"]) == ("WITHDRAWN", "HIRED", 3)
    assert not {"applicant", "certificates", "skill_tests"} & facts.keys()


def test_after_the_agreements_term_nothing_is_told_and_the_answer_says_since_when(
    alerted: Engine, view: PretendView, ledger: Engine, keys: KeyStore
) -> None:
    with api(alerted, view, ledger, keys, MEMORANDUM) as client:
        asked = {"officer": "officer 7", "reason": "to call"}
        for answer in (
            client.get(f"/v1/matches/{MATCH}", headers=TOKEN),
            client.get("/v1/matches", params={"match": MATCH}, headers=TOKEN),
            client.post(f"/v1/matches/{MATCH}/identity", json=asked, headers=TOKEN),
        ):
            assert answer.status_code == 403
            assert "5 พฤษภาคม 2566" in answer.json()["detail"]
            assert "5 May 2023" in answer.json()["detail"]
    assert not disclosed(ledger)


def joined(canonical: str, alias: str) -> events.Identity:
    at = datetime(2026, 11, 1, tzinfo=UTC)
    return events.Identity(
        decision="JOIN", canonical=canonical, alias=alias, decided_by="steward", reason="NUMBER_CHANGED", decided_at=at
    )


def test_records_under_joined_pseudonyms_count_too_near_and_far(client: TestClient, view: PretendView) -> None:
    view.held[ALIAS] = [entry(ALIAS, topics.IDENTITY, joined(ALIAS, FAR))]
    view.held[FAR] = [entry(FAR, topics.SKILL_TEST, EXAMPLES[topics.SKILL_TEST])]
    assert not client.get(f"/v1/matches/{MATCH}", headers=TOKEN).json()["skill_tests"]
    view.held[PERSON].append(entry(PERSON, topics.IDENTITY, joined(PERSON, ALIAS)))
    assert client.get(f"/v1/matches/{MATCH}", headers=TOKEN).json()["skill_tests"]


def test_an_identity_sealed_under_a_joined_pseudonym_is_opened_with_that_ones_key(
    client: TestClient, view: PretendView, keys: KeyStore
) -> None:
    key = keys.keys_for([ALIAS], "ovec")[ALIAS]
    sealed = sealing.seal(key, topics.STUDENT, ALIAS, {"name": OTHER_NAME})
    newer = {"identity": sealed, "entry_academic_year": 2568, "graduation_academic_year": 2569}
    view.held[ALIAS] = [entry(ALIAS, topics.STUDENT, EXAMPLES[topics.STUDENT].model_copy(update=newer))]
    view.held[PERSON].append(entry(PERSON, topics.IDENTITY, joined(PERSON, ALIAS)))
    asked = {"officer": "officer 7", "reason": "to call"}
    assert client.post(f"/v1/matches/{MATCH}/identity", json=asked, headers=TOKEN).json() == {"name": OTHER_NAME}


def test_an_identity_is_opened_for_a_reason_that_stands_in_the_ledger(client: TestClient, ledger: Engine) -> None:
    asked = {"officer": "officer 7", "reason": "to call about an interview"}
    opened = client.post(f"/v1/matches/{MATCH}/identity", json=asked, headers=TOKEN)
    assert opened.json() == {"name": NAME, "telephone": "000-000-0000"}
    (row,) = disclosed(ledger)
    assert (row.by, row.reason, row.clause) == ("officer 7", "to call about an interview", "3.1.1(1)")
    assert row.fields == ["name", "telephone"]
    assert NAME not in json.dumps([str(value) for value in row])


@pytest.mark.parametrize("asked", [{}, {"officer": "officer 7"}, {"officer": "officer 7", "reason": ""}])
def test_without_a_reason_no_identity_is_opened(client: TestClient, ledger: Engine, asked: dict[str, str]) -> None:
    assert client.post(f"/v1/matches/{MATCH}/identity", json=asked, headers=TOKEN).status_code == 422
    assert not disclosed(ledger)


def test_once_its_key_is_destroyed_an_identity_is_gone(client: TestClient, keys: KeyStore, ledger: Engine) -> None:
    keys.destroy(PERSON)
    asked = {"officer": "officer 7", "reason": "to call"}
    assert client.post(f"/v1/matches/{MATCH}/identity", json=asked, headers=TOKEN).status_code == 410
    assert not disclosed(ledger)


def test_the_views_flat_answer_is_read_in_pairs() -> None:
    one = Entry(1, 2, 0, b"value")
    assert read_reply([b"topic/record", pack(one)]) == [(b"topic/record", one)]
    assert read_reply([]) == []
