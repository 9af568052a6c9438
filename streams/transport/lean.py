"""Takes fetched records out of aiokafka's fetcher a partition at a time, without a ConsumerRecord for each one.

It reads the fetcher's own state, as Faust does; so aiokafka is pinned exactly.
"""

import asyncio
from collections.abc import Callable, Collection
from time import monotonic
from typing import Any, Final

from aiokafka.consumer.fetcher import FetchResult
from aiokafka.errors import CorruptRecordException

from streams.transport.chunk import Chunk, Place, Record, split

CROWDED_SECONDS: Final = 0.005


async def drain(
    fetcher: Any,
    places: Collection[Any],
    is_full: Callable[[Any], bool],
    timeout_seconds: float,
    records_max: int,
) -> dict[Place, list[Chunk]]:
    """Give what was fetched of these partitions, waiting for something at most so long.

    A full partition's records stay with the fetcher, which then asks the broker for no more of it.
    """
    deadline = monotonic() + timeout_seconds
    while True:
        if fetcher._subscriptions.reassignment_in_progress:  # noqa: SLF001
            await fetcher._subscriptions.wait_for_assignment()  # noqa: SLF001
        drained, crowded = _take(fetcher, places, is_full, records_max)
        left = deadline - monotonic()
        if drained or left <= 0:
            return drained
        await _wait(fetcher, min(left, CROWDED_SECONDS) if crowded else left)


def _take(
    fetcher: Any, places: Collection[Any], is_full: Callable[[Any], bool], records_max: int
) -> tuple[dict[Place, list[Chunk]], bool]:
    drained: dict[Place, list[Chunk]] = {}
    crowded = False
    for place in list(fetcher._records):  # noqa: SLF001
        if place not in places:
            if not fetcher._subscriptions.is_assigned(place):  # noqa: SLF001
                del fetcher._records[place]  # noqa: SLF001
        elif is_full(place):
            crowded = True
        else:
            result = fetcher._records.pop(place)  # noqa: SLF001
            fetcher._notify(fetcher._wait_consume_future)  # noqa: SLF001
            chunks = _chunks(Place(*place), result, records_max)
            if chunks:
                drained[Place(*place)] = chunks
    return drained, crowded


async def _wait(fetcher: Any, seconds: float) -> None:
    waiter = fetcher._create_fetch_waiter()  # noqa: SLF001
    done, _ = await asyncio.wait([waiter], timeout=seconds)
    if done:
        waiter.result()  # an authorization error is raised here
    else:
        waiter.cancel()


def _chunks(place: Place, result: Any, records_max: int) -> list[Chunk]:
    if not isinstance(result, FetchResult):
        result.check_raise()
    if not result.check_assignment(place) or not result.has_more():
        return []
    fetched = result._partition_records  # noqa: SLF001
    start = fetched.next_fetch_offset
    records = _records(fetched, start)
    result._update_position()  # noqa: SLF001
    if fetched.next_fetch_offset == start:
        return []
    return split(place, start, fetched.next_fetch_offset - 1, records, records_max)


def _records(fetched: Any, start: int) -> list[Record]:
    """Parse what one fetch brought of a partition; aiokafka's compiled batches are read without a Python loop."""
    records: list[Record] = []
    while fetched._records.has_next():  # noqa: SLF001
        batch = fetched._records.next_batch()  # noqa: SLF001
        if fetched._check_crcs and not batch.validate_crc():  # noqa: SLF001
            raise CorruptRecordException(f"Invalid CRC - {fetched._tp}")  # noqa: SLF001
        if not batch.is_control_batch:
            records.extend(batch)
        fetched.next_fetch_offset = batch.next_offset
    if records and records[0].offset < start:
        # A batch is given whole even when the read began in its middle.
        return [record for record in records if record.offset >= start]
    return records
