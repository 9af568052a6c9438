"""The simulated registers: repeatable, plausible and invented, and every row of them taken."""

from collections import Counter
from datetime import date, datetime
from random import Random

import pytest

from producers.data_sets import DATA_SETS
from producers.draft import Row
from producers.simulation.enrolling import academic_year
from producers.simulation.order import LIVE_ORDER, LOAD_ORDER
from producers.simulation.world import World
from schemas.codes import field_occupations, provinces, skill_standards
from schemas.dates import BANGKOK
from schemas.topics import DEMAND, MEMORANDUM_TOPICS, STUDENT, TEST_PLAN, VACANCY

AT = datetime(2026, 11, 23, tzinfo=BANGKOK)


@pytest.fixture(scope="module")
def world() -> World:
    return World(Random(7), 1_500, 200, AT.date())


def registers(seed: int) -> list[Row]:
    made = World(Random(seed), 60, 20, AT.date())
    rows = [row for topic in LOAD_ORDER for row in made.register(topic, AT)]
    happened = [row for number in range(200) for _, row in made.happens(AT, 1_000 + 2 * number)]
    return rows + happened


def test_the_same_seed_gives_the_same_registers_and_lives_and_another_seed_others() -> None:
    assert registers(3) == registers(3)
    assert registers(3) != registers(4)


def test_every_data_set_of_the_memorandum_that_an_agency_gives_has_its_register() -> None:
    given = {topic.name for topic in MEMORANDUM_TOPICS if topic.name in DATA_SETS}
    assert set(LOAD_ORDER) == set(LIVE_ORDER) == given
    assert LOAD_ORDER[0] == LIVE_ORDER[-1] == STUDENT


@pytest.mark.parametrize("topic", LOAD_ORDER)
def test_every_register_has_rows_and_each_without_a_fault_is_taken(world: World, topic: str) -> None:
    rows = list(world.register(topic, AT))
    assert rows
    for row in rows:
        assert DATA_SETS[topic].read(row).data is not None


# A count is of all colleges of a province.
LEFT_BLANK = {"college_code"}


@pytest.mark.parametrize("topic", LOAD_ORDER)
def test_every_column_of_a_register_is_filled_by_someone(world: World, topic: str) -> None:
    filled = {column for row in world.register(topic, AT) for column, value in row.items() if value}
    assert set(DATA_SETS[topic].columns) - filled <= LEFT_BLANK
    assert filled - LEFT_BLANK


def test_whatever_happens_gives_rows_that_are_taken_in_every_register() -> None:
    made = World(Random(11), 300, 50, AT.date())
    topics = Counter[str]()
    for number in range(6_000):
        for topic, row in made.happens(AT, 1_000 + 2 * number):
            DATA_SETS[topic].read(row)
            topics[topic] += 1
    assert topics.keys() == set(LOAD_ORDER)


def test_no_record_is_written_twice_under_one_revision_with_different_contents() -> None:
    made = World(Random(5), 200, 30, AT.date())
    seen: dict[tuple[str, str, int], Row] = {}
    loaded = [(topic, row) for topic in LOAD_ORDER for row in made.register(topic, AT)]
    lived = (happening for number in range(3_000) for happening in made.happens(AT, 1_000 + 2 * number))
    for topic, row in (*loaded, *lived):
        what = DATA_SETS[topic].change(row)
        assert seen.setdefault((topic, what.own_id, what.version), row) == row


def test_an_enrolment_keeps_its_number_for_life() -> None:
    made = World(Random(9), 100, 10, AT.date())
    numbers = {learner.number: learner.student_number for learner in made.people.learners}
    for number in range(2_000):
        made.happens(AT, 1_000 + 2 * number)
    assert all(numbers.get(one.number, one.student_number) == one.student_number for one in made.people.learners)
    assert len({one.student_number for one in made.people.learners}) == len(made.people.learners)


def test_no_invented_person_can_be_a_real_one(world: World) -> None:
    assert "99" not in provinces()
    for learner in world.people.learners:
        for identifier in (learner.known.identifier, learner.elsewhere.identifier):
            assert (identifier[5:7] if identifier.startswith("G") else identifier[1:3]) == "99"


def test_more_people_live_where_more_graduate(world: World) -> None:
    where = Counter(learner.province for learner in world.people.learners)
    assert where["10"] == max(where.values())


def test_vacancies_ask_for_what_graduates_of_the_register_can_do(world: World) -> None:
    leads_to = {code for one in world.people.learners for code, _ in field_occupations()[one.studies.field]}
    assert {offer.occupation for offer in world.market.offers} <= leads_to


def test_some_offices_code_occupations_by_older_lists_which_are_mapped_forward(world: World) -> None:
    rows = list(world.register(VACANCY, AT))
    assert {row["occupation_scheme"] for row in rows} == {"ISCO-08", "ISCO-88", "TSCO"}
    for offer, row in zip(world.market.offers, rows, strict=True):
        data = DATA_SETS[VACANCY].read(row).data
        assert data is not None
        assert data["occupation"] == offer.occupation
        assert data["occupation_as_sent"] == row["occupation_code"]


def test_surveys_are_made_by_colleges_of_the_register_and_keep_no_sole_traders_name(world: World) -> None:
    colleges = {learner.studies.college for learner in world.people.learners}
    rows = list(world.register(DEMAND, AT))
    assert {row["college_code"] for row in rows} <= colleges
    alone = [row for row in rows if row["employer_kind"] == "บุคคลธรรมดา"]
    assert alone
    assert not any(row["juristic_no"] or row["establishment_name"] or row["address"] for row in alone)


def test_tests_are_planned_for_fields_of_their_standard_and_fill_up() -> None:
    made = World(Random(2), 400, 10, AT.date())
    taught = {learner.studies.field for learner in made.people.learners}
    for session in made.sites.sessions:
        assert session.fields == skill_standards()[session.standard].fields
        assert taught.intersection(session.fields)
    lived = [happening for number in range(6_000) for happening in made.happens(AT, 1_000 + 2 * number)]
    assert {"กำหนดจัด", "จัดแล้ว", "ยกเลิก"} <= {row["status"] for topic, row in lived if topic == TEST_PLAN}
    assert all(session.taken <= session.seats for session in made.sites.sessions)


def test_the_academic_year_begins_on_the_sixteenth_of_may() -> None:
    assert academic_year(date(2026, 5, 15)) == 2568
    assert academic_year(date(2026, 5, 16)) == 2569
