"""The simulation as it runs: it loads the registers, lives, tries again what must wait, and tells what became of it."""

import json
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from producers.data_sets import DATA_SETS
from producers.population import Membership
from producers.publisher.publishing import Publisher
from producers.simulation.driving import Course, Simulation
from producers.simulation.order import LOAD_ORDER
from producers.simulation.ways import direct
from schemas.topics import AGENCIES, INSURANCE, LABOUR_STATISTICS, STUDENT, TRAINING, VACANCY
from tests.producers.fakes import NOON_MS, FakeLog, edge, publisher


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


class OneErased:
    """Knows one person as erased, long after whatever is handed in."""

    def __init__(self) -> None:
        self.person = ""

    def moments(self, _topic: str, pseudonyms: list[str]) -> dict[str, int]:
        self.person = self.person or pseudonyms[0]
        return {one: 2 * NOON_MS if one == self.person else 0 for one in pseudonyms}


def _publishers(log: FakeLog) -> dict[str, Publisher]:
    made = {agency: publisher(agency, log) for agency in ("ovec", "doe", "mol")}
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
    simulation = Simulation(course, direct(_publishers(log)), lambda: NOON_MS, lambda: False)
    simulation.run()
    assert simulation._live_through(300) >= 300
    simulation.tally.write(status)
    told = json.loads(status.read_text())
    assert told["phase"] == "stopped"
    assert told["accepted"] == sum(told["per_topic"].values()) > 400
    assert told["per_topic"].keys() == set(DATA_SETS)
    assert all(told["per_topic"][topic] for topic in LOAD_ORDER)
    assert told["refused"]["IDENTIFIER_CHECK_DIGIT"] > 0
    assert told["dropped_not_vocational"] > 0
    assert told["try_again"] > 0
    assert told["loaded_at_ms"] == NOON_MS
    assert told["events_per_second_load"] > 0
    known = {event.subject for event in log.events(STUDENT)}
    assert {event.subject for topic in (INSURANCE, TRAINING) for event in log.events(topic)} <= known
    assert len(log.events(VACANCY)) >= 40
    assert log.events(LABOUR_STATISTICS)


def test_the_same_seed_hands_in_the_same_events(tmp_path: Path) -> None:
    logs = [FakeLog() for _ in range(3)]
    for log, seed in zip(logs, (1, 1, 2), strict=True):
        simulation = Simulation(
            Course(60, 10, 100, seed, tmp_path / "status.json"),
            direct(_publishers(log)),
            lambda: NOON_MS,
            lambda: False,
        )
        simulation.load()
        simulation._live_through(200)
    first, same, other = (log.records for log in logs)
    assert first == same
    assert first != other


def test_what_is_refused_since_its_person_was_erased_is_counted_like_any_refusal(tmp_path: Path) -> None:
    log, erased = FakeLog(), OneErased()
    made = _publishers(log) | {"ovec": publisher("ovec", log, erasures=erased)}  # type: ignore[arg-type]
    simulation = Simulation(
        Course(60, 10, 100, 1, tmp_path / "status.json"), direct(made), lambda: NOON_MS, lambda: False
    )
    simulation.load()
    assert simulation.tally.refused["ERASED"] >= 1
    assert erased.person not in {event.subject for event in log.events(STUDENT)}


def test_a_simulation_that_is_asked_to_stop_does_so_and_says_so(tmp_path: Path) -> None:
    ticks = _ticks(1)
    course = Course(50, 5, 100, seed=1, status=tmp_path / "status.json")
    Simulation(course, direct(_publishers(FakeLog())), lambda: NOON_MS, lambda: next(ticks)).run()
    told = json.loads((tmp_path / "status.json").read_text())
    assert told["phase"] == "stopped"
    assert 0 in told["per_topic"].values()


def test_every_agency_has_its_edge() -> None:
    assert {data_set.agency for data_set in DATA_SETS.values()} == set(AGENCIES)
    assert edge("ovec").agency == "ovec"
