"""The log of a real broker: what the group's consumer knows, and a consumer of its own for reading again."""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, Protocol

import aiokafka

from streams.log_access import LogWentBackError
from streams.transport.chunk import Chunk, Place
from streams.transport.lean import drain

WAIT_SECONDS: Final = 1.0
FETCH_BYTES_MAX: Final = 4 * 1024 * 1024


class Group(Protocol):
    """What the group's consumer can say (streams.transport.consumer.Consumer)."""

    async def still_member(self) -> bool:
        """Ask the broker by a heartbeat."""
        ...

    async def committed(self, places: frozenset[Place]) -> dict[Place, int]:
        """Ask for committed offsets."""
        ...

    async def ends(self, places: frozenset[Place]) -> dict[Place, int]:
        """Ask for the logs' ends."""
        ...


class KafkaLog:
    """The log, for the owner of some of its tags."""

    def __init__(
        self, kafka: Mapping[str, Any], topics: Sequence[str], group: Callable[[], Group], records_max: int
    ) -> None:
        self._kafka = kafka
        self._topics = tuple(topics)
        self._group = group
        self._records_max = records_max

    async def committed(self, tag: int) -> dict[str, int]:
        found = await self._group().committed(self._places(tag))
        return {place.topic: following - 1 for place, following in found.items() if following > 0}

    async def ends(self, tag: int) -> dict[str, int]:
        return {place.topic: end for place, end in (await self._group().ends(self._places(tag))).items()}

    async def still_member(self) -> bool:
        return await self._group().still_member()

    async def reread(self, place: Place, start: int, last: int) -> AsyncGenerator[Chunk, None]:
        """Read with a consumer in no group, so that neither offsets nor membership of ours are touched."""
        consumer = aiokafka.AIOKafkaConsumer(
            **self._kafka,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            fetch_max_bytes=FETCH_BYTES_MAX,
        )
        await consumer.start()
        try:
            partition = aiokafka.TopicPartition(*place)
            consumer.assign([partition])
            end = (await consumer.end_offsets([partition]))[partition]
            if end <= last:
                raise LogWentBackError(f"{place.topic} [{place.partition}] ends at {end}, but {last} was applied")
            consumer.seek(partition, start)
            async for chunk in self._chunks(consumer, place, start, last):
                yield chunk
        finally:
            await consumer.stop()

    async def _chunks(self, consumer: Any, place: Place, start: int, last: int) -> AsyncGenerator[Chunk, None]:
        while start <= last:
            fetched = await drain(consumer._fetcher, {place}, _never_full, WAIT_SECONDS, self._records_max)  # noqa: SLF001
            for chunk in fetched.get(place, ()):
                # What retention took away before the first chunk is gone for good, and counts as read.
                yield replace(chunk, start=start)
                start = chunk.last + 1

    def _places(self, tag: int) -> frozenset[Place]:
        return frozenset(Place(topic, tag) for topic in self._topics)


def _never_full(_: Any) -> bool:
    return False
