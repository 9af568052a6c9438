"""Chooses which of some changes are withheld: each must be one whose lack Saphan is bound to show."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from producers.data_sets import DATA_SETS
from producers.draft import Row
from producers.schema_fields import own_number
from producers.simulation.part import Happening
from schemas.identifiers import normalise
from schemas.topics import STUDENT

_PIN_DIGITS = 13


class Chosen(NamedTuple):
    """What is withheld by agency, and all else in its order."""

    withheld: Mapping[str, Sequence[Happening]]
    rest: Sequence[Happening]


def choose(happenings: Sequence[Happening], limits: Mapping[str, int], shows: Callable[[str, Row], bool]) -> Chosen:
    """Withhold so many records of each agency, with all that happened to them.

    Left alone is what is deleted, what is about somebody whom a student's record names at the same time, and what
    `shows` says would show on neither side (somebody outside the population, say).
    """
    students = {normalise(row["citizen_id"]) for topic, row in happenings if topic == STUDENT}
    last: dict[tuple[str, str], Row] = {_name(*one): one[1] for one in happenings}
    taken: dict[str, set[tuple[str, str]]] = {agency: set() for agency in limits}
    for (topic, number), row in last.items():
        agency = DATA_SETS[topic].agency
        room = agency in limits and len(taken[agency]) < limits[agency]
        if room and row["deleted"] == "0" and _apart(topic, row, students) and shows(topic, row):
            taken[agency].add((topic, number))
    names = {name: agency for agency, own in taken.items() for name in own}
    withheld: dict[str, list[Happening]] = {agency: [] for agency in limits}
    rest: list[Happening] = []
    for one in happenings:
        holder = names.get(_name(*one))
        (rest if holder is None else withheld[holder]).append(one)
    return Chosen(withheld, rest)


def _name(topic: str, row: Row) -> tuple[str, str]:
    return topic, row[own_number(topic)].strip()


def _apart(topic: str, row: Row, students: set[str]) -> bool:
    """Say whether no student's record decides at the same time whether a labour record counts."""
    if not DATA_SETS[topic].population_only:
        return True
    number = normalise(row.get("citizen_id") or row.get("insured_id") or "")
    return len(number) == _PIN_DIGITS and number.isdigit() and number not in students
