"""The whole log of one partition, read from Kafka up to ends noted beforehand."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, Protocol

from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, KafkaException, Message, TopicPartition

from operations.verify.folding import LogRecord

BATCH: Final = 2000
SILENCE_SECONDS_MAX: Final = 30.0
_GROUP: Final = "saphan.verify"


class Log(Protocol):
    """Where the truth is read from."""

    def ends(self) -> dict[tuple[str, int], int]:
        """Give the offset after the last record of every applied topic's partition, asked now."""
        ...

    def read(self, number: int, ends: Mapping[str, int]) -> Iterator[LogRecord]:
        """Give partition `number` of every topic named, from its beginning up to its end; TimeoutError on silence."""
        ...


class KafkaLog:
    """The log on a real broker; it joins no group and commits nothing."""

    def __init__(self, settings: Mapping[str, Any], topics: Sequence[str], partitions: int) -> None:
        self._settings = dict(settings) | {
            "group.id": _GROUP,
            "enable.auto.commit": False,
            "auto.offset.reset": "error",
            "enable.partition.eof": True,
            "fetch.queue.backoff.ms": 10,  # librdkafka's default holds a fast reader back sevenfold
            "queued.max.messages.kbytes": 32 * 1024,
        }
        self._topics = tuple(topics)
        self._partitions = partitions

    def ends(self) -> dict[tuple[str, int], int]:
        consumer = Consumer(self._settings)
        try:
            return {
                (topic, number): consumer.get_watermark_offsets(TopicPartition(topic, number), timeout=15)[1]
                for topic in self._topics
                for number in range(self._partitions)
            }
        finally:
            consumer.close()

    def read(self, number: int, ends: Mapping[str, int]) -> Iterator[LogRecord]:
        open_topics = {topic for topic, end in ends.items() if end > 0}
        consumer = Consumer(self._settings)
        try:
            consumer.assign([TopicPartition(topic, number, OFFSET_BEGINNING) for topic in sorted(open_topics)])
            while open_topics:
                batch = consumer.consume(BATCH, timeout=SILENCE_SECONDS_MAX)
                if not batch:
                    raise TimeoutError(f"the log said nothing for {SILENCE_SECONDS_MAX:.0f} s")
                yield from _taken(batch, ends, open_topics)
        finally:
            consumer.close()


def _taken(batch: Sequence[Message], ends: Mapping[str, int], open_topics: set[str]) -> Iterator[LogRecord]:
    """Give the records before the ends, closing each topic whose end was reached."""
    for message in batch:
        topic, offset, error = str(message.topic()), int(message.offset() or 0), message.error()
        if error is not None and error.code() != KafkaError._PARTITION_EOF:  # noqa: SLF001 (its public name)
            raise KafkaException(error)
        if error is None and offset < ends[topic]:
            yield LogRecord(topic, offset, _bytes(message.key()), _bytes(message.value()), int(message.timestamp()[1]))
        if offset >= ends[topic] - 1:
            open_topics.discard(topic)


def _bytes(raw: str | bytes | None) -> bytes | None:
    return raw.encode() if isinstance(raw, str) else raw
