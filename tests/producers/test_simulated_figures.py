"""Published counts: they equal a recount of the registers, at first and whenever they are published anew."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from random import Random

import pytest

from producers.draft import Row
from producers.simulation.counting import LEAST
from producers.simulation.learner import Learner
from producers.simulation.world import World
from schemas.codes import provinces, section_of_division
from schemas.dates import BANGKOK
from schemas.topics import LABOUR_STATISTICS, STAFF_STATISTICS, STUDENT_STATISTICS

AT = datetime(2026, 11, 23, tzinfo=BANGKOK)
YEAR = "2569"
STUDYING = ("กำลังศึกษา", "คาดว่าจะสำเร็จการศึกษา")


@pytest.fixture(scope="module")
def world() -> World:
    return World(Random(7), 3_000, 300, AT.date())


def lived() -> World:
    """Live for a while, then let every province's counts be published anew."""
    made = World(Random(13), 500, 80, AT.date())
    for number in range(2_000):
        made.happens(AT, 1_000 + 2 * number)
    for publication in (made.figures.students, made.figures.staff, made.figures.labour):
        for province in provinces():
            list(publication.anew(only(province), AT, 9_000))
    return made


def only(province: str) -> Callable[[Sequence[str]], str]:
    """Choose that province whatever there is to choose from."""
    return lambda _: province


def figure(row: Row) -> int:
    return int(row["count"].replace(",", ""))


def studying(learners: list[Learner]) -> Counter[tuple[str, ...]]:
    """Count by hand who studies, by the college's province and level, and by field as well."""
    found = Counter[tuple[str, ...]]()
    for one in learners:
        if one.status in STUDYING and not one.deleted:
            found[one.studies.college[2:4], one.studies.level, ""] += 1
            found[one.studies.college[2:4], one.studies.level, one.studies.field] += 1
    return found


def told(world: World) -> dict[tuple[str, ...], int]:
    rows = [row for row in world.register(STUDENT_STATISTICS, AT) if row["measure"] == STUDYING[0]]
    assert {row["academic_year"] for row in rows} == {YEAR}
    merged = Counter[tuple[str, ...]]()
    for row in rows:
        merged[row["province_code"], row["level"], row["field"]] += figure(row)
    return merged


def test_students_are_counted_by_province_level_and_field(world: World) -> None:
    by_hand = studying(world.people.learners)
    published = told(world)
    assert {cell: count for cell, count in by_hand.items() if not cell[2]} == {
        cell: count for cell, count in published.items() if not cell[2]
    }
    fine = {cell: count for cell, count in published.items() if cell[2]}
    assert fine
    # One field may stand under two subject types, each with a count of its own.
    assert all(LEAST <= count <= by_hand[cell] for cell, count in fine.items())
    assert by_hand != studying(world.people.learners[1:])


def test_graduates_are_counted_in_the_year_they_graduated(world: World) -> None:
    graduated = Counter(
        (str(one.studies.graduation_year), one.studies.college[2:4], one.studies.level)
        for one in world.people.learners
        if one.status == "สำเร็จการศึกษา" and one.studies.graduation_year in (2568, 2569)
    )
    rows = [row for row in world.register(STUDENT_STATISTICS, AT) if row["measure"] == "สำเร็จการศึกษา"]
    totals = {
        (row["academic_year"], row["province_code"], row["level"]): figure(row) for row in rows if not row["field"]
    }
    assert totals == dict(graduated)


def labour(world: World, measure: str, column: str = "") -> dict[tuple[str, ...], int]:
    return {
        (row["province_code"], row[column]) if column else (row["province_code"],): figure(row)
        for row in world.register(LABOUR_STATISTICS, AT)
        if row["measure"] == measure
        and (bool(row[column]) if column else not (row["industry_section"] or row["occupation_group"]))
    }


def test_the_insured_are_counted_by_province_and_by_section(world: World) -> None:
    spells = [spell for one in world.people.learners for spell in one.spells if spell.ended_on is None]
    assert labour(world, "ผู้ประกันตน") == Counter((spell.province,) for spell in spells)
    by_section = Counter((spell.province, section_of_division()[spell.industry]) for spell in spells)
    finer = labour(world, "ผู้ประกันตน", "industry_section")
    assert finer == {cell: count for cell, count in by_section.items() if count >= LEAST}
    assert finer


def test_open_positions_are_counted_by_province(world: World) -> None:
    wanted = Counter[tuple[str, ...]]()
    for offer in world.market.offers:
        if offer.status == "เปิดรับ":
            wanted[(offer.province,)] += offer.positions - offer.filled
    assert labour(world, "ตำแหน่งงานว่าง") == wanted
    units = {row["unit"] for row in world.register(LABOUR_STATISTICS, AT) if row["measure"] == "ตำแหน่งงานว่าง"}
    assert units == {"อัตรา"}


def test_counts_published_anew_equal_a_recount_of_registers_that_have_lived_on() -> None:
    made = lived()
    by_hand = studying(made.people.learners)
    assert {cell: count for cell, count in told(made).items() if not cell[2]} == {
        cell: count for cell, count in by_hand.items() if not cell[2]
    }
    insured = Counter((one.working.province,) for one in made.people.learners if one.working is not None)
    assert labour(made, "ผู้ประกันตน") == insured


def test_only_what_has_changed_is_published_anew_and_what_fell_away_is_taken_back() -> None:
    made = World(Random(3), 200, 20, AT.date())
    students = made.figures.students
    assert [row for chosen in provinces() for row in students.anew(only(chosen), AT, 1_000)] == []
    province = made.people.learners[0].studies.college[2:4]
    gone = [one for one in made.people.learners if one.studies.college[2:4] == province]
    for one in gone:
        made.people.learners.remove(one)
    taken_back = list(students.anew(only(province), AT, 1_002))
    assert taken_back
    assert {(row["deleted"], row["revision"]) for row in taken_back} == {("1", "1002")}
    assert province not in {row["province_code"] for row in students.rows(AT)}


def test_staff_are_counted_where_someone_studies(world: World) -> None:
    rows = list(world.register(STAFF_STATISTICS, AT))
    assert {row["province_code"] for row in rows} == {one.studies.college[2:4] for one in world.people.learners}
    assert all(figure(row) > 0 for row in rows)
