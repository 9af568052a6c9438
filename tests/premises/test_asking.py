"""An edge at home asks the gateway about pseudonyms: answers, refusals, and what it makes of silence."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.testclient import TestClient

from producers.arrivals.arrival import Arrival, Outcome, Way
from producers.dropping.drops import Drop, Drops
from producers.erasures import Erasures
from producers.gateway.problems import ProblemError, answer
from producers.population import Membership, Population
from producers.premises.questions import AGAIN_PATH, PEOPLE_MAX, POPULATION_PATH
from producers.premises.remote import Gateway, QuestionRefusedError, RemoteErasures, RemotePopulation
from producers.premises.routes import BODY_BYTES_MAX, PopulationApi, may_ask, may_ask_erased
from producers.sources.source import Scope, ScopeKind, Source
from schemas.topics import INSURANCE, SKILL_TEST, STUDENT, TEST_PLAN, VACANCY
from tests.producers.fakes import NOON_MS, FakeErasures, FakePopulation

SSO = Source("sso-head-office", "sso", frozenset({INSURANCE}), None, "สปส.", "SSO")
DOE = Source("doe-web", "doe", frozenset({VACANCY}), None, "กกจ.", "DOE")
CENTRE = Source("dsd-21", "dsd", frozenset({SKILL_TEST}), Scope(ScopeKind.TEST_CENTRE, "DSD-21"), "ศูนย์", "Centre")
PLANS = Source("dsd-plans", "dsd", frozenset({TEST_PLAN}), None, "แผน", "Plans")
OVEC = Source("ovec-head-office", "ovec", frozenset({STUDENT}), None, "สอศ.", "OVEC")
KEYS = {"sso": SSO, "doe": DOE, "centre": CENTRE, "ovec": OVEC}
STUDYING, STRANGER, BEHIND = "1" * 32, "2" * 32, "3" * 32
KNOWN = {STUDYING: Membership.YES, BEHIND: Membership.NOT_KNOWN}


@dataclass
class Behind:
    """What the gateway asks in its turn."""

    drops: Drops
    asked: list[str] = field(default_factory=list)
    outcomes: dict[tuple[str, str], Outcome] = field(default_factory=dict)

    def population(self, agency: str) -> Population:
        self.asked.append(agency)
        return FakePopulation(KNOWN)

    def erasures(self, agency: str) -> Erasures:
        self.asked.append(agency)
        return FakeErasures({STUDYING: NOON_MS, BEHIND: None})

    def dropped(self, agency: str) -> Drops:
        assert agency in ("sso", "dsd")
        return self.drops

    def of_record(self, source: str, topic: str, record: str, limit: int = 100) -> list[Arrival]:
        assert limit == 1
        outcome = self.outcomes.get((source, record))
        return [] if outcome is None else [Arrival(source, topic, "b", 1, record, NOON_MS, Way.GATEWAY, outcome)]


async def who(request: Request) -> Source:
    found = KEYS.get(request.headers.get("authorization", "").removeprefix("Bearer "))
    if found is None:
        raise ProblemError("NO_KEY")
    return found


async def problem(_: Request, why: Exception) -> Response:
    assert isinstance(why, ProblemError)
    return answer(why)


@pytest.fixture
def behind(tmp_path: Path) -> Behind:
    return Behind(Drops(f"sqlite:///{tmp_path / 'dropped.db'}", SSO.name))


@pytest.fixture
def client(behind: Behind) -> TestClient:
    app = FastAPI()
    app.add_exception_handler(ProblemError, problem)
    app.include_router(PopulationApi(who, behind, behind).router())
    return TestClient(app)


def gateway(client: TestClient, key: str = "sso") -> Gateway:
    return Gateway("http://testserver", key, client._transport)


def test_the_answers_come_back_for_whom_they_were_asked(client: TestClient, behind: Behind) -> None:
    told = RemotePopulation(gateway(client)).ask([STRANGER, STUDYING, BEHIND, STUDYING])
    assert told == {STRANGER: Membership.NO, STUDYING: Membership.YES, BEHIND: Membership.NOT_KNOWN}
    moments = RemoteErasures(gateway(client)).moments(INSURANCE, [BEHIND, STRANGER, STUDYING])
    assert moments == {BEHIND: None, STRANGER: 0, STUDYING: NOON_MS}
    assert behind.asked == ["sso", "sso"]


def test_more_than_fit_into_one_question_are_asked_in_several(client: TestClient, behind: Behind) -> None:
    people = [f"{number:032x}" for number in range(PEOPLE_MAX + 1)]
    assert RemotePopulation(gateway(client)).ask(people) == dict.fromkeys(people, Membership.NO)
    assert len(behind.asked) == 2
    assert RemotePopulation(gateway(client)).ask([]) == {}


def silent(said: httpx2.Response | httpx2.HTTPError) -> Gateway:
    def handle(_: httpx2.Request) -> httpx2.Response:
        if isinstance(said, httpx2.HTTPError):
            raise said
        return said

    return Gateway("http://gateway", "sso", httpx2.MockTransport(handle))


SILENCES = [
    httpx2.ConnectError("nobody there"),
    httpx2.Response(429, headers={"retry-after": "3"}),
    httpx2.Response(503),
    httpx2.Response(200, content=b"no json"),
    httpx2.Response(200, json={"answers": ["perhaps"], "moments": ["never"]}),
    httpx2.Response(200, json={"answers": []}),
    httpx2.Response(200, json={"moments": []}),
]


@pytest.mark.parametrize("said", SILENCES, ids=range(len(SILENCES)))
def test_a_gateway_that_does_not_say_makes_nobody_dropped_and_nothing_taken(said: Any) -> None:
    assert RemotePopulation(silent(said)).ask([STRANGER]) == {STRANGER: Membership.NOT_KNOWN}
    assert RemoteErasures(silent(said)).moments(INSURANCE, [STRANGER]) == {STRANGER: None}


@pytest.mark.parametrize("key", ["", "nobody's", "doe", "centre"])
def test_a_key_that_may_not_ask_is_a_wrong_setting_and_no_silence(client: TestClient, behind: Behind, key: str) -> None:
    with pytest.raises(QuestionRefusedError, match="SAPHAN_GATEWAY_KEY"):
        RemotePopulation(gateway(client, key)).ask([STRANGER])
    assert behind.asked == []


def test_only_an_agencys_own_edge_with_a_limited_data_set_may_ask_who_is_a_student() -> None:
    assert [may_ask(one) for one in (SSO, DOE, CENTRE, PLANS, OVEC)] == [True, False, False, False, False]


def test_only_who_gives_a_data_set_about_people_may_ask_who_was_erased(client: TestClient) -> None:
    asked = [(SSO, INSURANCE), (OVEC, STUDENT), (SSO, SKILL_TEST), (PLANS, TEST_PLAN), (CENTRE, SKILL_TEST)]
    assert [may_ask_erased(*one) for one in asked] == [True, True, False, False, False]
    with pytest.raises(QuestionRefusedError):
        RemoteErasures(gateway(client)).moments(SKILL_TEST, [STRANGER])


@pytest.mark.parametrize(
    "people", [[], ["1999900010019"], ["G" * 32], ["a" * 33], [STRANGER] * (PEOPLE_MAX + 1), "a" * 32, None]
)
def test_a_question_that_holds_anything_but_pseudonyms_is_refused(
    client: TestClient, behind: Behind, people: Sequence[str] | None
) -> None:
    asked = client.post(POPULATION_PATH, json={"pseudonyms": people}, headers={"authorization": "Bearer sso"})
    assert asked.status_code == 400
    more = {"pseudonyms": [STRANGER], "name": "ฟ้าใส"}
    assert client.post(POPULATION_PATH, json=more, headers={"authorization": "Bearer sso"}).status_code == 400
    assert behind.asked == []


def test_a_body_larger_than_any_question_is_not_read_on(client: TestClient, behind: Behind) -> None:
    headers = {"authorization": "Bearer sso", "content-type": "application/json"}
    assert client.post(POPULATION_PATH, content=b" " * (BODY_BYTES_MAX + 1), headers=headers).status_code == 413
    assert client.post(POPULATION_PATH, content=b"{}", headers={"authorization": "Bearer sso"}).status_code == 415
    assert client.post(POPULATION_PATH, content=b" " * (BODY_BYTES_MAX + 1)).status_code == 401
    assert behind.asked == []


def drop(number: int, person: str) -> Drop:
    return Drop(INSURANCE, f"{number:016x}", person, NOON_MS)


def test_what_the_gateway_itself_dropped_is_listed_once_its_people_enrolled(client: TestClient, behind: Behind) -> None:
    drops = [drop(number, one) for number, one in enumerate([STRANGER, BEHIND, STUDYING, STUDYING])]
    behind.drops.note(drops)
    behind.outcomes = {(SSO.name, one.record): Outcome.DROPPED for one in drops[:3]}
    behind.outcomes["another-source", drops[3].record] = Outcome.DROPPED
    headers, listed, after, not_known = {"authorization": "Bearer sso"}, [], "", 0
    while after is not None:
        page = client.get(AGAIN_PATH, params={"after": after, "limit": 2}, headers=headers).raise_for_status().json()
        listed += page["again"]
        not_known += page["not_known"]
        after = page["after"]
    assert [(one["pseudonym"], one["record"]) for one in listed] == [(STUDYING, drops[2].record)]
    assert not_known == 1
    assert client.get(AGAIN_PATH).status_code == 401
