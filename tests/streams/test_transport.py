"""The batch transport: what is taken out of aiokafka's fetcher, how it is cut, and how much is in flight."""

from collections.abc import Callable
from typing import Any

import pytest
from aiokafka.consumer.fetcher import FetchError, FetchResult, PartitionRecords
from aiokafka.errors import CorruptRecordException, TopicAuthorizationFailedError
from aiokafka.record.default_records import DefaultRecordBatchBuilder
from aiokafka.record.memory_records import MemoryRecords
from aiokafka.structs import TopicPartition

from streams.transport.chunk import Chunk, Place, split
from streams.transport.lean import drain
from streams.transport.room import Room
from tests.streams.examples import Logged, key, value

PLACE = Place("ovec.student.v1", 2)
GZIP = 1


def written(first: int, count: int, compression: int = 0) -> bytearray:
    """Give one record batch as a broker sends it."""
    builder = DefaultRecordBatchBuilder(2, compression, 0, -1, -1, -1, 1 << 20)
    for number in range(count):
        builder.append(number, 1000 + number, key(number), value(number), [("ce_id", b"x")])
    raw = bytearray(builder.build())
    raw[0:8] = first.to_bytes(8)  # the broker writes a batch's base offset
    return raw


class State:
    """A partition's position, as aiokafka keeps it."""

    def __init__(self, position: int) -> None:
        self.position = position
        self.paused = False

    def consumed_to(self, position: int) -> None:
        self.position = position


class Assignment:
    """An assignment of one partition."""

    active = True

    def __init__(self, position: int) -> None:
        self.state = State(position)

    def state_value(self, _: object) -> State:
        return self.state


class Subscriptions:
    """Says that nothing is being assigned anew."""

    reassignment_in_progress = False

    def __init__(self, *assigned: Place) -> None:
        self.assigned = set(assigned)

    def is_assigned(self, place: Place) -> bool:
        return place in self.assigned


class Fetcher:
    """aiokafka's fetcher with something fetched in it."""

    def __init__(self, raw: bytes | bytearray, position: int = 0) -> None:
        self.assignment = Assignment(position)
        place = TopicPartition(*PLACE)
        fetched = PartitionRecords(place, MemoryRecords(bytes(raw)), None, position, None, None, True, 0)
        result = FetchResult(place, assignment=self.assignment, partition_records=fetched, backoff=0.1)
        self._records: dict[Any, Any] = {place: result}
        self._subscriptions = Subscriptions(PLACE)
        self._wait_consume_future = None
        self.notified = 0

    def _notify(self, _: object) -> None:
        self.notified += 1

    def _create_fetch_waiter(self) -> Any:
        import asyncio  # noqa: PLC0415 -- a waiter belongs to the running loop

        return asyncio.get_running_loop().create_future()


def never_full(_: object) -> bool:
    return False


async def drained(fetcher: Fetcher, is_full: Callable[[object], bool] = never_full, most: int = 100) -> list[Chunk]:
    return (await drain(fetcher, {PLACE}, is_full, 0.0, most)).get(PLACE, [])


async def test_records_come_whole_with_key_value_time_and_headers() -> None:
    (chunk,) = await drained(Fetcher(written(10, 2), 10))
    first, second = chunk.records
    assert (first.offset, first.key, first.value, first.timestamp) == (10, key(0), value(0), 1000)
    assert (second.offset, list(second.headers)) == (11, [("ce_id", b"x")])
    assert (chunk.place, chunk.start, chunk.last) == (PLACE, 10, 11)


@pytest.mark.parametrize("compression", [0, GZIP])
async def test_a_read_that_begins_within_a_batch_leaves_out_what_lies_before(compression: int) -> None:
    (chunk,) = await drained(Fetcher(written(10, 5, compression), 13))
    assert ([record.offset for record in chunk.records], chunk.start, chunk.last) == ([13, 14], 13, 14)


async def test_several_batches_are_cut_into_chunks_that_touch() -> None:
    chunks = await drained(Fetcher(written(0, 5) + written(8, 4)), most=4)
    assert [(chunk.start, chunk.last, len(chunk.records)) for chunk in chunks] == [(0, 3, 4), (4, 10, 4), (11, 11, 1)]


async def test_the_position_moves_past_what_was_taken() -> None:
    fetcher = Fetcher(written(0, 5))
    await drained(fetcher)
    assert (fetcher.assignment.state.position, fetcher._records, fetcher.notified) == (5, {}, 1)


async def test_a_full_partition_stays_with_the_fetcher() -> None:
    fetcher = Fetcher(written(0, 5))
    assert await drained(fetcher, lambda place: place == PLACE) == []
    assert PLACE in fetcher._records


async def test_what_was_fetched_before_a_seek_is_dropped() -> None:
    fetcher = Fetcher(written(0, 5))
    fetcher.assignment.state.position = 3
    assert await drained(fetcher) == []


async def test_what_is_not_assigned_any_more_is_dropped() -> None:
    fetcher = Fetcher(written(0, 5))
    fetcher._subscriptions.assigned.clear()
    assert await drain(fetcher, set(), never_full, 0.0, 100) == {}
    assert fetcher._records == {}


async def test_a_damaged_batch_is_noticed() -> None:
    raw = written(0, 5)
    raw[-1] ^= 1
    with pytest.raises(CorruptRecordException):
        await drained(Fetcher(raw))


async def test_an_error_of_the_broker_is_raised() -> None:
    fetcher = Fetcher(written(0, 1))
    fetcher._records = {PLACE: FetchError(error=TopicAuthorizationFailedError("topic"), backoff=0)}
    with pytest.raises(TopicAuthorizationFailedError):
        await drained(fetcher)


async def test_nothing_fetched_is_waited_for_only_so_long() -> None:
    fetcher = Fetcher(written(0, 1))
    fetcher._records = {}
    assert await drain(fetcher, {PLACE}, never_full, 0.01, 100) == {}


def test_a_read_of_nothing_but_holes_still_moves_on() -> None:
    assert split(PLACE, 3, 9, [], 100) == [Chunk(PLACE, 3, 9, [])]


def test_chunks_cover_every_offset_once() -> None:
    chunks = split(PLACE, 0, 20, [Logged(offset, None, None) for offset in (2, 5, 9, 14)], 2)
    assert [(chunk.start, chunk.last) for chunk in chunks] == [(0, 5), (6, 20)]


def test_a_partition_is_full_until_what_is_in_flight_leaves() -> None:
    room, chunk = Room(3), Chunk(PLACE, 0, 2, [Logged(0, None, None)] * 3)
    room.enter(chunk)
    assert (room.is_full(PLACE), room.is_full(Place("other", 2))) == (True, False)
    room.leave(chunk)
    assert not room.is_full(PLACE)
