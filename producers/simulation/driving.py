"""Drives the simulation: loads the registers at full speed, then lives at an even pace until it is told to stop."""

import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import inf
from pathlib import Path
from random import Random
from typing import Final

from producers.data_sets import DATA_SETS
from producers.draft import Row
from producers.examples.register import sent
from producers.receipts import TryAgain
from producers.simulation.books import Books
from producers.simulation.faults import Shares, faulty
from producers.simulation.line import Line
from producers.simulation.order import LIVE_ORDER, LOAD_ORDER
from producers.simulation.part import Happening
from producers.simulation.proving import Keeper, Proving
from producers.simulation.tally import Tally
from producers.simulation.way import Answer, Way
from producers.simulation.world import World
from schemas.dates import moment

BATCH: Final = 1_000
# While the view is behind, a few rows are enough to learn when it has caught up.
PROBE: Final = 20
TICK_SECONDS: Final = 0.05
RETRY_SECONDS: Final = 0.2
BEHIND_SECONDS_MAX: Final = 2.0
WAITING_MAX: Final = 5_000
STATUS_SECONDS: Final = 1.0
SETTLE_SECONDS_MAX: Final = 120.0


@dataclass(frozen=True)
class Course:
    """How large the country is, how fast it lives, and where its figures are written.

    Living ends once `until` exists, where that is given. `registers` is a folder with what other programs of the
    agencies sent: their books hold it as well.
    """

    people: int
    vacancies: int
    rate_per_second: float
    seed: int
    status: Path
    live_seconds: float | None = None
    until: Path | None = None
    registers: Path | None = None


class Simulation:
    """The source systems of five agencies in one process, each with its own way in.

    Those that can compare their books (`keepers`) do so at the end.
    """

    def __init__(
        self,
        course: Course,
        ways: Mapping[str, Way],
        now_ms: Callable[[], int],
        stopping: Callable[[], bool],
        keepers: Mapping[str, Keeper] | None = None,
    ) -> None:
        self._course, self._ways, self._keepers = course, ways, keepers or {}
        self._books = Books()
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
        if self._keepers and self._course.until is not None and not self._stopping():
            self.prove()
        self.tally.phase = "stopped"
        self.tally.write(self._course.status)

    def load(self) -> None:
        """Hand in all registers, then whatever had to wait for the view to know the population."""
        for topic in LOAD_ORDER:
            for row in self._world.register(topic, self._opened_at):
                self._line.join(faulty(self._random, self._shares, topic, row))
            while rows := list(self._line.due()):
                self._hand_in(rows)
            # Nobody's labour record is asked about before all of OVEC's register is in the log.
            self._answered(at_once=True)
        self._settle()

    def _settle(self, seconds_max: float = inf) -> None:
        """Hand in again what has to wait, until everything is answered."""
        count, until = PROBE, time.monotonic() + seconds_max
        while (self._again or self._open) and not self._stopping() and time.monotonic() < until:
            count = BATCH if self._hand_in_again(count) + self._answered(at_once=True) else PROBE
            if count == PROBE:
                time.sleep(RETRY_SECONDS)

    def live(self) -> None:
        """Let things happen at the course's pace; after a standstill go on from there, without a rush."""
        rate, last = self._course.rate_per_second, self._course.live_seconds
        began = started = time.monotonic()
        done = 0
        while not self._is_over() and (last is None or time.monotonic() - began < last):
            owed = int((time.monotonic() - started) * rate) - done
            if owed > rate * BEHIND_SECONDS_MAX:
                started, done, owed = time.monotonic(), 0, 0
            self._hand_in_again(BATCH)
            self._answered()
            if owed > 0 and len(self._again) + self._open < WAITING_MAX:
                done += self._live_through(min(owed, BATCH))
            self._write_status()
            time.sleep(TICK_SECONDS)

    def _is_over(self) -> bool:
        until = self._course.until
        return self._stopping() or (until is not None and until.exists())

    def prove(self) -> None:
        """Let the agencies prove that their books and Saphan's are equal, and wait to be stopped."""
        self.tally.phase = "reconciling"
        if self._course.registers is not None:
            for file in sorted(self._course.registers.glob("*.jsonl")):
                self._books.note(Answer(*one) for one in sent(file))
        proving = Proving(self, self._books, self._keepers)

        def tell() -> None:
            self.tally.reconciliation = {agency: proof.as_dict() for agency, proof in proving.proofs.items()}
            self.tally.write(self._course.status)

        proving.run(tell)
        self.tally.phase = "reconciled"
        tell()
        while not self._stopping():
            time.sleep(RETRY_SECONDS)

    def happen(self) -> list[Happening]:
        """Let one thing happen, telling nobody."""
        at = self._now()
        # No record changes twice under one revision, nor under an older one once the simulation is started again.
        self._revision = max(self._revision + 2, int(at.timestamp()) * 2)
        return self._world.happens(at, self._revision)

    def send(self, rows: Iterable[Happening]) -> None:
        """Hand in rows and all that waits, and come back when everything is answered."""
        self._hand_in([*self._line.rest(), *rows])
        self._settle(SETTLE_SECONDS_MAX)

    def _live_through(self, count: int) -> int:
        """Let things happen until so many rows are due, and hand them in."""
        rows = list(self._line.due())
        while len(rows) < count:
            for topic, row in self.happen():
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
        """Hand in a batch, and say how many rows were answered for good meanwhile."""
        began = time.perf_counter()
        way = self._ways[DATA_SETS[topic].agency]
        way.hand_in(topic, rows)
        answered = self._note(way, way.answers())
        if self.tally.phase == "load" and answered:
            self.tally.seconds_publishing += time.perf_counter() - began
        self._write_status()
        return answered

    def _answered(self, *, at_once: bool = False) -> int:
        """Ask every way what became of rows, and say how many were answered for good."""
        began = time.perf_counter()
        answered = sum(self._note(way, way.answers(at_once=at_once)) for way in self._ways.values())
        if self.tally.phase == "load" and answered:
            self.tally.seconds_publishing += time.perf_counter() - began
        return answered

    def _note(self, way: Way, answers: Sequence[Answer]) -> int:
        """Count answers, and keep what is to be sent again."""
        waiting = [(one.topic, one.row) for one in answers if isinstance(one.receipt, TryAgain)]
        receipts = [one.receipt for one in answers]
        self.tally.count(receipts)
        self.tally.came_by(way.name, receipts)
        if self._keepers:
            self._books.note(one for one in answers if not isinstance(one.receipt, TryAgain))
        self._again.extend(waiting)
        return len(answers) - len(waiting)

    @property
    def _open(self) -> int:
        return sum(way.open for way in self._ways.values())

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
