"""What DOE is told of other registers, and what goes on while the agreement is wound up: one story each."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from schemas import topics
from schemas.agreement import DEMONSTRATION
from schemas.agreement.rules import Winding
from tests.matching import examples
from tests.matching.examples import ANONG, BOON, DAY_MS, MILL, MORNING, SHOP
from tests.matching.world import World, opened, withdrawn

TODAY = date(2026, 11, 23)


def said(world: World, name: str) -> dict[str, Any]:
    """Give a criterion as it was last published."""
    found: dict[str, Any] = next(one for one in world.last()["criteria"] if one["name"] == name)
    return found


async def matched(world: World) -> World:
    """Let Anong be matched to the shop's vacancy."""
    await world.open()
    await world.accept(topics.VACANCY, SHOP, examples.vacancy(positions_requested=2))
    await world.accept(topics.STUDENT, ANONG, examples.student())
    assert await world.told() == [opened(ANONG, SHOP)]
    return world


async def test_of_employment_only_the_answer_and_its_day_cross_and_nothing_more() -> None:
    world = await matched(World())
    spell = examples.spell(started_on=date(2026, 11, 3), industry_code="62", province="83")
    await world.accept(topics.INSURANCE, ANONG, spell)
    assert await world.told() == [withdrawn(ANONG, SHOP, "HIRED")]
    hired = said(world, "not_insured")
    assert (hired["met"], hired["topic"], hired["as_of"]) == ("NO", topics.INSURANCE, TODAY)
    assert (hired["record"], hired["version"], hired["detail"]) == (None, None, None)
    published = repr(world.last())
    assert not [told for told in ("2026, 11, 3)", "'62'", "'83'") if told in published]
    await world.nothing_more()


async def test_without_an_instrument_named_not_even_the_answer_crosses_and_nothing_more() -> None:
    rows = tuple(row for row in DEMONSTRATION.rows if row.instrument is None)
    world = await matched(World(replace(DEMONSTRATION, rows=rows)))
    await world.accept(topics.INSURANCE, ANONG, examples.spell())
    assert await world.told() == []
    await world.nothing_more()


async def test_a_job_found_and_lost_again_crosses_as_two_answers_and_nothing_more() -> None:
    world = await matched(World())
    await world.accept(topics.PLACEMENT, ANONG, examples.placement(SHOP, "PLACED"))
    assert await world.told() == [withdrawn(ANONG, SHOP, "PLACED")]
    job = examples.spell(started_on=TODAY, ended_on=date(2026, 11, 25), end_reason="RESIGNED")
    await world.accept(topics.INSURANCE, ANONG, job)
    assert await world.told() == []
    await world.pass_to(MORNING + 3 * DAY_MS)
    assert await world.told() == [opened(ANONG, SHOP, 2)]
    await world.nothing_more()


async def test_a_job_that_ended_before_the_placement_does_not_undo_it_and_nothing_more() -> None:
    world = await matched(World())
    await world.accept(topics.PLACEMENT, ANONG, examples.placement(SHOP, "PLACED"))
    assert await world.told() == [withdrawn(ANONG, SHOP, "PLACED")]
    earlier = examples.spell(started_on=date(2026, 3, 1), ended_on=date(2026, 11, 10), end_reason="RESIGNED")
    await world.accept(topics.INSURANCE, ANONG, earlier)
    assert await world.told() == []
    await world.nothing_more()


@pytest.mark.parametrize(("status", "because"), [("STUDYING", "CHANGED"), ("LEFT", "LEFT")])
async def test_of_someone_no_longer_finishing_no_more_of_the_enrolment_is_told_and_nothing_more(
    status: str, because: str
) -> None:
    world = await matched(World())
    assert said(world, "graduating")["detail"] == "GRADUATED"
    await world.accept(topics.STUDENT, ANONG, examples.student(status=status, wish="FURTHER_STUDY"), version=2)
    assert await world.told() == [withdrawn(ANONG, SHOP, because)]
    assert (said(world, "graduating")["met"], said(world, "graduating")["detail"]) == ("NO", None)
    assert said(world, "seeking_work")["detail"] is None
    await world.nothing_more()


async def test_while_the_agreement_is_wound_up_work_under_way_goes_on_and_none_is_begun_and_nothing_more() -> None:
    ending = replace(DEMONSTRATION, winding=Winding(date(2026, 11, 24), date(2026, 11, 25)))
    world = await matched(World(ending))
    await world.pass_to(MORNING + DAY_MS)
    await world.accept(topics.STUDENT, BOON, examples.student())
    await world.accept(topics.VACANCY, MILL, examples.vacancy())
    assert await world.told() == []

    midnight = MORNING + 15 * 60 * 60 * 1000 + 2 * DAY_MS
    await world.pass_to(midnight - 1)
    assert await world.told() == []
    await world.pass_to(midnight)
    assert await world.told() == [withdrawn(ANONG, SHOP, "AGREEMENT_ENDED")]
    await world.nothing_more()


async def test_a_match_under_way_is_still_withdrawn_while_the_agreement_is_wound_up_and_nothing_more() -> None:
    ending = replace(DEMONSTRATION, winding=Winding(date(2026, 11, 24), date(2026, 11, 30)))
    world = await matched(World(ending))
    await world.pass_to(MORNING + DAY_MS)
    await world.accept(topics.INSURANCE, ANONG, examples.spell())
    assert await world.told() == [withdrawn(ANONG, SHOP, "HIRED")]
    await world.nothing_more()
