"""One tag's way into the view: chunk after chunk in the log's order, each applied before the next is sent."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Final, assert_never

from schemas.topics import IDENTITY
from streams.erasing import Erasure
from streams.healing import erase, heal
from streams.log_access import LogWentBackError
from streams.packing import Packed, pack
from streams.store.protocol import Applied, Batch, FencedError, Gap
from streams.transport.chunk import Chunk
from streams.worker import Worker

MEMBERSHIP_PAUSE_SECONDS: Final = 0.2


class Lane:
    """One owned tag: claims it, heals what the view lacks, then applies what comes until it is cancelled.

    While one chunk is with Redis the next one is already packed: `submit` packs, `run` sends.
    """

    def __init__(self, tag: int, worker: Worker, claimed: Callable[[int, bytes], Awaitable[None]]) -> None:
        self.tag = tag
        self.token = b""
        self.positions: dict[str, int] = {}
        self._ends: Mapping[str, int] = {}
        self._worker = worker
        self._claimed = claimed
        self._probing = False
        self._waiting: asyncio.Queue[tuple[Chunk, Packed, Callable[[Chunk], None]] | None] = asyncio.Queue()

    def submit(self, chunk: Chunk, done: Callable[[Chunk], None]) -> None:
        """Take the next chunk of one of the tag's partitions; `done` is called once the view holds it."""
        self._waiting.put_nowait((chunk, pack(chunk, self._worker.partitions), done))

    def has_replayed(self) -> bool:
        """Say whether all that stood in the log when the tag was claimed is in the view."""
        return bool(self._ends) and all(self.positions.get(topic, -1) >= end - 1 for topic, end in self._ends.items())

    def probe(self) -> None:
        """Ask that the view's watermarks be compared with what was applied, also of partitions that are quiet."""
        if not self._probing:
            self._probing = True
            self._waiting.put_nowait(None)

    async def run(self) -> None:
        """Own the tag; returns never, ends by cancellation or by an exception that is no known way out."""
        committed, _ = await self._worker.patience.until_done("committed", lambda: self._worker.log.committed(self.tag))
        self.positions |= committed
        await self._secure()
        while True:
            waiting = await self._waiting.get()
            if waiting is None:
                self._probing = False
                await self._compare()
            else:
                chunk, packed, done = waiting
                await self._settle(chunk, packed)
                done(chunk)

    async def _settle(self, chunk: Chunk, packed: Packed) -> None:
        """Bring a chunk into the view, whatever happens on the way; its refused records are safe before it counts."""
        put = self._worker.dead_letters.put
        await asyncio.gather(*(put(chunk.place, refused) for refused in packed.refused))
        topic = chunk.place.topic
        while (outcome := await self._apply(packed.batch, packed.erasures)) is None:
            # The chunk before this one was applied by us, so the view must hold up to there.
            self.positions[topic] = max(self.positions.get(topic, -1), packed.batch.previous)
            await self._secure()
        self.positions[topic] = max(self.positions.get(topic, -1), chunk.last)
        self._worker.tally.applied(len(packed.batch), outcome)
        self._worker.applied(chunk.place, chunk.last)
        if outcome.revision:
            await self._worker.changed(self.tag)

    async def _apply(self, batch: Batch, erasures: Sequence[Erasure] = ()) -> Applied | None:
        """Apply a batch, after the erasures it decides; None when the tag has to be secured first."""
        worker = self._worker
        try:
            for one in erasures:
                await worker.patience.until_done("erase", partial(erase, worker, self.tag, self.token, one))
            outcome, failed = await worker.patience.until_done(
                "apply", lambda: worker.store.apply(self.tag, worker.group, self.token, batch)
            )
        except FencedError:
            await self._prove_membership()
            return None
        if failed:
            self.probe()  # who was away may have lost something
        match outcome:
            case Applied():
                return outcome
            case Gap():
                return None
            case _:
                assert_never(outcome)

    async def _compare(self) -> None:
        """Send an empty batch for each partition: a view that lost something answers with a gap."""
        for topic, position in tuple(self.positions.items()):
            if await self._apply(Batch(topic, position, position, 0, "")) is None:
                await self._secure()
                return

    async def _secure(self) -> None:
        """Claim the tag and heal it, from the beginning whenever either is lost meanwhile."""
        worker = self._worker
        while True:
            self.token = worker.new_token()
            marks, _ = await worker.patience.until_done(
                "claim", lambda: worker.store.claim(self.tag, worker.group, self.token, worker.now_ms())
            )
            self._ends = await self._refuse_a_shorter_log(marks)
            try:
                healed = await self._heal(marks)
            except FencedError:
                await self._prove_membership()
            else:
                if healed:
                    break
        await self._claimed(self.tag, self.token)

    async def _heal(self, marks: Mapping[str, int]) -> bool:
        worker, positions = self._worker, self.positions
        decided = self._ends.get(IDENTITY, 0) - 1
        healed, _ = await worker.patience.until_done(
            "heal", lambda: heal(worker, self.tag, self.token, positions, marks, decided)
        )
        positions[IDENTITY] = max(positions.get(IDENTITY, -1), decided)
        return healed

    async def _refuse_a_shorter_log(self, marks: Mapping[str, int]) -> Mapping[str, int]:
        ends, _ = await self._worker.patience.until_done("ends", lambda: self._worker.log.ends(self.tag))
        for topic, mark in marks.items():
            if topic in ends and mark >= ends[topic]:
                raise LogWentBackError(
                    f"{topic} [{self.tag}] ends at {ends[topic]}, but {mark} was applied: "
                    "the topic was made anew or cut; the view must be rebuilt from it by an operator"
                )
        return ends

    async def _prove_membership(self) -> None:
        """Wait until the broker says that we are a member; if we are not, the rebalance that follows cancels us."""
        self._worker.tally.fenced += 1
        while True:
            member, _ = await self._worker.patience.until_done("membership", self._worker.log.still_member)
            if member:
                return
            await self._worker.patience.pause(MEMBERSHIP_PAUSE_SECONDS)
