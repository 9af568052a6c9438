"""Heals a gap: what the view lost is read from the log again and applied again, and nobody is paged."""

from collections.abc import Mapping
from contextlib import aclosing

from streams.packing import pack
from streams.store.protocol import Gap
from streams.transport.chunk import Place
from streams.worker import Worker


def missing(positions: Mapping[str, int], marks: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    """Say, by topic, the first and last offset that were applied once and are not in the view any more."""
    return {topic: (marks.get(topic, -1) + 1, last) for topic, last in positions.items() if marks.get(topic, -1) < last}


async def heal(worker: Worker, tag: int, token: bytes, positions: Mapping[str, int], marks: Mapping[str, int]) -> bool:
    """Apply again what the view lacks; False when it lost something more meanwhile.

    What was refused the first time is in the dead letters since then, and is not sent there again.
    """
    lost = missing(positions, marks)
    for topic, (start, last) in lost.items():
        async with aclosing(worker.log.reread(Place(topic, tag), start, last)) as chunks:
            async for chunk in chunks:
                batch = pack(chunk, worker.partitions).batch
                outcome = await worker.store.apply(tag, worker.group, token, batch)
                if isinstance(outcome, Gap):
                    return False
                worker.tally.applied(len(batch), outcome)
    if lost:
        await worker.store.gap_healed(tag, worker.group, token)
        worker.tally.gaps_healed += 1
        await worker.changed(tag)
    return True
