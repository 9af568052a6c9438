"""Heals a gap: what the view lost is read from the log again and applied again, and nobody is paged."""

from collections.abc import Mapping
from contextlib import aclosing

from schemas.topics import IDENTITY
from streams.erasing import Erasure
from streams.packing import pack
from streams.store.protocol import Gap
from streams.transport.chunk import Chunk, Place
from streams.worker import Worker


def missing(positions: Mapping[str, int], marks: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    """Say, by topic, the first and last offset that were applied once and are not in the view any more."""
    return {topic: (marks.get(topic, -1) + 1, last) for topic, last in positions.items() if marks.get(topic, -1) < last}


async def erase(worker: Worker, tag: int, token: bytes, erasure: Erasure) -> None:
    """Carry out an erasure before the decision itself counts as applied; open matches wait for matching."""
    subject, moment_ms, data_set = erasure
    await worker.store.erase(tag, worker.group, token, subject, moment_ms, data_set, told=False)


async def heal(
    worker: Worker, tag: int, token: bytes, positions: Mapping[str, int], marks: Mapping[str, int], decided: int
) -> bool:
    """Apply again what the view lacks; False when it lost something more meanwhile.

    Decisions about people come first, up to offset `decided` even if we never applied them: who was erased is known
    before any record is put back. What was refused the first time is in the dead letters since then, and is not sent
    there again.
    """
    lost = missing(positions, marks)
    wanted = missing({**positions, IDENTITY: max(positions.get(IDENTITY, -1), decided)}, marks)
    for topic in sorted(wanted, key=lambda one: (one != IDENTITY, one)):
        start, last = wanted[topic]
        async with aclosing(worker.log.reread(Place(topic, tag), start, last)) as chunks:
            async for chunk in chunks:
                if not await _apply(worker, tag, token, chunk):
                    return False
    if lost:
        await worker.store.gap_healed(tag, worker.group, token)
        worker.tally.gaps_healed += 1
    if wanted:
        await worker.changed(tag)
    return True


async def _apply(worker: Worker, tag: int, token: bytes, chunk: Chunk) -> bool:
    packed = pack(chunk, worker.partitions)
    for one in packed.erasures:
        await erase(worker, tag, token, one)
    outcome = await worker.store.apply(tag, worker.group, token, packed.batch)
    if isinstance(outcome, Gap):
        return False
    worker.tally.applied(len(packed.batch), outcome)
    return True
