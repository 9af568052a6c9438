"""One story per criterion of eligibility: who is matched, who is not, and who is shown as unchecked."""

from datetime import date
from typing import Any

import pytest

from schemas import topics
from schemas.agreement import DEMONSTRATION, MEMORANDUM
from tests.matching import examples
from tests.matching.examples import ANONG, BOON, CHAI, DAY_MS, MILL, SHOP
from tests.matching.world import World, opened, under, withdrawn


async def with_vacancy(world: World, **changed: Any) -> World:
    """Begin with one vacancy."""
    await world.open()
    await world.accept(topics.VACANCY, SHOP, examples.vacancy(**changed))
    return world


async def employment(world: World) -> str:
    """Give the answer about insured employment in what was last said."""
    return str(next(one["met"] for one in world.last()["criteria"] if one["name"] == "not_insured"))


@pytest.mark.parametrize(("wish", "matched"), [("WORK", True), ("FURTHER_STUDY", False), ("NOT_SEEKING", False)])
async def test_only_those_who_want_to_work_are_matched_and_nothing_more(wish: str, matched: bool) -> None:
    world = await with_vacancy(World())
    await world.accept(topics.STUDENT, ANONG, examples.student(wish=wish))
    assert await world.told() == ([opened(ANONG, SHOP)] if matched else [])
    await world.nothing_more()


@pytest.mark.parametrize(
    ("status", "matched"), [("GRADUATED", True), ("ABOUT_TO_GRADUATE", True), ("STUDYING", False), ("LEFT", False)]
)
async def test_only_those_who_finish_or_have_finished_are_matched_and_nothing_more(status: str, matched: bool) -> None:
    world = await with_vacancy(World())
    await world.accept(topics.STUDENT, ANONG, examples.student(status=status))
    assert await world.told() == ([opened(ANONG, SHOP)] if matched else [])
    await world.nothing_more()


async def test_the_latest_enrolment_speaks_for_someone_who_studies_on_and_nothing_more() -> None:
    world = await with_vacancy(World())
    await world.accept(topics.STUDENT, ANONG, examples.student())
    assert await world.told() == [opened(ANONG, SHOP)]
    onward = examples.student(level="PVS", status="STUDYING", entry_academic_year=2568)
    await world.accept(topics.STUDENT, ANONG, onward, record=2)
    assert await world.told() == [withdrawn(ANONG, SHOP, "CHANGED")]
    await world.nothing_more()


async def test_someone_in_employment_is_not_matched_until_the_spell_has_ended_and_nothing_more() -> None:
    world = await with_vacancy(World())
    await world.accept(topics.INSURANCE, ANONG, examples.spell())
    await world.accept(topics.STUDENT, ANONG, examples.student())
    assert await world.told() == []
    ended = examples.spell(ended_on=date(2026, 11, 23), end_reason="RESIGNED")
    await world.accept(topics.INSURANCE, ANONG, ended, version=2)
    assert await world.told() == []
    await world.pass_to(world.now_ms + DAY_MS)
    assert await world.told() == [opened(ANONG, SHOP)]
    assert await employment(world) == "YES"
    await world.nothing_more()


@pytest.mark.parametrize("section", ["S39", "S40"])
async def test_voluntary_insurance_is_no_employment_and_nothing_more(section: str) -> None:
    world = await with_vacancy(World())
    await world.accept(topics.INSURANCE, ANONG, examples.spell(section=section))
    await world.accept(topics.STUDENT, ANONG, examples.student())
    assert await world.told() == [opened(ANONG, SHOP)]
    await world.nothing_more()


async def test_a_spell_missing_from_two_monthly_reports_is_unsure_and_shown_unchecked_and_nothing_more() -> None:
    world = await with_vacancy(World())
    await world.accept(topics.STUDENT, ANONG, examples.student())
    confirmed = examples.spell(started_on=date(2026, 6, 1), confirmed_through=date(2026, 8, 31))
    await world.accept(topics.INSURANCE, ANONG, confirmed)
    # September's report was due on 15 October, October's on 15 November: both lack this spell.
    assert await world.told() == [opened(ANONG, SHOP)]
    assert world.last()["unchecked"]
    assert await employment(world) == "NOT_KNOWN"
    await world.nothing_more()


async def test_no_spell_while_the_data_are_fresh_means_no_employment_and_nothing_more() -> None:
    world = await with_vacancy(World())
    await world.accept(topics.INSURANCE, CHAI, examples.spell())
    await world.settle()
    await world.loop.tick()
    await world.accept(topics.STUDENT, ANONG, examples.student())
    assert await world.told() == [opened(ANONG, SHOP)]
    assert await employment(world) == "YES"
    assert not world.last()["unchecked"]
    await world.nothing_more()


