"""The simulated registers: repeatable, plausible, invented, and at fault in the ways real ones are."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from itertools import count
from pathlib import Path
from random import Random

import pytest

from producers.columns import BadRowError
from producers.data_sets import DATA_SETS
from producers.draft import Row
from producers.population import Membership
from producers.publisher.publishing import Publisher
from producers.simulation.driving import LOAD_ORDER, Course, Simulation
from producers.simulation.enrolling import academic_year
from producers.simulation.faults import Handed, Shares, faulty
from producers.simulation.line import Line
from producers.simulation.world import World
from schemas.codes import field_occupations, provinces
from schemas.dates import BANGKOK
from schemas.topics import AGENCIES, INSURANCE, STUDENT, VACANCY
from tests.producers.fakes import NOON_MS, FakeLog, edge, publisher

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


def test_every_row_without_a_fault_is_taken(world: World) -> None:
    for topic in LOAD_ORDER:
        for row in world.register(topic, AT):
            DATA_SETS[topic].read(row)


def test_whatever_happens_gives_rows_that_are_taken() -> None:
    made = World(Random(11), 300, 50, AT.date())
    topics = Counter[str]()
    for number in range(2_000):
        for topic, row in made.happens(AT, 1_000 + 2 * number):
            DATA_SETS[topic].read(row)
            topics[topic] += 1
    assert topics.keys() == set(LOAD_ORDER)


def test_no_invented_person_can_be_a_real_one(world: World) -> None:
    for learner in world.learners:
        if learner.identifier.startswith("G"):
            assert learner.identifier[5:7] == "99"
        else:
            assert learner.identifier[1:3] == "99"
            assert "99" not in provinces()


def test_more_people_live_where_more_graduate(world: World) -> None:
    where = Counter(learner.province for learner in world.learners)
    assert where["10"] == max(where.values())


def test_vacancies_ask_for_what_graduates_of_the_register_can_do(world: World) -> None:
    leads_to = {code for learner in world.learners for code, _ in field_occupations()[learner.studies.field]}
    assert {offer.occupation for offer in world.offers} <= leads_to


def test_the_academic_year_begins_on_the_sixteenth_of_may() -> None:
    assert academic_year(date(2026, 5, 15)) == 2568
    assert academic_year(date(2026, 5, 16)) == 2569


def _handed(shares: Shares, row: Row) -> list[Handed]:
    return list(faulty(Random(1), shares, STUDENT, row))


def test_a_wrong_digit_is_refused_first_and_taken_once_corrected(world: World) -> None:
    row = next(row for row in world.register(STUDENT, AT) if row["citizen_id"].isdigit())
    wrong, right = _handed(Shares(wrong_digit=1), row)
    with pytest.raises(BadRowError, match="IDENTIFIER_CHECK_DIGIT"):
        DATA_SETS[STUDENT].read(wrong.row)
    assert right.row == row
    assert right.later > wrong.later == 0


def test_each_other_fault_is_what_its_name_says(world: World) -> None:
    row = next(iter(world.register(STUDENT, AT)))
    none = Shares(0, 0, 0, 0, 0)
    assert _handed(none, row) == [Handed(STUDENT, row)]
    off_list, corrected = _handed(Shares(0, 1, 0, 0, 0), row)
    with pytest.raises(BadRowError, match="UNKNOWN"):
        DATA_SETS[STUDENT].read(off_list.row)
    assert corrected.row == row
    first, again = _handed(Shares(0, 0, 1, 0, 0), row)
    assert first.row == again.row
    newer, older = _handed(Shares(0, 0, 0, 1, 0), row)
    assert int(older.row["revision"]) < int(newer.row["revision"])
    assert older.later > newer.later
    (thai,) = _handed(Shares(0, 0, 0, 0, 1), row)
    assert DATA_SETS[STUDENT].read(thai.row).data == DATA_SETS[STUDENT].read(row).data


def test_rows_that_wait_come_after_as_many_others_as_they_wait_for() -> None:
    line = Line()
    line.join([Handed(STUDENT, {"n": "late"}, 2), *(Handed(STUDENT, {"n": str(n)}) for n in range(3))])
    assert [row["n"] for _, row in line.due()] == ["0", "1", "2", "late"]
    line.join([Handed(STUDENT, {"n": "much later"}, 9)])
    assert list(line.due()) == []


class SlowPopulation:
    """Knows everyone OVEC's log holds, but only at the third question."""

    def __init__(self, log: FakeLog) -> None:
        self._log, self._asked = log, 0

    def ask(self, pseudonyms: list[str]) -> dict[str, Membership]:
        self._asked += 1
        if self._asked < 3:
            return dict.fromkeys(pseudonyms, Membership.NOT_KNOWN)
        known = {event.subject for event in self._log.events(STUDENT)}
        return {one: Membership.YES if one in known else Membership.NO for one in pseudonyms}


def _publishers(log: FakeLog) -> dict[str, Publisher]:
    made = {agency: publisher(agency, log) for agency in ("ovec", "doe")}
    for agency in ("sso", "dsd"):
        made[agency] = publisher(agency, log, population=SlowPopulation(log))  # type: ignore[arg-type]
    return made


def _ticks(stop_after: int) -> Iterator[bool]:
    return (number >= stop_after for number in count())


def test_a_simulation_loads_ovec_first_retries_until_people_are_known_lives_and_leaves_its_figures(
    tmp_path: Path,
) -> None:
    log = FakeLog()
    status = tmp_path / "state" / "simulate.json"
    course = Course(400, 40, 5_000, seed=1, status=status, live_seconds=0.0)
    simulation = Simulation(course, _publishers(log), lambda: NOON_MS, lambda: False)
    simulation.run()
    assert simulation._live_through(300) >= 300
    simulation.tally.write(status)
    told = json.loads(status.read_text())
    assert told["phase"] == "stopped"
    assert told["accepted"] == sum(told["per_topic"].values()) > 400
    assert told["refused"]["IDENTIFIER_CHECK_DIGIT"] > 0
    assert told["dropped_not_vocational"] > 0
    assert told["try_again"] > 0
    assert told["loaded_at_ms"] == NOON_MS
    assert told["events_per_second_load"] > 0
    known = {event.subject for event in log.events(STUDENT)}
    assert {event.subject for event in log.events(INSURANCE)} <= known
    assert len(log.events(VACANCY)) >= 40


def test_a_simulation_that_is_asked_to_stop_does_so_and_says_so(tmp_path: Path) -> None:
    ticks = _ticks(1)
    course = Course(50, 5, 100, seed=1, status=tmp_path / "status.json")
    Simulation(course, _publishers(FakeLog()), lambda: NOON_MS, lambda: next(ticks)).run()
    assert json.loads((tmp_path / "status.json").read_text())["phase"] == "stopped"


def test_every_agency_has_its_edge() -> None:
    assert {data_set.agency for data_set in DATA_SETS.values()} == set(AGENCIES)
    assert edge("ovec").agency == "ovec"
