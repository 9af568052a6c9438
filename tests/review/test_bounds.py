"""A scan's memory does not grow with the number of people."""

import hashlib
import tracemalloc
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from operations.review.scanning import Scanner
from schemas import view
from schemas.agreement import DEMONSTRATION
from schemas.database import open_database
from schemas.profile import Profile, fold
from schemas.topics import CERTIFICATE, SKILL_TEST, STUDENT
from tests.review.examples import ANONG, AT, NAME, MemoryPeople

FEW, MANY = 600, 2_400
GROWTH_MAX = 1.5


class Crowd:
    """Any number of people, made as they are asked for; no two share anything."""

    def __init__(self, count: int) -> None:
        self._count = count
        people = MemoryPeople()
        for record, topic in enumerate((STUDENT, SKILL_TEST, CERTIFICATE)):
            people.add(topic, ANONG, record, name_hash=NAME)
        self._records = list(people.held[ANONG].items())

    def everybody(self) -> Iterator[Profile]:
        for number in range(self._count):
            digest = hashlib.sha256(str(number).encode()).hexdigest()
            names = (view.field(view.split_field(name)[0], digest[:16]) for name, _ in self._records)
            yield fold(digest[:32], zip(names, (entry for _, entry in self._records), strict=True))

    def person(self, subject: str) -> Profile:
        return Profile(subject)


def peak_bytes(count: int, folder: Path) -> int:
    engine = open_database(f"sqlite:///{folder / f'{count}.db'}")
    tracemalloc.start()
    found = Scanner(Crowd(count), engine, DEMONSTRATION.on(date(2026, 11, 23)), AT).run()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    engine.dispose()
    assert (found.people, found.found) == (count, {})
    return peak


def test_four_times_as_many_people_need_no_more_memory(tmp_path: Path) -> None:
    peak_bytes(10, tmp_path)
    assert peak_bytes(MANY, tmp_path) < GROWTH_MAX * peak_bytes(FEW, tmp_path)
