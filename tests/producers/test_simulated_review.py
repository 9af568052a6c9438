"""What the simulated registers give a steward to look at: who may be one person, who can't be, and what differs."""

from datetime import date
from pathlib import Path

import pytest

from operations.review.scanning import Scanner
from operations.review.store import Item, Kind, open_items
from operations.rulings import JOIN, Ruling
from producers.population import Membership
from producers.simulation.driving import Course, Simulation
from producers.simulation.ways import direct
from schemas.agreement import DEMONSTRATION
from schemas.database import open_database
from schemas.topics import APPLIED, STUDENT
from tests.producers.fakes import NOON_MS, FakeLog, publisher
from tests.review.examples import MemoryPeople

TODAY = date(2026, 11, 23)
LIVED_EVENTS = 8_000


class Country:
    """The registers played into a log; a number is of the population while a student's record stands under it."""

    def __init__(self, folder: Path) -> None:
        self.log = FakeLog()
        made = {agency: publisher(agency, self.log) for agency in ("ovec", "doe", "mol")}
        for agency in ("sso", "dsd"):
            made[agency] = publisher(agency, self.log, population=self)  # type: ignore[arg-type]
        course = Course(1_500, 60, 1_000, seed=4, status=folder / "status.json")
        self.simulation = Simulation(course, direct(made), lambda: NOON_MS, lambda: False)

    def ask(self, pseudonyms: list[str]) -> dict[str, Membership]:
        students = self.people(STUDENT)
        return {
            one: Membership.YES if students.person(one).enrolments else Membership.NO
            for one in dict.fromkeys(pseudonyms)
        }

    def people(self, *topics: str) -> MemoryPeople:
        """Read the log as the view holds it."""
        found = MemoryPeople()
        for topic in topics or APPLIED:
            for event in self.log.events(topic):
                found.keep(topic, event.key, event.value, NOON_MS)
        return found


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> MemoryPeople:
    made = Country(tmp_path_factory.mktemp("country"))
    made.simulation.load()
    for _ in range(LIVED_EVENTS // 1_000):
        made.simulation._live_through(1_000)
    return made.people()


def scanned(people: MemoryPeople, kind: Kind) -> list[Item]:
    engine = open_database("sqlite://")
    Scanner(people, engine, DEMONSTRATION.on(TODAY), NOON_MS).run()
    with engine.connect() as connection:
        return [one.item for one in open_items(connection, kind=kind)]


@pytest.fixture(scope="module")
def suggestions(people: MemoryPeople) -> list[Item]:
    return scanned(people, Kind.SUGGESTION)


@pytest.mark.parametrize("because", ["SAME_NAME_AND_ADDRESS", "OTHER_NUMBER"])
def test_some_may_be_one_person_under_two_numbers(suggestions: list[Item], because: str) -> None:
    assert [item for item in suggestions if because in item.detail["because"]]


def test_an_old_number_under_which_dsd_still_has_records_is_suggested(
    people: MemoryPeople, suggestions: list[Item]
) -> None:
    named = [item.other for item in suggestions if "OTHER_NUMBER" in item.detail["because"] and item.other]
    left_at_dsd = [people.person(other) for other in named]
    assert [old for old in left_at_dsd if (old.trainings or old.skill_tests) and not old.enrolments]


def test_some_cant_both_be_right(people: MemoryPeople) -> None:
    assert "NUMBER_CLAIMED_TWICE" in {item.detail["about"] for item in scanned(people, Kind.CONFLICT)}


def test_those_enrolled_twice_are_in_two_places_at_once_if_a_steward_joins_them(
    people: MemoryPeople, suggestions: list[Item]
) -> None:
    alike = [item for item in suggestions if "SAME_NAME_AND_ADDRESS" in item.detail["because"]]
    joins = [Ruling(JOIN, item.subject, "steward", "SAME_PERSON", NOON_MS, item.subject, item.other) for item in alike]
    before = {item.detail["about"] for item in scanned(people, Kind.CONFLICT)}
    joined = MemoryPeople()
    joined.held = {subject: dict(held) for subject, held in people.held.items()}
    joined.write(joins)
    after = {item.detail["about"] for item in scanned(joined, Kind.CONFLICT)}
    assert after - before == {"ENROLLED_TWICE"}


@pytest.mark.parametrize("about", ["name", "residence", "status"])
def test_registers_differ_about_some_and_each_owner_sees_it(people: MemoryPeople, about: str) -> None:
    owners = {item.owner for item in scanned(people, Kind.DIFFERENCE) if item.detail["about"] == about}
    assert "ovec" in owners
    assert owners & {"sso", "dsd"}
