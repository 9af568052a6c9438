"""Which tags this worker owns: a lane for each from assignment to revocation."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from typing import Final

from streams.applying import Lane
from streams.transport.chunk import Chunk, Place
from streams.worker import Worker

PROBE_SECONDS: Final = 5.0


class TornApartError(Exception):
    """The group gave us some topics of a tag and not the others; then no worker could own it."""


def tags_of(places: Iterable[Place], topics: Collection[str]) -> frozenset[int]:
    """Give the tags whose every topic is assigned; TornApartError when a tag's topics are not together."""
    found: dict[int, set[str]] = {}
    for topic, number in places:
        found.setdefault(number, set()).add(topic)
    torn = {number: set(topics) - given for number, given in found.items() if not given >= set(topics)}
    if torn:
        raise TornApartError(f"assigned without all of its topics: {torn}; do all workers subscribe to the same?")
    return frozenset(found)


class Owning:
    """The lanes of the tags we own, and their tokens as matching needs them."""

    def __init__(
        self,
        worker: Worker,
        topics: Collection[str],
        owned: Callable[[frozenset[int], Mapping[int, bytes]], Awaitable[None]],
        die: Callable[[BaseException], None],
    ) -> None:
        self.lanes: dict[int, Lane] = {}
        self._worker = worker
        self._topics = frozenset(topics)
        self._owned = owned
        self._die = die
        self._tokens: dict[int, bytes] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def assigned(self, places: Iterable[Place]) -> None:
        """Open a lane for each tag; whatever was owned before is revoked."""
        tags = tags_of(places, self._topics)
        await self.revoked()
        for tag in sorted(tags):
            lane = self.lanes[tag] = Lane(tag, self._worker, self._claimed)
            self._run(lane)
            lane.probe()

    async def revoked(self) -> None:
        """Close all lanes; a call still on its way is answered FENCED once the next owner has claimed."""
        for task in self._tasks:
            task.cancel()
        self._tasks.clear()
        self.lanes.clear()
        self._tokens.clear()
        await self._owned(frozenset(), {})

    def submit(self, chunk: Chunk, done: Callable[[Chunk], None]) -> None:
        """Hand a chunk to its lane; that of a tag which is not ours any more is read by its new owner."""
        lane = self.lanes.get(chunk.place.partition)
        if lane is not None:
            lane.submit(chunk, done)

    async def probe_for_ever(self) -> None:
        """Ask all lanes, again and again, whether the view lost something."""
        while True:
            await asyncio.sleep(PROBE_SECONDS)
            for lane in self.lanes.values():
                lane.probe()

    async def _claimed(self, tag: int, token: bytes) -> None:
        """Tell matching once all tags are claimed and healed, and again whenever one is claimed anew."""
        self._tokens[tag] = token
        if self._tokens.keys() >= self.lanes.keys():
            await self._owned(frozenset(self._tokens), dict(self._tokens))

    def _run(self, lane: Lane) -> None:
        task = asyncio.get_running_loop().create_task(lane.run(), name=f"tag {lane.tag}")
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (why := task.exception()) is not None:
            self._die(why)
