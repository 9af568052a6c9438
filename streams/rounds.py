"""What a worker does again and again beside applying: report, repair, and watch itself."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from redis.exceptions import RedisError

from schemas.topics import APPLIED
from streams.burying import bury
from streams.owning import Owning
from streams.publishing import Publisher
from streams.repairing import repair
from streams.reporting import REPORT_SECONDS, REPORT_STAYS_SECONDS, as_text, report
from streams.store.protocol import FencedError
from streams.transport.chunk import Place
from streams.transport.consumer import Consumer
from streams.watchdog import Sight, is_spare_too_long, is_stuck, since, spare_since
from streams.worker import Worker

REPAIR_SECONDS: Final = 2.0


class StuckError(Exception):
    """There was work, nothing was waited for, and nothing was done."""


class SpareError(Exception):
    """There was no work for this worker for longer than it can stay a member."""


@dataclass(frozen=True)
class Rounds:
    """The rounds of one worker."""

    name: str
    started_ms: int
    worker: Worker
    owning: Owning
    publisher: Publisher
    consumer: Callable[[], Consumer]
    monotonic: Callable[[], float]
    stuck_seconds_max: float

    async def report_for_ever(self) -> None:
        """Tell the operators each second; when Redis can't take it, there is nobody to tell."""
        while True:
            tags, at_ms = self.owning.lanes, self.worker.now_ms()
            content = report(self.name, tags, self.started_ms, at_ms, self.worker.tally, self._lag())
            try:
                await self.worker.store.report(self.name, as_text(content), REPORT_STAYS_SECONDS)
            except RedisError:
                self.worker.tally.retries += 1
            await asyncio.sleep(REPORT_SECONDS)

    async def watch_for_ever(self) -> None:
        """End a worker that is stuck, so that it is started anew."""
        still: Sight | None = None
        spare: float | None = None
        while True:
            now = self._sight()
            still, spare = since(still, now), spare_since(spare, now)
            if is_spare_too_long(spare, now):
                raise SpareError("no partition was ours for too long to join the group again; a new start can")
            if is_stuck(still, now, self.stuck_seconds_max):
                raise StuckError(f"{now.lag} records wait since {self.stuck_seconds_max} s and none was applied")
            await asyncio.sleep(REPORT_SECONDS)

    def _sight(self) -> Sight:
        tally, tags = self.worker.tally, len(self.owning.lanes)
        return Sight(self.monotonic(), tally.batches, sum(self._lag().values()), tags, bool(tally.troubles))

    async def repair_for_ever(self) -> None:
        """Publish winners again, and null values for what was erased, so that compaction keeps what it must."""
        while True:
            await asyncio.sleep(REPAIR_SECONDS)
            await self.repair_once()
            await self.bury_once()

    async def repair_once(self) -> None:
        """Publish winners again, tag by tag, where everything in the log was seen: a replay repairs itself.

        One tag may be taken from us while another's winners are published.
        """
        for tag in tuple(self.owning.lanes):
            if tag in self.owning.lanes and self._caught_up(tag):
                await self.worker.patience.until_done("repair", lambda tag=tag: self._repair(tag))  # type: ignore[misc]

    async def _repair(self, tag: int) -> None:
        lane = self.owning.lanes.get(tag)
        if lane is None:
            return
        worker = self.worker
        try:
            await repair(tag, worker.group, lane.token, worker.store, self.publisher, worker.tally)
        except FencedError:
            return  # the lane finds out for itself

    async def bury_once(self) -> None:
        """End erased records, tag by tag, once what stood in the log at the claim was seen: a replay buries itself."""
        for tag in tuple(self.owning.lanes):
            if tag in self.owning.lanes and self.owning.lanes[tag].has_replayed():
                await self.worker.patience.until_done("bury", lambda tag=tag: self._bury(tag))  # type: ignore[misc]

    async def _bury(self, tag: int) -> None:
        lane = self.owning.lanes.get(tag)
        if lane is None:
            return
        worker = self.worker
        try:
            await bury(tag, worker.group, lane.token, worker.store, self.publisher, worker.tally)
        except FencedError:
            return  # the lane finds out for itself

    def _positions(self, tag: int) -> dict[Place, int]:
        held = self.owning.lanes[tag].positions
        return {Place(topic, tag): held.get(topic, -1) for topic in APPLIED}

    def _lag(self) -> dict[Place, int]:
        positions = {place: at for tag in self.owning.lanes for place, at in self._positions(tag).items()}
        return {place: behind for place, behind in self.consumer().lag(positions).items() if behind is not None}

    def _caught_up(self, tag: int) -> bool:
        return all(behind == 0 for behind in self.consumer().lag(self._positions(tag)).values())
