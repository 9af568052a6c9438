"""Reads partitions of Kafka from their beginning up to ends noted before, joining no group and committing nothing."""

from collections.abc import Iterator, Mapping, Sequence
from types import TracebackType
from typing import Any, Final, Self

from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, KafkaException, Message, TopicPartition

BATCH: Final = 2000
SILENCE_SECONDS_MAX: Final = 30.0
ANSWER_SECONDS_MAX: Final = 15.0
Place = tuple[str, int]
_OWN: Final = {
    "group.id": "saphan.reader",
    "enable.auto.commit": False,
    "auto.offset.reset": "earliest",
    "enable.partition.eof": True,
    "fetch.queue.backoff.ms": 10,  # librdkafka's default holds a fast reader back sevenfold
    "fetch.wait.max.ms": 10,  # a reading that reached its end must not hold up the next
    "queued.max.messages.kbytes": 32 * 1024,
    "log_level": 2,  # what goes wrong is raised
}
_END: Final = KafkaError._PARTITION_EOF  # noqa: SLF001 (this is its public name)


class BoundedReader:
    """One connection for any number of readings, one after the other."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self._consumer = Consumer(dict(settings) | _OWN)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, why: BaseException | None, at: TracebackType | None) -> None:
        self._consumer.close()

    def ends(self, topics: Sequence[str], partitions: int) -> dict[Place, int]:
        """Give the offset after the last record of every partition, asked now; KafkaException when nobody answers."""
        places = [(topic, number) for topic in topics for number in range(partitions)]
        return {place: self._end(place) for place in places}

    def until(self, ends: Mapping[Place, int]) -> Iterator[Message]:
        """Give every record before the ends; TimeoutError when the broker falls silent before that."""
        waiting = {place for place, end in ends.items() if end > 0}
        self._consumer.assign([TopicPartition(*place, OFFSET_BEGINNING) for place in sorted(waiting)])
        while waiting:
            batch = next_batch(self._consumer, SILENCE_SECONDS_MAX)
            if not batch:
                raise TimeoutError(f"Kafka said nothing for {SILENCE_SECONDS_MAX:.0f} s")
            yield from _before(batch, ends, waiting)

    def _end(self, place: Place) -> int:
        marks = self._consumer.get_watermark_offsets(TopicPartition(*place), timeout=ANSWER_SECONDS_MAX)
        return marks[1] if marks else 0


def next_batch(consumer: Consumer, seconds_max: float) -> list[Message]:
    """Give what there is as soon as there is something; nothing when time is up.

    (`consume` alone would wait until the batch is full.)
    """
    first = consumer.poll(seconds_max)
    return [] if first is None else [first, *consumer.consume(BATCH, timeout=0)]


def _before(batch: Sequence[Message], ends: Mapping[Place, int], waiting: set[Place]) -> Iterator[Message]:
    """Give the records before the ends; a place is done at its end, which compaction may have emptied."""
    for message in batch:
        place = (str(message.topic()), int(message.partition() or 0))
        offset, error = int(message.offset() or 0), message.error()
        if error is not None and error.code() != _END:
            raise KafkaException(error)
        if error is None and offset < ends[place]:
            yield message
        if offset >= ends[place] - 1:
            waiting.discard(place)


def as_bytes(content: str | bytes | None) -> bytes | None:
    """Give a key or value as bytes, whatever the client's types allow."""
    return content.encode() if isinstance(content, str) else content
