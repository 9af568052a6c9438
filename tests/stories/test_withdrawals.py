"""One story per reason of a withdrawal; each ends with nothing more being said."""

from datetime import date
from typing import Any

import pytest

from schemas import topics
from schemas.agreement import DEMONSTRATION
from tests.matching import examples
from tests.matching.examples import ANONG, BOON, DAY_MS, MILL, MORNING, SHOP
from tests.matching.world import Told, World, opened, under, withdrawn


async def matched(world: World, data: dict[str, Any] | None = None) -> World:
    """Let Anong be matched to the shop's vacancy."""
    await world.open()
    await world.accept(topics.STUDENT, ANONG, examples.student())
    await world.accept(topics.VACANCY, SHOP, data or examples.vacancy())
    assert await world.told() == [opened(ANONG, SHOP)]
    return world


async def ends(world: World, *expected: Told) -> None:
    """Check what was said, and that nothing more is."""
    assert await world.told() == list(expected)
    await world.nothing_more()


async def test_someone_hired_is_withdrawn_as_hired_and_nothing_more() -> None:
    world = await matched(World())
    await world.accept(topics.INSURANCE, ANONG, examples.spell())
    await ends(world, withdrawn(ANONG, SHOP, "HIRED"))


async def test_someone_placed_is_withdrawn_everywhere_as_placed_and_nothing_more() -> None:
    world = await matched(World())
    await world.accept(topics.VACANCY, MILL, examples.vacancy())
    assert await world.told() == [opened(ANONG, MILL)]
    await world.accept(topics.PLACEMENT, ANONG, examples.placement(MILL, "PLACED"))
    assert sorted(await world.told()) == sorted([withdrawn(ANONG, SHOP, "PLACED"), withdrawn(ANONG, MILL, "PLACED")])
    await world.nothing_more()


async def test_someone_who_stops_seeking_is_withdrawn_and_nothing_more() -> None:
    world = await matched(World())
    await world.accept(topics.STUDENT, ANONG, examples.student(wish="FURTHER_STUDY"), version=2)
    await ends(world, withdrawn(ANONG, SHOP, "NOT_SEEKING"))


async def test_someone_who_left_without_finishing_is_withdrawn_and_nothing_more() -> None:
    world = await matched(World())
    await world.accept(topics.STUDENT, ANONG, examples.student(status="LEFT"), version=2)
    await ends(world, withdrawn(ANONG, SHOP, "LEFT"))


async def test_someone_who_objects_is_withdrawn_and_comes_back_when_the_objection_is_withdrawn() -> None:
    world = await matched(World())
    await world.accept(topics.IDENTITY, ANONG, examples.ruling("OBJECTION"))
    assert await world.told() == [withdrawn(ANONG, SHOP, "OBJECTED")]
    await world.nothing_more()
    await world.accept(topics.IDENTITY, ANONG, examples.ruling("OBJECTION_WITHDRAWN"), version=2)
    await ends(world, opened(ANONG, SHOP, episode=2))


async def test_someone_erased_is_withdrawn_their_records_go_and_nothing_more() -> None:
    world = await matched(World())
    world.now_ms += 1000
    await world.accept(topics.IDENTITY, ANONG, examples.ruling("ERASURE"))
    assert await world.told() == [withdrawn(ANONG, SHOP, "ERASED")]
    left = await world.store.profile(0, ANONG)
    assert not any(name.startswith(b"ovec.") for name in left)
    await world.nothing_more()


async def test_a_certificate_that_runs_out_ends_the_match_at_midnight_and_nothing_more() -> None:
    world = await World().open()
    today = date(2026, 11, 23)
    await world.accept(topics.STUDENT, ANONG, examples.student(desired_occupations=["7411"]))
    await world.accept(topics.CERTIFICATE, ANONG, examples.certificate(expires_on=today))
    await world.accept(topics.VACANCY, SHOP, examples.vacancy(occupation="7411"))
    assert await world.told() == [opened(ANONG, SHOP)]
    midnight = MORNING + 15 * 60 * 60 * 1000
    await world.pass_to(midnight - 1)
    assert await world.told() == []
    await world.pass_to(midnight)
    assert await world.told() == [withdrawn(ANONG, SHOP, "CERTIFICATE_ENDED")]
    assert world.last()["caused_at"].timestamp() * 1000 == midnight
    await world.nothing_more()


async def test_a_certificate_revoked_ends_the_match_and_nothing_more() -> None:
    world = await World().open()
    await world.accept(topics.STUDENT, ANONG, examples.student(desired_occupations=["7411"]))
    await world.accept(topics.CERTIFICATE, ANONG, examples.certificate())
    await world.accept(topics.VACANCY, SHOP, examples.vacancy(occupation="7411"))
    assert await world.told() == [opened(ANONG, SHOP)]
    await world.accept(topics.CERTIFICATE, ANONG, examples.certificate(status="REVOKED"), version=2)
    await ends(world, withdrawn(ANONG, SHOP, "CERTIFICATE_ENDED"))


