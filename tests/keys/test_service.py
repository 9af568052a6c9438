"""The key service: every holder × right × agency, what it refuses, and its client over HTTP."""

import itertools
from pathlib import Path

import httpx2
import pytest

from operations.keys.rights import RIGHTS, Act, Holder, holder_of, may, sha256
from operations.keys.service import BODY_BYTES_MAX, KeyService
from schemas.key_service import (
    AGENCY_HEADER,
    DESTROY_PATH,
    KEY_PATH,
    KEYS_PATH,
    PEOPLE_MAX,
    KeysRefusedError,
    KeysUnavailableError,
    RemoteKeys,
)
from schemas.keystore import KeyStore
from schemas.topics import AGENCIES

SOMEBODY = "a" * 32
EDGE, DESK, STEWARD = (
    Holder(name="ovec", sha256=sha256("edge"), rights=frozenset({"seal:ovec"})),
    Holder(name="web", sha256=sha256("desk"), rights=frozenset({"open:ovec"})),
    Holder(name="steward", sha256=sha256("steward"), rights=frozenset({"destroy", "open:ovec", "open:sso"})),
)
PATHS = {Act.SEAL: KEYS_PATH, Act.OPEN: KEY_PATH, Act.DESTROY: DESTROY_PATH}
ALLOWED = {
    ("edge", Act.SEAL, "ovec"),
    ("desk", Act.OPEN, "ovec"),
    ("steward", Act.OPEN, "ovec"),
    ("steward", Act.OPEN, "sso"),
    *(("steward", Act.DESTROY, agency) for agency in AGENCIES),
}


@pytest.fixture
def store(tmp_path: Path) -> KeyStore:
    return KeyStore(f"sqlite:///{tmp_path / 'keys.db'}", bytes(32))


@pytest.fixture
def service(store: KeyStore) -> KeyService:
    return KeyService(store, (EDGE, DESK, STEWARD))


def over_http(service: KeyService, token: str) -> RemoteKeys:
    """Reach the service as its client does, without a socket."""

    def answer(request: httpx2.Request) -> httpx2.Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        found = service.answer(request.method, request.url.path, headers, request.read())
        return httpx2.Response(found.status, content=found.body)

    return RemoteKeys("http://keys", token, httpx2.MockTransport(answer))


@pytest.mark.parametrize(("token", "act", "agency"), [*itertools.product(("edge", "desk", "steward"), Act, AGENCIES)])
def test_a_token_does_what_its_rights_name_and_nothing_else(
    service: KeyService, token: str, act: Act, agency: str
) -> None:
    headers = {"authorization": f"Bearer {token}", AGENCY_HEADER: agency}
    status = service.answer("POST", PATHS[act], headers, bytes.fromhex(SOMEBODY)).status
    assert status == (200 if (token, act, agency) in ALLOWED else 403)


def test_the_rights_walked_above_are_all_there_are() -> None:
    assert {f"{act}:{agency}" for act in (Act.SEAL, Act.OPEN) for agency in AGENCIES} | {Act.DESTROY} == RIGHTS


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer guessed", "Basic edge", "edge", "Bearer edge "])
def test_nobodys_token_is_let_in(service: KeyService, authorization: str) -> None:
    assert holder_of(authorization, service.holders) is None
    assert service.answer("POST", KEYS_PATH, {"authorization": authorization}, bytes(16)).status == 401


def test_a_right_that_is_none_is_not_granted_by_being_written_down() -> None:
    holder = Holder(name="x", sha256=sha256("x"), rights=frozenset({"seal:nobody", "seal"}))
    assert not may(holder, Act.SEAL, "nobody")
    assert not may(holder, Act.SEAL, "")


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", KEYS_PATH, b"", 404),
        ("POST", "/v1/everything", bytes(16), 404),
        ("POST", KEYS_PATH, b"", 400),
        ("POST", KEYS_PATH, bytes(17), 400),
    ],
)
def test_what_is_no_request_is_refused(service: KeyService, method: str, path: str, body: bytes, status: int) -> None:
    headers = {"authorization": "Bearer edge", AGENCY_HEADER: "ovec"}
    assert service.answer(method, path, headers, body).status == status


async def test_a_body_larger_than_any_honest_one_is_not_read_to_its_end(service: KeyService) -> None:
    sent: list[int] = []

    async def receive() -> dict[str, object]:
        return {"body": bytes(BODY_BYTES_MAX), "more_body": True}

    async def send(message: object) -> None:
        if isinstance(message, dict) and "status" in message:
            sent.append(message["status"])

    await service({"headers": [], "method": "POST", "path": KEYS_PATH}, receive, send)
    assert sent == [413]


def test_the_client_gets_for_each_person_what_the_store_gives(service: KeyService, store: KeyStore) -> None:
    people = [f"{number:032x}" for number in range(PEOPLE_MAX + 5)]
    found = over_http(service, "edge").keys_for([*people, people[0]], "ovec")
    assert found == store.keys_for(people, "ovec")
    assert over_http(service, "desk").existing_key(people[0], "ovec") == found[people[0]]


def test_a_key_destroyed_by_the_steward_is_given_to_nobody_any_more(service: KeyService) -> None:
    edge, desk, steward = (over_http(service, token) for token in ("edge", "desk", "steward"))
    before = edge.keys_for([SOMEBODY], "ovec")[SOMEBODY]
    steward.destroy(SOMEBODY)
    assert desk.existing_key(SOMEBODY, "ovec") is None
    assert edge.keys_for([SOMEBODY], "ovec")[SOMEBODY] != before


def test_the_client_tells_a_refusal_from_a_service_that_is_away(service: KeyService) -> None:
    with pytest.raises(KeysRefusedError):
        over_http(service, "desk").keys_for([SOMEBODY], "ovec")
    away = RemoteKeys("http://keys", "edge", httpx2.MockTransport(lambda _: httpx2.Response(503)))
    with pytest.raises(KeysUnavailableError):
        away.keys_for([SOMEBODY], "ovec")
    short = RemoteKeys("http://keys", "edge", httpx2.MockTransport(lambda _: httpx2.Response(200, content=b"x")))
    with pytest.raises(KeysUnavailableError):
        short.keys_for([SOMEBODY], "ovec")
