"""Workers that end, start again, take over or find the view emptied: nothing is said twice, nothing forgotten."""

from typing import Any

import pytest

from schemas import topics
from schemas.partition import match_record, partition
from streams.matching import vacancies
from streams.matching.readiness import Noted, reached
from streams.transport.chunk import Place
from tests.matching import examples
from tests.matching.examples import ANONG, BOON, CHAI, MILL, SHOP
from tests.matching.world import PARTITIONS, World, opened, withdrawn


class CrashError(Exception):
    """The worker ends here."""


async def lived(world: World) -> World:
    """Let some matches be opened and withdrawn."""
    await world.open()
    await world.accept(topics.VACANCY, SHOP, examples.vacancy())
    await world.accept(topics.VACANCY, MILL, examples.vacancy())
    for person in (ANONG, BOON, CHAI):
        await world.accept(topics.STUDENT, person, examples.student())
    await world.accept(topics.INSURANCE, BOON, examples.spell())
    assert opened(ANONG, SHOP) in await world.told()
    return world


async def test_a_worker_that_starts_again_says_nothing_it_said_before() -> None:
    world = await lived(World())
    await world.restart()
    assert await world.told() == []
    await world.accept(topics.INSURANCE, ANONG, examples.spell())
    assert sorted(await world.told()) == [withdrawn(ANONG, SHOP, "HIRED"), withdrawn(ANONG, MILL, "HIRED")]


async def test_a_view_built_again_from_the_log_says_nothing_that_was_said_before() -> None:
    world = await lived(World())
    await world.rebuild()
    assert await world.told() == []
    await world.nothing_more()


async def test_a_rebuild_withdraws_what_became_untrue_meanwhile_once() -> None:
    world = await lived(World())
    key, value = examples.event(topics.INSURANCE, ANONG, examples.record_id(), 1, examples.spell())
    world.log.append(Place(topics.INSURANCE, partition(ANONG, PARTITIONS)), world.now_ms, key, value)
    await world.rebuild()
    assert sorted(await world.told()) == [withdrawn(ANONG, SHOP, "HIRED"), withdrawn(ANONG, MILL, "HIRED")]
    await world.nothing_more()


@pytest.mark.parametrize("call", ["settle_many", "clean_many", "index_many", "propose_many"])
async def test_a_worker_that_ends_at_any_call_leaves_its_successor_to_say_what_is_left(
    call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = await World().open()

    async def crash(*_: Any, **__: Any) -> None:
        raise CrashError

    await world.accept(topics.VACANCY, SHOP, examples.vacancy())
    await world.accept(topics.STUDENT, ANONG, examples.student())
    with monkeypatch.context() as planted:
        planted.setattr(world.store, call, crash)
        with pytest.raises(CrashError):
            await world.settle()
    await world.restart()
    assert await world.told() == [opened(ANONG, SHOP)]
    await world.nothing_more()


async def test_an_order_that_settles_before_it_publishes_would_be_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    world = await World().open()

    async def lost(*_: Any) -> None:
        """Publish nothing and go on, as one does who settles first and dies then."""

    with monkeypatch.context() as planted:
        planted.setattr(vacancies, "_publish", lost)
        await world.accept(topics.VACANCY, SHOP, examples.vacancy())
        await world.accept(topics.STUDENT, ANONG, examples.student())
        await world.settle()
    await world.restart()
    assert await world.told() == []


async def test_a_match_another_owner_opened_unseen_is_learned_from_the_log_and_ended_when_untrue() -> None:
    world = await lived(World())
    before = world.last()
    key, value = examples.event(
        topics.MATCH,
        BOON,
        match_record(BOON, SHOP),
        4,
        {**before, "vacancy": SHOP, "episode": 2, "status": "OPEN", "withdrawn_because": None, "criteria": []},
    )
    await world.write(topics.MATCH, partition(BOON, PARTITIONS), key, value)
    await world.settle()
    await world.accept(topics.STUDENT, BOON, examples.student(wish="NOT_SEEKING"), version=2)
    assert [one.episode for one in await world.told()] == [2]


async def test_nothing_is_decided_before_the_log_was_taken_in() -> None:
    world = World()
    for topic, subject, data in (
        (topics.VACANCY, SHOP, examples.vacancy()),
        (topics.STUDENT, ANONG, examples.student()),
        (topics.INSURANCE, ANONG, examples.spell()),
    ):
        key, value = examples.event(topic, subject, examples.record_id(), 1, data)
        world.log.append(Place(topic, partition(subject, PARTITIONS)), world.now_ms, key, value)
    await world.open()
    for topic in (topics.VACANCY, topics.STUDENT):
        await world.apply(topic, 0, world.log.places[Place(topic, 0)][0])
        await world.loop.applied(0)
    for _ in range(5):
        await world.loop._following.step(0)
        await world.loop.work()
    assert world._published == []
    await world.apply(topics.INSURANCE, 0, world.log.places[Place(topics.INSURANCE, 0)][0])
    assert await world.told() == []


def test_ready_means_that_view_and_board_reached_every_end_noted() -> None:
    place = Place(topics.MATCH, 0)
    noted = Noted(b"", 1, {topics.VACANCY: 3, topics.STUDENT: 0}, {place: 2})
    assert reached(noted, {topics.VACANCY: 2}, {place: 2})
    assert not reached(noted, {topics.VACANCY: 1}, {place: 2})
    assert not reached(noted, {topics.VACANCY: 2}, {place: 1})
    assert not reached(noted, {}, {})