async def test_someone_refused_for_one_vacancy_keeps_the_other_and_nothing_more() -> None:
    world = await matched(World())
    await world.accept(topics.VACANCY, MILL, examples.vacancy())
    assert await world.told() == [opened(ANONG, MILL)]
    refusal = examples.placement(SHOP, "NOT_PLACED", reason="EMPLOYER_DECLINED")
    await world.accept(topics.PLACEMENT, ANONG, refusal)
    await ends(world, withdrawn(ANONG, SHOP, "REFUSED"))


async def test_someone_who_moves_far_away_is_withdrawn_as_changed_and_nothing_more() -> None:
    world = await matched(World())
    await world.accept(topics.STUDENT, ANONG, examples.student(province="50", district="5001"), version=2)
    await ends(world, withdrawn(ANONG, SHOP, "CHANGED"))


async def test_a_vacancy_that_asks_for_another_level_is_withdrawn_as_changed_and_nothing_more() -> None:
    world = await matched(World())
    await world.accept(topics.VACANCY, SHOP, examples.vacancy(levels=["BTECH"]), version=2)
    await ends(world, withdrawn(ANONG, SHOP, "CHANGED"))


async def test_a_vacancy_that_now_asks_for_a_certificate_never_held_is_changed_and_not_a_certificate_ended() -> None:
    world = await matched(World())
    asking = examples.vacancy(certificate_required=True, skill_standard="Industrial Electrician", skill_level=1)
    await world.accept(topics.VACANCY, SHOP, asking, version=2)
    await ends(world, withdrawn(ANONG, SHOP, "CHANGED"))


async def test_someone_whose_enrolment_is_deleted_is_withdrawn_and_nothing_more() -> None:
    world = await matched(World())
    await world.accept(topics.STUDENT, ANONG, None, version=2)
    await ends(world, withdrawn(ANONG, SHOP, "RECORD_DELETED"))


async def test_a_vacancy_deleted_withdraws_its_matches_and_nothing_more() -> None:
    world = await matched(World())
    await world.accept(topics.VACANCY, SHOP, None, version=2)
    await ends(world, withdrawn(ANONG, SHOP, "RECORD_DELETED"))


async def test_when_the_agreement_ends_all_matches_are_withdrawn_at_midnight_and_nothing_more() -> None:
    world = await matched(World(under(DEMONSTRATION, last_day=date(2026, 11, 24))))
    midnight = MORNING + 15 * 60 * 60 * 1000 + DAY_MS
    await world.pass_to(midnight - 1)
    assert await world.told() == []
    await world.pass_to(midnight)
    assert await world.told() == [withdrawn(ANONG, SHOP, "AGREEMENT_ENDED")]
    assert world.last()["caused_at"].timestamp() * 1000 == midnight
    await world.nothing_more()


@pytest.mark.parametrize("filled", [{"status": "FILLED"}, {"positions_filled": 1}])
async def test_a_vacancy_filled_withdraws_its_matches_and_nothing_more(filled: dict[str, Any]) -> None:
    world = await matched(World())
    await world.accept(topics.VACANCY, SHOP, examples.vacancy(**filled), version=2)
    await ends(world, withdrawn(ANONG, SHOP, "VACANCY_FILLED"))


async def test_a_vacancy_closed_withdraws_its_matches_and_nothing_more() -> None:
    world = await matched(World())
    await world.accept(topics.VACANCY, SHOP, examples.vacancy(status="CLOSED"), version=2)
    await ends(world, withdrawn(ANONG, SHOP, "VACANCY_CLOSED"))


async def test_a_vacancy_expires_at_midnight_in_bangkok_and_nothing_more() -> None:
    world = await matched(World(), examples.vacancy(expires_on=date(2026, 11, 23)))
    midnight = MORNING + 15 * 60 * 60 * 1000
    await world.pass_to(midnight - 1)
    assert await world.told() == []
    await world.pass_to(midnight)
    await ends(world, withdrawn(ANONG, SHOP, "VACANCY_EXPIRED"))


async def test_a_place_freed_is_filled_by_the_next_and_nobody_is_displaced_by_someone_better() -> None:
    world = await World().open()
    crowd = [f"{number:04x}" + "d" * 28 for number in range(5)]
    for person in crowd:
        await world.accept(topics.STUDENT, person, examples.student(district=None))
    await world.accept(topics.VACANCY, SHOP, examples.vacancy())
    assert sorted(await world.told()) == [opened(person, SHOP) for person in crowd]
    await world.accept(topics.STUDENT, BOON, examples.student())
    assert await world.told() == []
    await world.accept(topics.STUDENT, crowd[2], examples.student(wish="NOT_SEEKING"), version=2)
    await ends(world, withdrawn(crowd[2], SHOP, "NOT_SEEKING"), opened(BOON, SHOP))
