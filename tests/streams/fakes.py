"""A log and a publisher in memory, and a view that can be made to fail, for the lanes' tests."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import dataclass, field

from redis.exceptions import RedisError

from schemas.topics import APPLIED, STUDENT
from streams.applying import Lane
from streams.dead_letters import DeadLetters
from streams.patience import Patience
from streams.publishing import Outgoing
from streams.store.fake import FakeStore
from streams.store.protocol import Applied, Batch, Gap
from streams.tally import Tally
from streams.transport.chunk import Chunk, Place
from streams.worker import Worker
from tests.streams.examples import GROUP, NOW, PARTITIONS, TAG, Logged

SECONDS_MAX = 5.0


@dataclass
class FakeLog:
    """A log whose records lie in lists; `holes` are offsets that compaction took."""

    records: dict[Place, list[Logged]] = field(default_factory=dict)
    offsets: dict[str, int] = field(default_factory=dict)
    memberships: list[bool] = field(default_factory=list)
    rereads: list[tuple[Place, int, int]] = field(default_factory=list)

    def add(self, *records: Logged, topic: str = STUDENT) -> Chunk:
        """Write records and give the chunk that reads them."""
        place = Place(topic, TAG)
        lies = self.records.setdefault(place, [])
        start = lies[-1].offset + 1 if lies else 0
        lies.extend(records)
        return Chunk(place, start, records[-1].offset, records)

    async def committed(self, tag: int) -> Mapping[str, int]:
        assert tag == TAG
        return dict(self.offsets)

    async def ends(self, tag: int) -> Mapping[str, int]:
        lies = {topic: self.records.get(Place(topic, tag), []) for topic in APPLIED}
        return {topic: records[-1].offset + 1 if records else 0 for topic, records in lies.items()}

    async def still_member(self) -> bool:
        return self.memberships.pop(0) if self.memberships else True

    async def reread(self, place: Place, start: int, last: int) -> AsyncGenerator[Chunk, None]:
        self.rereads.append((place, start, last))
        for record in self.records[place]:
            if start <= record.offset <= last:
                yield Chunk(place, start, record.offset, [record])
                start = record.offset + 1


class FakePublisher:
    """Keeps what is published."""

    def __init__(self) -> None:
        self.published: list[Outgoing] = []

    async def publish(self, outgoing: Outgoing) -> None:
        self.published.append(outgoing)


class FailingStore(FakeStore):
    """A view that fails as often as it is told, before or after it did what it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.before = 0
        self.after = 0
        self.calls: list[Batch] = []

    async def apply(self, tag: int, group: str, token: bytes, batch: Batch) -> Applied | Gap:
        self.calls.append(batch)
        if self.before:
            self.before -= 1
            raise RedisError("away")
        answer = await super().apply(tag, group, token, batch)
        if self.after:
            self.after -= 1
            raise RedisError("the answer was lost")
        return answer


class Bench:
    """One lane on fakes."""

    def __init__(self, log: FakeLog | None = None, store: FailingStore | None = None) -> None:
        self.log = log or FakeLog()
        self.store = store or FailingStore()
        self.tally = Tally()
        self.publisher = FakePublisher()
        self.applied: dict[Place, int] = {}
        self.done: list[Chunk] = []
        self.claims: list[bytes] = []
        self.worker = self._worker()
        self.lane = Lane(TAG, self.worker, self._claimed)
        self.task: asyncio.Task[None] | None = None

    def _worker(self) -> Worker:
        tokens = (b"token %d" % number for number in range(1000))
        return Worker(
            group=GROUP,
            partitions=PARTITIONS,
            store=self.store,
            log=self.log,
            dead_letters=DeadLetters(self.publisher, bytes([9]) + bytes(31), self.tally),
            patience=Patience(self.tally, _no_pause),
            tally=self.tally,
            new_token=lambda: next(tokens),
            now_ms=lambda: NOW,
            applied=lambda place, last: self.applied.update({place: last}),
            changed=_nothing,
        )

    async def _claimed(self, _: int, token: bytes) -> None:
        self.claims.append(token)

    def submit(self, *chunks: Chunk) -> None:
        """Hand chunks to the lane."""
        for chunk in chunks:
            self.lane.submit(chunk, self.done.append)

    async def run_until(self, reached: Callable[[], bool]) -> None:
        """Let the lane run until something is so; TimeoutError when it never is. It ends with the test's loop."""
        if self.task is None:
            self.task = asyncio.create_task(self.lane.run())
        async with asyncio.timeout(SECONDS_MAX):
            while not reached():
                if self.task.done():
                    await self.task
                await asyncio.sleep(0)

    async def run(self, *chunks: Chunk) -> None:
        """Hand chunks to the lane and run it until it has done with all it was given."""
        expected = len(self.done) + len(chunks)
        self.submit(*chunks)
        await self.run_until(lambda: len(self.done) == expected)


async def _no_pause(_: float) -> None:
    await asyncio.sleep(0)


async def _nothing(_: int) -> None:
    return
