"""The whole log of one partition, read from Kafka up to ends noted beforehand."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from operations.bounded import BoundedReader, as_bytes
from operations.verify.folding import LogRecord


class Log(Protocol):
    """Where the truth is read from."""

    def ends(self) -> dict[tuple[str, int], int]:
        """Give the offset after the last record of every applied topic's partition, asked now."""
        ...

    def read(self, number: int, until: Mapping[str, int]) -> Iterator[LogRecord]:
        """Give partition `number` of every topic named, from its beginning up to its end; TimeoutError on silence."""
        ...


class KafkaLog:
    """The log on a real broker."""

    def __init__(self, reader: BoundedReader, topics: Sequence[str], partitions: int) -> None:
        self._reader = reader
        self._topics = tuple(topics)
        self._partitions = partitions

    def ends(self) -> dict[tuple[str, int], int]:
        return self._reader.ends(self._topics, self._partitions)

    def read(self, number: int, until: Mapping[str, int]) -> Iterator[LogRecord]:
        places = {(topic, number): end for topic, end in until.items()}
        for message in self._reader.until(places):
            key, value = as_bytes(message.key()), as_bytes(message.value())
            accepted_at = int(message.timestamp()[1])
            yield LogRecord(str(message.topic()), int(message.offset() or 0), key, value, accepted_at)
