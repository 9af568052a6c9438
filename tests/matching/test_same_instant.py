"""A person and a vacancy created at the same instant match, however the two workers' steps interleave."""

import asyncio
import random
from typing import Any

from schemas import topics
from schemas.agreement import DEMONSTRATION
from schemas.partition import partition
from streams.matching import people
from streams.matching.loop import MatchingLoop
from streams.matching.proposing import plan
from streams.matching.rules import rules_of
from streams.packing import pack
from streams.patience import Patience
from streams.store.fake import FakeStore
from streams.tally import Tally
from streams.transport.chunk import Chunk, Place
from tests.matching import examples
from tests.matching.examples import ANONG, MILL
from tests.matching.world import GROUP, PARTITIONS, MemoryLog, MemoryReader, MutedLetters

PAIRS = 1000
TURNS_MAX = 2000


class Jittery:
    """A store whose every call takes its own time before and after, so that steps of two workers interleave."""

    def __init__(self, store: Any, chance: random.Random) -> None:
        self._store = store
        self._chance = chance

    def __getattr__(self, name: str) -> Any:
        """Give the store's call, slowed down."""
        call = getattr(self._store, name)

        async def slowly(*arguments: Any, **named: Any) -> Any:
            await dawdle(self._chance)
            answer = await call(*arguments, **named)
            await dawdle(self._chance)
            return answer

        return slowly


async def dawdle(chance: random.Random) -> None:
    """Let the others go first, a few times or not at all."""
    for _ in range(chance.randrange(4)):
        await asyncio.sleep(0)


class Meeting:
    """Two workers, one owning the person's tag and one the vacancy's, over one log and one view."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.log = MemoryLog()
        self.store = FakeStore()
        self.opened = 0
        self.workers = {tag: self._worker() for tag in range(PARTITIONS)}

    def _worker(self) -> MatchingLoop:
        store: Any = Jittery(self.store, self.chance)
        return MatchingLoop(
            store=store,
            publisher=self,
            dead_letters=MutedLetters(),
            kafka={},
            group=GROUP,
            partitions=PARTITIONS,
            now_ms=lambda: examples.MORNING,
            patience=Patience(Tally()),
            rules=RULES,
            reader=MemoryReader(self.log),
        )

    async def publish(self, outgoing: Any) -> None:
        """Count the matches opened; they are read back from the log."""
        await dawdle(self.chance)
        self.opened += 1
        self.log.append(Place(outgoing.topic, outgoing.partition), examples.MORNING, outgoing.key, outgoing.value)

    async def accept(self, topic: str, subject: str, data: Any) -> None:
        """Write an event to the log, from where the boards read it, and apply it, in this worker's own time."""
        for _ in range(self.chance.randrange(8)):
            await dawdle(self.chance)
        tag = partition(subject, PARTITIONS)
        key, value = examples.event(topic, subject, examples.record_id(), 1, data)
        written = self.log.append(Place(topic, tag), examples.MORNING, key, value)
        await dawdle(self.chance)
        chunk = Chunk(Place(topic, tag), written.offset, written.offset, [written])
        await self.store.apply(tag, GROUP, b"%d" % tag, pack(chunk, PARTITIONS).batch)
        await self.workers[tag].applied(tag)

    async def hold(self) -> int:
        """Let the two meet; gives how many matches were opened."""
        for tag, worker in self.workers.items():
            await self.store.claim(tag, GROUP, b"%d" % tag, 0)
            await worker._following.start()
            await worker.assigned(frozenset({tag}), {tag: b"%d" % tag})
        parts = [part for worker in self.workers.values() for part in _parts(worker, self.chance)]
        tasks = [asyncio.create_task(part) for part in parts]
        await asyncio.gather(
            self.accept(topics.STUDENT, ANONG, examples.student()),
            self.accept(topics.VACANCY, MILL, examples.vacancy()),
        )
        for _ in range(TURNS_MAX):
            await asyncio.sleep(0)
            if self.opened and not any(held.dirty["v"] or held.dirty["d"] for held in self.store.tags.values()):
                break
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return self.opened


RULES = rules_of(DEMONSTRATION)


def _parts(worker: MatchingLoop, chance: random.Random) -> list[Any]:
    async def follow() -> None:
        while True:
            await dawdle(chance)
            await worker._following.step(0)

    async def work() -> None:
        while True:
            await dawdle(chance)
            await worker.work()

    return [follow(), work()]


async def test_person_and_vacancy_of_the_same_instant_match_1000_times_of_1000() -> None:
    assert [await Meeting(seed).hold() for seed in range(PAIRS)] == [1] * PAIRS


async def test_a_worker_that_never_puts_new_vacancies_to_its_people_would_be_caught(monkeypatch: Any) -> None:
    async def look_away(*_: Any) -> None:
        return None

    monkeypatch.setattr(MatchingLoop, "_put", look_away)
    assert any([await Meeting(seed).hold() == 0 for seed in range(100)])


async def test_a_worker_that_is_done_before_it_looks_would_be_caught(monkeypatch: Any) -> None:
    monkeypatch.setattr(people, "plan", lambda person, _around, *rest: plan(person, lambda _: (), *rest))
    assert any([await Meeting(seed).hold() == 0 for seed in range(100)])