async def test_no_spell_while_the_data_are_stale_is_not_known_and_shown_unchecked_and_nothing_more() -> None:
    world = await with_vacancy(World())
    await world.accept(topics.INSURANCE, CHAI, examples.spell())
    await world.pass_to(world.now_ms + 47 * DAY_MS)
    await world.accept(topics.STUDENT, ANONG, examples.student())
    assert await world.told() == [opened(ANONG, SHOP)]
    assert await employment(world) == "NOT_KNOWN"
    assert world.last()["unchecked"]
    await world.nothing_more()


async def test_without_the_ministrys_own_row_employment_is_not_known_and_hides_nobody_and_nothing_more() -> None:
    world = await with_vacancy(World(under(DEMONSTRATION, without=topics.INSURANCE)))
    await world.accept(topics.STUDENT, ANONG, examples.student())
    await world.accept(topics.INSURANCE, ANONG, examples.spell())
    assert await world.told() == [opened(ANONG, SHOP)]
    assert world.last()["unchecked"]
    insured = next(one for one in world.last()["criteria"] if one["name"] == "not_insured")
    assert (insured["met"], insured["topic"], insured["record"]) == ("NOT_KNOWN", None, None)
    await world.nothing_more()


async def test_someone_placed_is_not_matched_until_they_register_again_and_nothing_more() -> None:
    world = await with_vacancy(World())
    await world.accept(topics.PLACEMENT, ANONG, examples.placement(MILL, "PLACED"))
    await world.accept(topics.STUDENT, ANONG, examples.student())
    assert await world.told() == []
    later = examples.placement(SHOP, "REGISTERED")
    later["noted_at"] = later["noted_at"].replace(hour=later["noted_at"].hour + 1)
    await world.accept(topics.PLACEMENT, ANONG, later, record=2)
    assert await world.told() == [opened(ANONG, SHOP)]
    await world.nothing_more()


async def test_someone_who_objects_is_never_matched_and_nothing_more() -> None:
    world = await with_vacancy(World())
    await world.accept(topics.IDENTITY, ANONG, examples.ruling("OBJECTION"))
    await world.accept(topics.STUDENT, ANONG, examples.student())
    assert await world.told() == []
    await world.nothing_more()


async def test_a_decision_that_cannot_be_read_hides_since_it_may_be_an_objection_and_nothing_more() -> None:
    world = await with_vacancy(World())
    key, value = examples.event(topics.IDENTITY, ANONG, examples.record_id(), 1, examples.ruling("OBJECTION"))
    await world.write(topics.IDENTITY, 0, key, value[:-1] + b"\xff\xff")
    await world.accept(topics.STUDENT, ANONG, examples.student())
    assert await world.told() == []
    assert world.dead == ["saphan.dead-letter.saphan.identity.v1"]
    await world.nothing_more()


async def test_outside_the_agreements_term_nobody_is_matched_and_nothing_more() -> None:
    world = await with_vacancy(World(MEMORANDUM))
    await world.accept(topics.STUDENT, ANONG, examples.student())
    assert await world.told() == []
    await world.nothing_more()


@pytest.mark.parametrize(("held", "matched"), [(True, True), (False, False)])
async def test_an_electrician_needs_the_certificate_the_law_demands_and_nothing_more(held: bool, matched: bool) -> None:
    world = await with_vacancy(World(), occupation="7411")
    await world.accept(topics.SKILL_TEST, ANONG, examples.skill_test())
    if held:
        await world.accept(topics.CERTIFICATE, ANONG, examples.certificate())
    await world.accept(topics.STUDENT, ANONG, examples.student(desired_occupations=["7411"]))
    assert await world.told() == ([opened(ANONG, SHOP)] if matched else [])
    await world.nothing_more()


async def test_two_pseudonyms_joined_are_one_person_and_apart_again_once_split_and_nothing_more() -> None:
    world = await with_vacancy(World())
    await world.accept(topics.STUDENT, ANONG, examples.student())
    assert await world.told() == [opened(ANONG, SHOP)]
    join = examples.ruling("JOIN", canonical=BOON, alias=ANONG)
    for pseudonym in (ANONG, BOON):
        await world.accept(topics.IDENTITY, pseudonym, join)
    assert sorted(await world.told()) == sorted([withdrawn(ANONG, SHOP, "CHANGED"), opened(BOON, SHOP)])
    # What comes under the alias is the canonical one's: hired under the old number, withdrawn under the new.
    await world.accept(topics.INSURANCE, ANONG, examples.spell())
    assert await world.told() == [withdrawn(BOON, SHOP, "HIRED")]
    split = examples.ruling("SPLIT", canonical=BOON, alias=ANONG)
    for pseudonym in (ANONG, BOON):
        await world.accept(topics.IDENTITY, pseudonym, split, version=2)
    assert await world.told() == []
    await world.nothing_more()
