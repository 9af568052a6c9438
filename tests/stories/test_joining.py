"""Stories of people under several numbers: joined, split and joined again, in whatever shape, while records come in."""

from typing import Any

import pytest

from operations.rulings import Ruling, events, join, split
from schemas import topics
from schemas.partition import match_record, partition
from tests.matching import examples
from tests.matching.examples import ANONG, BOON, CHAI, SHOP
from tests.matching.world import PARTITIONS, World, opened, withdrawn


async def decide(world: World, *rulings: Ruling) -> None:
    """Let the steward decide."""
    for ruling in rulings:
        for key, value in events(ruling):
            await world.write(topics.IDENTITY, partition(key[:32].decode(), PARTITIONS), key, value)


def joined(canonical: str, alias: str, at: int) -> Ruling:
    return join(canonical, alias, "steward", "NUMBER_CHANGED", examples.MORNING + at)


def parted(canonical: str, alias: str, at: int) -> Ruling:
    return split(canonical, alias, "steward", "JOINED_BY_MISTAKE", examples.MORNING + at)


async def with_student(subject: str, **changed: Any) -> World:
    """Begin with one vacancy and one graduate who is matched to it."""
    world = await World().open()
    await world.accept(topics.VACANCY, SHOP, examples.vacancy())
    await world.accept(topics.STUDENT, subject, examples.student(**changed))
    assert await world.told() == [opened(subject, SHOP)]
    return world


@pytest.mark.parametrize("inner_first", [True, False])
async def test_in_a_chain_of_three_the_last_stands_for_all_and_nothing_more(inner_first: bool) -> None:
    world = await with_student(ANONG)
    links = [joined(BOON, ANONG, 1), joined(CHAI, BOON, 2)]
    await decide(world, *(links if inner_first else reversed(links)))
    # Who stood for them in between may have been told of; in the end it is the last, and only the last.
    assert (await world.told())[-1] == opened(CHAI, SHOP)
    await world.nothing_more()
    # What comes late under the first number is the last one's.
    await world.accept(topics.INSURANCE, ANONG, examples.spell())
    assert await world.told() == [withdrawn(CHAI, SHOP, "HIRED")]
    await world.nothing_more()


async def test_whoever_stood_for_a_person_until_now_is_withdrawn_and_nothing_more() -> None:
    world = await with_student(ANONG)
    await decide(world, joined(BOON, ANONG, 1))
    assert sorted(await world.told()) == sorted([withdrawn(ANONG, SHOP, "CHANGED"), opened(BOON, SHOP)])
    # Written under the first and the third: the second, who stood for the first, is told of it all the same.
    await decide(world, joined(CHAI, ANONG, 2))
    assert sorted(await world.told()) == sorted([withdrawn(BOON, SHOP, "CHANGED"), opened(CHAI, SHOP)])
    await world.nothing_more()


async def test_the_newest_of_two_opposite_decisions_stands_and_nothing_more() -> None:
    world = await with_student(ANONG)
    await decide(world, joined(BOON, ANONG, 1))
    assert sorted(await world.told()) == sorted([withdrawn(ANONG, SHOP, "CHANGED"), opened(BOON, SHOP)])
    await decide(world, joined(ANONG, BOON, 2))
    assert sorted(await world.told()) == sorted([withdrawn(BOON, SHOP, "CHANGED"), opened(ANONG, SHOP, 2)])
    await world.nothing_more()


async def test_a_circle_of_decisions_comes_to_rest_with_one_who_stands_for_all_and_nothing_more() -> None:
    world = await with_student(ANONG)
    await decide(world, joined(BOON, ANONG, 1), joined(CHAI, BOON, 2), joined(ANONG, CHAI, 3))
    assert (await world.told())[-1] == opened(CHAI, SHOP)
    await world.nothing_more()


async def test_joined_split_and_joined_again_a_match_keeps_its_id_and_counts_its_episodes_and_nothing_more() -> None:
    world = await with_student(ANONG)
    for round_, at in enumerate((0, 10), 1):
        await decide(world, joined(BOON, ANONG, at + 1))
        told = await world.told()
        assert sorted(told) == sorted([withdrawn(ANONG, SHOP, "CHANGED", round_), opened(BOON, SHOP, round_)])
        await decide(world, parted(BOON, ANONG, at + 2))
        told = await world.told()
        # The other number has no enrolment of its own any more.
        assert sorted(told) == sorted([
            withdrawn(BOON, SHOP, "RECORD_DELETED", round_),
            opened(ANONG, SHOP, round_ + 1),
        ])  # fmt: skip
    ids = {key for key, _ in world._published}
    assert ids == {f"{one}/{match_record(one, SHOP)}".encode() for one in (ANONG, BOON)}
    await world.nothing_more()


async def test_split_again_each_has_its_own_records_and_nothing_more() -> None:
    world = await with_student(ANONG)
    await decide(world, joined(BOON, ANONG, 1))
    await world.told()
    # Under the joined person's other number came a job, and it goes with that number.
    await world.accept(topics.INSURANCE, BOON, examples.spell())
    assert await world.told() == [withdrawn(BOON, SHOP, "HIRED")]
    before = {one: await held(world, one) for one in (ANONG, BOON)}
    await decide(world, parted(BOON, ANONG, 2))
    assert await world.told() == [opened(ANONG, SHOP, 2)]
    after = {one: await held(world, one) for one in (ANONG, BOON)}
    assert after == before
    await world.nothing_more()


async def held(world: World, subject: str) -> dict[bytes, bytes]:
    """Give what the agencies' registers hold under a number, as the view has it."""
    records = await world.store.profile(partition(subject, PARTITIONS), subject)
    ours = (topics.IDENTITY.encode(), topics.MATCH.encode())
    return {name: packed for name, packed in records.items() if not name.startswith(ours)}


async def test_an_objection_under_either_number_stops_the_one_person_and_nothing_more() -> None:
    world = await with_student(ANONG)
    await decide(world, joined(BOON, ANONG, 1))
    await world.told()
    objection = Ruling("OBJECTION", ANONG, "person", "ASKED", examples.MORNING + 5)
    await decide(world, objection)
    assert await world.told() == [withdrawn(BOON, SHOP, "OBJECTED")]
    await world.nothing_more()


async def test_a_rebuilt_view_reads_the_same_people_as_one_and_says_nothing_again_and_nothing_more() -> None:
    world = await with_student(ANONG)
    await decide(world, joined(BOON, ANONG, 1), joined(CHAI, BOON, 2))
    await world.told()
    await world.rebuild()
    assert await world.told() == []
    await world.nothing_more()
