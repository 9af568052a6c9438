"""Whoever is told of rows is the history itself or the gateway, and what neither takes now is told later."""

import json
from pathlib import Path

import httpx2
import pytest

from producers.arrivals.arrival import Way
from producers.arrivals.listeners import OwnHistory, ToldGateway
from producers.arrivals.notes import noting
from producers.arrivals.store import Arrivals
from producers.arrivals.teller import TellingRefusedError
from producers.arrivals.telling import Telling
from schemas.topics import VACANCY
from tests.arrivals.telling import SOURCE
from tests.arrivals.test_telling import LINES
from tests.producers.fakes import NOON_MS


@pytest.mark.parametrize(("code", "told"), [(200, True), (401, False), (429, False), (503, False)])
def test_the_gateway_is_told_in_a_body_with_the_sources_key(code: int, told: bool) -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        assert (request.url.path, request.headers["authorization"]) == (f"/v1/{VACANCY}/outcomes", "Bearer sph_key")
        assert json.loads(request.content) == {"batch": "0" * 32, "way": "edge", "at": NOON_MS, "dropped": 3}
        return httpx2.Response(code, json={})

    gateway = ToldGateway("http://gateway.example", "sph_key", httpx2.MockTransport(answer))
    assert gateway.tell(VACANCY, Telling(batch="0" * 32, way="edge", at=NOON_MS, dropped=3)) is told


def test_a_gateway_that_never_takes_it_says_why_and_one_that_is_away_is_asked_again() -> None:
    def refusing(_: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(400, json={"code": "NOT_IN_LOG"})

    def away(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("no route", request=request)

    telling = Telling(batch="0" * 32, way="edge", at=NOON_MS)
    with pytest.raises(TellingRefusedError, match="NOT_IN_LOG"):
        ToldGateway("http://gateway.example", "k", httpx2.MockTransport(refusing)).tell(VACANCY, telling)
    assert not ToldGateway("http://gateway.example", "k", httpx2.MockTransport(away)).tell(VACANCY, telling)


def test_on_the_platform_a_source_is_noted_in_the_history_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path / 'arrivals.db'}"
    monkeypatch.delenv("SAPHAN_GATEWAY_KEY", raising=False)
    monkeypatch.delenv("SAPHAN_ARRIVALS_DATABASE_URL", raising=False)
    with noting(tmp_path, "outbox", SOURCE, lambda: NOON_MS) as nobody:
        assert nobody is None
    monkeypatch.setenv("SAPHAN_ARRIVALS_DATABASE_URL", url)
    with noting(tmp_path, "outbox", SOURCE, lambda: NOON_MS) as notes:
        assert notes is not None
        notes.rows(VACANCY, LINES, "")
    kept = Arrivals(url)
    assert {one.way for one in kept.rows(SOURCE, VACANCY)} == {Way.OUTBOX}
    kept.close()


def test_a_history_that_can_not_be_written_now_is_told_later(tmp_path: Path) -> None:
    history = OwnHistory(f"sqlite:///{tmp_path / 'arrivals.db'}", SOURCE, lambda: NOON_MS)
    with history._arrivals.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE row_told")
    assert not history.tell(VACANCY, Telling(batch="0" * 32, way="edge", at=NOON_MS, dropped=3))
    history.close()
