"""Counts dead letters by topic and code, reading only headers and only what came since the last look."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaException, Message, TopicPartition

from operations.bounded import next_batch
from operations.status.broker import QUIET
from operations.status.snapshot import DeadLetters, Place
from schemas.dead_letters import read_headers

WAIT_SECONDS: Final = 0.5
LOOKS_MAX: Final = 40
NOT_OURS: Final = "NOT_A_DEAD_LETTER"


class Counter:
    """Tails the dead-letter topics; joins no group."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        own = {"group.id": "saphan.status", "enable.auto.commit": False, "auto.offset.reset": "earliest"} | QUIET
        self._settings = dict(settings) | own | {"fetch.queue.backoff.ms": 10, "queued.max.messages.kbytes": 4096}
        self._consumer: Consumer | None = None
        self._next: dict[Place, int] = {}
        self._found: dict[tuple[str, str], DeadLetters] = {}

    def up_to(self, ends: Mapping[Place, int]) -> tuple[DeadLetters, ...]:
        """Count what lies before these ends, as far as it comes in time; the next look goes on from there."""
        if self._consumer is None and any(ends.values()):
            self._consumer = Consumer(self._settings)
            self._consumer.assign([TopicPartition(*place, OFFSET_BEGINNING) for place in ends])
        for _ in range(LOOKS_MAX):
            if self._consumer is None or all(self._next.get(place, 0) >= end for place, end in ends.items()):
                break
            self._count(next_batch(self._consumer, WAIT_SECONDS))
        return tuple(self._found.values())

    def close(self) -> None:
        """Leave the broker."""
        if self._consumer is not None:
            self._consumer.close()

    def _count(self, batch: Iterable[Message]) -> None:
        for message in batch:
            error = message.error()
            if error is not None:
                raise KafkaException(error)
            self._next[str(message.topic()), int(message.partition() or 0)] = int(message.offset() or 0) + 1
            origin, code = _origin(message)
            known = self._found.get((origin, code), DeadLetters(origin, code, 0, 0))
            newest = max(known.newest_ms, int(message.timestamp()[1]))
            self._found[origin, code] = DeadLetters(origin, code, known.letters + 1, newest)


def _origin(message: Message) -> tuple[str, str]:
    raw: Any = message.headers() or []
    try:
        found = read_headers(raw)
    except ValueError:
        return str(message.topic()), NOT_OURS
    return found.topic, found.code
