"""A browser misses no change and hears of none twice, however often it reconnects."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Engine
from sse_starlette import ServerSentEvent

from consumers.desk import hub as hub_module
from consumers.desk import tables
from consumers.desk.applying import Change, apply
from consumers.desk.context import Desk
from consumers.desk.hub import Hub, percentiles
from consumers.desk.live import Live, tell
from schemas.database import open_database
from tests.consumers.pretend import NOW_MS, facts


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    engine = open_database(f"sqlite:///{tmp_path / 'desk.db'}")
    tables.create_all(engine)
    return engine


def happen(engine: Engine, hub: Hub, *told: dict[str, Any]) -> None:
    with engine.begin() as connection:
        asked = [one["match"] for one in told]
        changes = apply(connection, asked, {one["match"]: one for one in told}, NOW_MS, NOW_MS)
    hub.publish(changes, NOW_MS)


def live(engine: Engine, hub: Hub) -> Live:
    desk: Any = SimpleNamespace(hub=hub, site=SimpleNamespace(now_ms=lambda: NOW_MS), engine=engine)
    desk.read = lambda query: Desk.read(desk, query)
    desk._read = lambda query: Desk._read(desk, query)
    return Live(desk)


async def first_changes(messages: AsyncIterator[ServerSentEvent]) -> tuple[int, list[dict[str, Any]]]:
    async for message in messages:
        if message.event == "changes":
            return int(message.id or 0), json.loads(str(message.data))["changes"]
    raise AssertionError


async def test_a_browser_hears_of_what_happened_after_what_it_has_seen(engine: Engine) -> None:
    hub = Hub(0)
    happen(engine, hub, facts(1), facts(2))
    seen, changes = await first_changes(live(engine, hub).messages(1, "", "th"))
    assert (seen, [change["match"] for change in changes]) == (2, [facts(2)["match"]])


async def test_a_browser_that_fell_behind_what_is_remembered_reads_the_table(engine: Engine) -> None:
    happen(engine, Hub(0), facts(1), facts(2))
    hub = Hub(2)
    assert hub.after(0) is None
    seen, changes = await first_changes(live(engine, hub).messages(0, "", "th"))
    assert (seen, len(changes)) == (2, 2)


async def test_a_browser_hears_only_of_its_province(engine: Engine) -> None:
    hub = Hub(0)
    happen(engine, hub, facts(1, province="20"), facts(2, province="21"))
    _, changes = await first_changes(live(engine, hub).messages(0, "21", "th"))
    assert [change["match"] for change in changes] == [facts(2)["match"]]


async def test_the_stream_says_at_once_that_it_is_alive(engine: Engine) -> None:
    async for message in live(engine, Hub(0)).messages(0, "", "th"):
        assert (message.event, json.loads(str(message.data))) == ("tick", {"clock": "14:32:08 น."})
        break


def test_memory_is_bounded_and_says_when_it_does_not_reach_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_module, "REMEMBERED_MAX", 3)
    hub = Hub(0)
    hub._changes = type(hub._changes)(maxlen=3)
    hub.publish([Change(number, "m", "open", "21", 0) for number in range(1, 6)], NOW_MS)
    assert hub.after(1) is None
    assert [change.id for change in hub.after(2) or ()] == [3, 4, 5]
    assert hub.after(5) == []
    assert hub.newest == 5


def test_a_withdrawal_is_told_with_its_reason_in_the_readers_language() -> None:
    change = Change(1, "m", "withdrawn", "21", NOW_MS, "HIRED")
    assert "ไม่ต้องโทร" in tell(change, "th")["sentence"]
    assert tell(change, "en")["sentence"].startswith("The applicant is now in insured employment, since 14:32")
    assert "sentence" not in tell(Change(1, "m", "open", "21", NOW_MS), "th")


def test_percentiles_are_the_values_so_many_do_not_exceed() -> None:
    assert percentiles(list(range(1, 101))) == {"count": 100, "p50": 50, "p95": 95, "p99": 99}
    assert percentiles([7]) == {"count": 1, "p50": 7, "p95": 7, "p99": 7}
    assert percentiles([]) == {"count": 0, "p50": None, "p95": None, "p99": None}
