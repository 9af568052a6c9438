"""The loop of matching: it drains changed people, new vacancies and vacancies to be decided on, of the tags we own."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final, TypeVar

from streams.dead_letters import DeadLetters
from streams.matching.board import Board, News
from streams.matching.candidates import put_to_people
from streams.matching.following import Following
from streams.matching.people import PEOPLE_AT_ONCE, People
from streams.matching.ratings import Ratings
from streams.matching.readiness import Readiness
from streams.matching.reading import KafkaReader, Reader
from streams.matching.rules import Rules
from streams.matching.shared import NEWEST_INSURANCE, Shared
from streams.matching.vacancies import VACANCIES_AT_ONCE, decide_on_some
from streams.patience import Patience
from streams.publishing import Publisher
from streams.store.protocol import FencedError, Store

# How long another worker's proposal may wait to be seen; our own and what we apply wake us at once.
POLL_SECONDS: Final = 0.02
TICK_SECONDS: Final = 1.0
# While many people wait, vacancies are decided on now and then only: each decision sees more candidates.
VACANCIES_SECONDS: Final = 1.0
Answer = TypeVar("Answer")


class MatchingLoop:
    """Matching for one worker: told what it owns and what was applied, it does the rest by itself."""

    def __init__(
        self,
        *,
        store: Store,
        publisher: Publisher,
        dead_letters: DeadLetters,
        kafka: Mapping[str, Any],
        group: str,
        partitions: int,
        now_ms: Callable[[], int],
        patience: Patience,
        rules: Rules,
        reader: Reader | None = None,
    ) -> None:
        self._shared = Shared(store, publisher, dead_letters, patience, group, partitions, rules, now_ms)
        self._board = Board(rules)
        self._reader = KafkaReader(kafka, partitions) if reader is None else reader
        self._woken = asyncio.Event()
        self._following = Following(self._shared, self._board, self._reader, self._woken.set)
        self._readiness = Readiness(self._shared, self._following, self._reader)
        self._ratings = Ratings(rules)
        self._people = People(self._shared, self._board)
        self._hot: set[int] = set()
        self._told: set[int] = set()
        self._decided_at = 0.0
        self._noted: dict[tuple[int, bytes], dict[int, int]] = {}
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def counts(self) -> Counter[str]:
        """Give what was done since the start."""
        return self._shared.counts

    async def assigned(self, tags: frozenset[int], tokens: Mapping[int, bytes]) -> None:
        """Learn which tags are ours; a tag under a changed token is as new."""
        self._shared.assigned = {tag: tokens[tag] for tag in tags}
        self._woken.set()

    async def applied(self, tag: int) -> None:
        """Learn that records of a tag were applied."""
        self._hot.add(tag)
        self._told.add(tag)
        self._woken.set()

    async def run(self) -> None:
        """Match until stopped; raises what is no known way out."""
        works = {"following": self._following.run, "matching": self._work_for_ever, "ticking": self._tick_for_ever}
        self._tasks = [asyncio.create_task(work(), name=name) for name, work in works.items()]
        try:
            await asyncio.wait(self._tasks, return_when=asyncio.FIRST_EXCEPTION)
        finally:
            for task in self._tasks:
                task.cancel()
        for task in self._tasks:
            if task.done() and not task.cancelled() and (why := task.exception()) is not None:
                raise why

    async def stop(self) -> None:
        """End the loop; what was under way is dirty still, and taken up by whoever owns it next."""
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)
        await self._reader.stop()

    async def _work_for_ever(self) -> None:
        while True:
            more = await self.work()
            if not more:
                await self._wait()

    async def _wait(self) -> None:
        """Sleep until something of ours happens, or until it is time to look for what other workers told us."""
        try:
            async with asyncio.timeout(POLL_SECONDS):
                await self._woken.wait()
        except TimeoutError:
            return

    async def work(self) -> bool:
        """Do one round over our tags; says whether more is known to wait."""
        self._woken.clear()
        await self._become_ready()
        waiting = await self._work_on_people()
        await self._put_news()
        return await self._decide(now_and_then=waiting) or waiting

    async def _become_ready(self) -> None:
        await self._at_once(sorted(await self._readiness.look()), self._open)
        self._hot &= self._shared.assigned.keys()

    async def _open(self, tag: int) -> None:
        """Begin with a tag: what waits in it is drained, and vacancies its last owner had not yet sought are put."""
        self._hot.add(tag)
        self._told.add(tag)
        marks = await self._shared.ask("watermarks", partial(self._shared.store.watermarks, tag))
        self._shared.insured_newest[tag] = marks.get(NEWEST_INSURANCE, 0)
        sought = {int(name[2:]): offset for name, offset in marks.items() if name.startswith("s:")}
        await self._put(tag, self._board.since(sought), self._board.read())

    async def _work_on_people(self) -> bool:
        """Let all tags with changed people work at once: they share nothing, and wait for Redis together."""
        tags = sorted(self._hot & self._shared.ready.keys())
        self._hot -= set(tags)
        more = False
        for tag, worked in zip(tags, await self._at_once(tags, self._people.work), strict=True):
            if worked is not None:
                self._told |= worked.told
                self._hot |= worked.nudged
                if worked.taken == PEOPLE_AT_ONCE:
                    self._hot.add(tag)
                more |= tag in self._hot or bool(worked.nudged)
        return more

    async def _put_news(self) -> None:
        """Put new vacancies to the people of each of our tags; tags not ready yet look by themselves when they are."""
        news, read = self._board.news(), self._board.read()
        if news:
            await self._at_once(sorted(self._shared.ready), lambda tag: self._put(tag, news, read))

    async def _put(self, tag: int, news: Sequence[News], read: Mapping[int, int]) -> None:
        shared = self._shared
        self._told |= await put_to_people(shared, tag, news)
        token = shared.token(tag)
        noted = self._noted.setdefault((tag, token), {})
        for partition, offset in read.items():
            if noted.get(partition) != offset:
                await shared.ask("sought", partial(shared.store.sought, tag, shared.group, token, partition, offset))
                noted[partition] = offset

    async def _decide(self, *, now_and_then: bool) -> bool:
        clock = asyncio.get_running_loop().time()
        if now_and_then and clock - self._decided_at < VACANCIES_SECONDS:
            return True
        self._decided_at = clock
        alone = len(self._shared.ready) == self._shared.partitions
        tags = [tag for tag in sorted(self._shared.ready) if not alone or tag in self._told]
        self._told -= set(tags)
        counts = await self._at_once(tags, lambda tag: decide_on_some(self._shared, self._ratings, tag))
        waiting = {tag for tag, count in zip(tags, counts, strict=True) if count == VACANCIES_AT_ONCE}
        self._told |= waiting
        return bool(waiting)

    async def _tick_for_ever(self) -> None:
        while True:
            await asyncio.sleep(TICK_SECONDS)
            await self.tick()

    async def tick(self) -> None:
        """Let time do its part: whoever's moment came is dirty, and SSO's newest data are looked up."""
        await self._at_once(sorted(self._shared.ready), self._tick)
        self._woken.set()

    async def _tick(self, tag: int) -> None:
        shared = self._shared
        due = partial(shared.store.tick, tag, shared.group, shared.token(tag), shared.now_ms())
        await shared.ask("tick", due)
        marks = await shared.ask("watermarks", partial(shared.store.watermarks, tag))
        shared.insured_newest[tag] = marks.get(NEWEST_INSURANCE, 0)
        self._hot.add(tag)
        self._told.add(tag)

    async def _at_once(self, tags: Sequence[int], work: Callable[[int], Awaitable[Answer]]) -> Sequence[Answer | None]:
        return await asyncio.gather(*(self._guarded(tag, work) for tag in tags))

    async def _guarded(self, tag: int, work: Callable[[int], Awaitable[Answer]]) -> Answer | None:
        """Do a tag's work unless another worker owns it by now; then it is not ours until we are told so again."""
        token = self._shared.ready.get(tag)
        try:
            return await work(tag)
        except FencedError:
            self._shared.lose(tag, token)
            return None
