"""A source's folder and the edge it sends to, in memory."""

import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from producers.draft import Row
from producers.files.declaring import Declared
from producers.files.limits import Limits
from producers.files.reading import open_file
from producers.files.sending import Sending, Summary, Terms
from producers.files.sheets import Profile
from producers.files.state import State
from producers.receipts import Receipt, TryAgain
from schemas.topics import SKILL_TEST, STUDENT
from tests.files.making import csv_bytes, headed, row
from tests.producers.fakes import NOON_MS, FakeLog, FakePopulation, publisher

DAY_MS = 24 * 60 * 60 * 1000
MONDAY = NOON_MS - 10 * DAY_MS
TUESDAY = MONDAY + DAY_MS
KEY = bytes(range(64))
MANY = Terms("ovec", deletions_max=10_000, deletions_share_max=1.0)


class CrashError(Exception):
    """The process ends here."""


class Edge:
    """An agency's edge in memory; `crash_after` so many batches were sent, `behind` answers to try again."""

    def __init__(self, agency: str = "ovec", population: FakePopulation | None = None) -> None:
        self.log = FakeLog()
        self._publisher = publisher(agency, self.log, population=population)
        self.batches = 0
        self.crash_after: int | None = None
        self.behind = 0

    def send(self, topic: str, rows: Sequence[Row]) -> list[Receipt]:
        if self.behind:
            self.behind -= 1
            return [TryAgain("POPULATION_NOT_KNOWN")] * len(rows)
        receipts = self._publisher.publish(topic, rows)
        self.batches += 1
        if self.crash_after is not None and self.batches > self.crash_after:
            raise CrashError
        return receipts


class Place:
    """A source's folder, and the edge it sends to."""

    def __init__(self, folder: Path, edge: Edge) -> None:
        self.folder, self.edge = folder, edge
        self.state = State(f"sqlite:///{folder / 'files.db'}", KEY)

    @property
    def sending(self) -> Sending:
        return Sending(self.state, self.edge, self.folder, lambda: NOON_MS)

    def send(
        self, rows: Sequence[Mapping[str, str]], as_of: int, *, complete: bool = False, terms: Terms = MANY
    ) -> Summary:
        topic = STUDENT if "student_id" in rows[0] else SKILL_TEST
        content = csv_bytes(headed(topic, rows))
        with open_file(io.BytesIO(content), Profile(topic), Limits()) as file:
            return self.sending.send(file, Declared(as_of, complete), terms)

    def standing(self, topic: str = STUDENT) -> list[tuple[int, object]]:
        return sorted((meta.version, (data or {}).get("wish")) for meta, data in self.edge.log.standing(topic).values())


def student(number: int, **changed: str) -> dict[str, str]:
    return row(student_id=f"6630104{number:04}", **changed)


WORK, STUDY = "ประสงค์ทำงาน", "ศึกษาต่อ"
