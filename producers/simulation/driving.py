"""Drives the simulation: loads the registers at full speed, then lives at an even pace until it is told to stop."""

import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Final

from producers.data_sets import DATA_SETS
from producers.draft import Row
from producers.publisher.publishing import Publisher
from producers.receipts import TryAgain
from producers.simulation.faults import Shares, faulty
from producers.simulation.line import Line
from producers.simulation.tally import Tally
from producers.simulation.world import World
from schemas.dates import moment
from schemas.topics import (
    CERTIFICATE,
    DEMAND,
    DSD_FACILITY,
    INSURANCE,
    LABOUR_STATISTICS,
    OVEC_FACILITY,
    SKILL_TEST,
    STAFF_STATISTICS,
    STUDENT,
    STUDENT_STATISTICS,
    TEST_PLAN,
    TRAINING,
    VACANCY,
)

# OVEC first, since whoever is not in its register is dropped at the other edges; then what is about no person, while
# the view catches up with the population.
LOAD_ORDER: Final = (
    STUDENT,
    VACANCY,
    DEMAND,
    STUDENT_STATISTICS,
    STAFF_STATISTICS,
    LABOUR_STATISTICS,
    OVEC_FACILITY,
    DSD_FACILITY,
    TEST_PLAN,
    INSURANCE,
    SKILL_TEST,
    CERTIFICATE,
    TRAINING,
)
# While living, people are looked up before the register moves on: the view is then at the log's end more often.
LIVE_ORDER: Final = tuple(reversed(LOAD_ORDER))
BATCH: Final = 1_000
# While the view is behind, a few rows are enough to learn when it has caught up.
PROBE: Final = 20
TICK_SECONDS: Final = 0.05
RETRY_SECONDS: Final = 0.2
BEHIND_SECONDS_MAX: Final = 2.0
WAITING_MAX: Final = 5_000
STATUS_SECONDS: Final = 1.0


@dataclass(frozen=True)
class Course:
    """How large the country is, how fast it lives, and where its figures are written."""

    people: int
    vacancies: int
    rate_per_second: float
    seed: int
    status: Path
    live_seconds: float | None = None


class Simulation:
    """The source systems of five agencies in one process, each with its own publisher."""

    def __init__(
        self,
        course: Course,
        publishers: Mapping[str, Publisher],
        now_ms: Callable[[], int],
        stopping: Callable[[], bool],
    ) -> None:
        self._course, self._publishers = course, publishers
        self._now_ms, self._stopping = now_ms, stopping
        self._random = Random(course.seed)  # noqa: S311  # repeatable by seed; nothing secret
        # Everything in the registers stands since midnight, so that loading twice in a day repeats the same rows.
        self._opened_at = self._now().replace(hour=0, minute=0, second=0, microsecond=0)
        self._world = World(self._random, course.people, course.vacancies, self._opened_at.date())
        self._line = Line()
        self._again: deque[tuple[str, Row]] = deque()
        self._shares = Shares()
        self._written_at = 0.0
        self._revision = 0
        self.tally = Tally()

    def run(self) -> None:
        """Load, live, and leave the last figures behind."""
        self.load()
        if not self._stopping():
            self.tally.loaded_now(self._now_ms())
            self.live()
        self.tally.phase = "stopped"
        self.tally.write(self._course.status)

    def load(self) -> None:
        """Hand in all registers, then whatever had to wait for the view to know the population."""
        for topic in LOAD_ORDER:
            for row in self._world.register(topic, self._opened_at):
                self._line.join(faulty(self._random, self._shares, topic, row))
            while rows := list(self._line.due()):
                self._hand_in(rows)
        count = PROBE
        while self._again and not self._stopping():
            count = BATCH if self._hand_in_again(count) else PROBE
            if count == PROBE:
                time.sleep(RETRY_SECONDS)

    def live(self) -> None:
        """Let things happen at the course's pace; after a standstill go on from there, without a rush."""
        rate, last = self._course.rate_per_second, self._course.live_seconds
        began = started = time.monotonic()
        done = 0
        while not self._stopping() and (last is None or time.monotonic() - began < last):
            owed = int((time.monotonic() - started) * rate) - done
            if owed > rate * BEHIND_SECONDS_MAX:
                started, done, owed = time.monotonic(), 0, 0
            self._hand_in_again(BATCH)
            if owed > 0 and len(self._again) < WAITING_MAX:
                done += self._live_through(min(owed, BATCH))
            self._write_status()
            time.sleep(TICK_SECONDS)

    def _live_through(self, count: int) -> int:
        """Let things happen until so many rows are due, and hand them in."""
        at, rows = self._now(), list(self._line.due())
        while len(rows) < count:
            # No record changes twice under one revision, nor under an older one once the simulation is started again.
            self._revision = max(self._revision + 2, int(at.timestamp()) * 2)
            for topic, row in self._world.happens(at, self._revision):
                self._line.join(faulty(self._random, self._shares, topic, row))
            rows += self._line.due()
        self._hand_in(rows)
        return len(rows)

    def _hand_in(self, rows: Iterable[tuple[str, Row]]) -> None:
        by_topic: dict[str, list[Row]] = {topic: [] for topic in LIVE_ORDER}
        for topic, row in rows:
            by_topic[topic].append(row)
        for topic, own in by_topic.items():
            for start in range(0, len(own), BATCH):
                if self._stopping():
                    return
                self._publish(topic, own[start : start + BATCH])

    def _publish(self, topic: str, rows: Sequence[Row]) -> int:
        """Publish a batch, keep what is to be sent again, and say how many rows were answered for good."""
        began = time.perf_counter()
        receipts = self._publishers[DATA_SETS[topic].agency].publish(topic, rows)
        waiting = [row for row, receipt in zip(rows, receipts, strict=True) if isinstance(receipt, TryAgain)]
        answered = len(rows) - len(waiting)
        if self.tally.phase == "load" and answered:
            self.tally.seconds_publishing += time.perf_counter() - began
        self.tally.count(receipts)
        self._again.extend((topic, row) for row in waiting)
        self._write_status()
        return answered

    def _hand_in_again(self, count: int) -> int:
        by_topic: dict[str, list[Row]] = {}
        for _ in range(min(count, len(self._again))):
            topic, row = self._again.popleft()
            by_topic.setdefault(topic, []).append(row)
        return sum(self._publish(topic, rows) for topic, rows in by_topic.items())

    def _write_status(self) -> None:
        if time.monotonic() - self._written_at >= STATUS_SECONDS:
            self._written_at = time.monotonic()
            self.tally.write(self._course.status)

    def _now(self) -> datetime:
        return moment(self._now_ms())
