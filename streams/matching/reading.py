"""Reads whole topics outside any group: every worker needs all vacancies, and at times all matches."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple, Protocol

import aiokafka

from streams.transport.chunk import Place

RECORDS_MAX: Final = 500
FETCH_WAIT_MS: Final = 250


class Read(NamedTuple):
    """One record as it was read."""

    place: Place
    offset: int
    accepted_at: int
    key: bytes | None
    value: bytes | None


class Reader(Protocol):
    """Whole topics, from their beginning and on; KafkaError when the broker can't answer."""

    async def start(self, topics: Sequence[str]) -> None:
        """Begin at the beginning of these topics; may be called again."""
        ...

    async def read(self, wait_seconds: float) -> list[Read]:
        """Give what comes next, waiting a while for it; empty when nothing came."""
        ...

    async def rewind(self, topic: str) -> None:
        """Go back to the beginning of one topic."""
        ...

    async def positions(self) -> Mapping[Place, int]:
        """Give the offset after the last record given, by partition read."""
        ...

    async def ends(self, places: Iterable[Place]) -> Mapping[Place, int]:
        """Give the offset after the last record of any partitions."""
        ...

    async def stop(self) -> None:
        """Disconnect."""
        ...


class KafkaReader:
    """Whole topics on a real broker."""

    def __init__(self, kafka: Mapping[str, Any], partitions: int) -> None:
        self._kafka = kafka
        self._partitions = partitions
        self._consumer: Any = None

    async def start(self, topics: Sequence[str]) -> None:
        await self.stop()
        consumer = aiokafka.AIOKafkaConsumer(
            **self._kafka,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            fetch_max_wait_ms=FETCH_WAIT_MS,
        )
        try:
            await consumer.start()
            places = [aiokafka.TopicPartition(topic, one) for topic in topics for one in range(self._partitions)]
            consumer.assign(places)
            await consumer.seek_to_beginning(*places)
        except BaseException:
            await consumer.stop()
            raise
        self._consumer = consumer

    async def read(self, wait_seconds: float) -> list[Read]:
        found = await self._consumer.getmany(timeout_ms=int(wait_seconds * 1000), max_records=RECORDS_MAX)
        return [
            Read(Place(*place), one.offset, one.timestamp, one.key, one.value)
            for place, records in found.items()
            for one in records
        ]

    async def rewind(self, topic: str) -> None:
        places = [place for place in self._consumer.assignment() if place.topic == topic]
        await self._consumer.seek_to_beginning(*places)

    async def positions(self) -> Mapping[Place, int]:
        return {Place(*place): await self._consumer.position(place) for place in self._consumer.assignment()}

    async def ends(self, places: Iterable[Place]) -> Mapping[Place, int]:
        found = await self._consumer.end_offsets([aiokafka.TopicPartition(*place) for place in places])
        return {Place(*place): end for place, end in found.items()}

    async def stop(self) -> None:
        consumer, self._consumer = self._consumer, None
        if consumer is not None:
            await consumer.stop()
