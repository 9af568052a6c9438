"""An erased person's match leaves the desk: its pages, its tables and what waits to be published."""

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import String, select

from consumers.desk.erasing import eraser
from consumers.desk.fetching import Fetcher
from consumers.desk.hub import Hub
from consumers.desk.tables import CHANGE, MATCH, METADATA, create_all
from consumers.group_commit import GroupCommit
from schemas.database import open_database
from schemas.outbox import OUTBOX
from tests.consumers.alerts_at_hand import until
from tests.consumers.desk_at_hand import Desk
from tests.consumers.pretend import NOW_MS, PretendDetails, facts, hook


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    with desk.client:
        yield desk


@pytest.fixture
def shown(desk: Desk) -> dict[str, Any]:
    told = facts(1)
    for one in (told, facts(2)):
        desk.receive(one)
        desk.shows(one["match"])
    assert desk.act(told, "contacted").status_code == 303
    return told


def erase(desk: Desk, told: dict[str, Any]) -> Any:
    """Tell the desk of an erasure; the detail API tells nothing of the match any more."""
    desk.details.told.pop(told["match"], None)
    return tell(desk, {**told, "status": "ERASED", "version": 0})


def tell(desk: Desk, told: dict[str, Any]) -> Any:
    headers, body = hook(told, desk.now_ms)
    return desk.client.post("/desk/hooks", headers=headers, content=body)


def named(desk: Desk, text: str) -> list[str]:
    """Name the tables that hold a text anywhere."""
    found = []
    with desk.engine.connect() as connection:
        for table in (*METADATA.tables.values(), OUTBOX):
            rows = connection.execute(select(*(column.cast(String) for column in table.columns))).all()
            if any(text in (value or "") for row in rows for value in row):
                found.append(table.name)
    return sorted(found)


def test_a_match_is_in_many_places_before_it_is_erased(desk: Desk, shown: dict[str, Any]) -> None:
    assert named(desk, shown["person"]) == ["desk_change", "desk_hook", "desk_match", "desk_step", "outbox"]


def test_once_erased_it_is_nowhere_any_more_and_its_neighbour_is_as_before(desk: Desk, shown: dict[str, Any]) -> None:
    assert (erase(desk, shown).status_code, erase(desk, shown).json()) == (200, {"answer": "accepted"})
    assert named(desk, shown["person"]) == []
    assert shown["match"] not in desk.page()
    assert desk.client.get(f"/desk/matches/{shown['match']}").status_code == 404
    assert facts(2)["match"] in desk.page()
    assert named(desk, facts(2)["person"]) == ["desk_change", "desk_hook", "desk_match"]


def test_browsers_that_count_by_changes_miss_none_and_are_told_it_is_over(desk: Desk, shown: dict[str, Any]) -> None:
    def numbers() -> list[tuple[int, str]]:
        with desk.engine.connect() as connection:
            return [(row.id, row.kind) for row in connection.execute(select(CHANGE).order_by(CHANGE.c.id))]

    before = numbers()
    erase(desk, shown)
    assert numbers() == [*before, (before[-1][0] + 1, "withdrawn")]


def test_a_late_withdrawal_of_an_erased_match_shows_nothing_and_goes_with_the_next_notice(
    desk: Desk, shown: dict[str, Any]
) -> None:
    erase(desk, shown)
    tell(desk, facts(1, withdrawn="ERASED"))
    assert named(desk, shown["person"]) == ["desk_hook"]
    assert shown["match"] not in desk.page()
    erase(desk, shown)
    assert named(desk, shown["person"]) == []


async def test_what_was_asked_before_the_erasure_and_is_told_after_it_is_left_out(tmp_path: Path) -> None:
    told, engine = facts(1), open_database(f"sqlite:///{tmp_path / 'desk.db'}")
    create_all(engine)
    details, writer, hub = SlowDetails(), GroupCommit(engine), Hub(0)
    details.put(told)
    fetcher = Fetcher(details, writer, hub, lambda: NOW_MS)
    task = asyncio.create_task(fetcher.run())
    fetcher.add(told["match"])
    await until(lambda: details.asked != [])
    await eraser(writer, fetcher, hub)(told["match"], NOW_MS)
    details.answers.set()
    fetcher.add(facts(2)["match"])
    await until(lambda: len(details.asked) == 2)
    task.cancel()
    writer.close()
    with engine.connect() as connection:
        assert connection.execute(select(MATCH)).all() == []


class SlowDetails(PretendDetails):
    """A detail API that answers when it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.answers = asyncio.Event()

    async def of(self, matches: Sequence[str]) -> dict[str, dict[str, Any]]:
        told = await super().of(matches)
        await self.answers.wait()
        return told
