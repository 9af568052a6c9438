"""Puts the events on their topic beforehand and forgets what a contender committed, so that each starts alike."""

from collections.abc import Iterable
from typing import Any, Final

from confluent_kafka import Producer, TopicPartition
from confluent_kafka.admin import AdminClient, OffsetSpec

from bench.events import Produced

FLUSH_SECONDS_MAX: Final = 120
ADMIN_SECONDS_MAX: Final = 30
QUIET: Final = {"log_level": 3}
TUNED: Final = {
    "enable.idempotence": True,
    "linger.ms": 20,
    "batch.size": 256 * 1024,
    "queue.buffering.max.messages": 1_000_000,
}


def load(librdkafka: dict[str, Any], topic: str, events: Iterable[Produced]) -> None:
    """Produce all events to the partitions they name; RuntimeError when one is not acknowledged."""
    producer, lost = Producer(librdkafka | TUNED | QUIET), []

    def delivered(error: Any, _message: Any) -> None:
        if error is not None:
            lost.append(error)

    for event in events:
        producer.produce(
            topic,
            event.value,
            event.key,
            event.partition,
            on_delivery=delivered,
            timestamp=event.accepted_at_ms,
            headers=event.headers,
        )
        producer.poll(0)
    if producer.flush(FLUSH_SECONDS_MAX) or lost:
        raise RuntimeError(f"the broker did not take all events: {lost[:1]}")


def held(librdkafka: dict[str, Any], topic: str, partitions: int) -> int:
    """Count the events a topic holds, by where its partitions end."""
    admin = AdminClient(librdkafka | QUIET)  # named, since its answers come only while it lives
    latest: Any = OffsetSpec
    ends = admin.list_offsets({TopicPartition(topic, number): latest.latest() for number in range(partitions)})
    return sum(int(found.result(ADMIN_SECONDS_MAX).offset) for found in ends.values())
