"""What `saphan topic list` shows: each topic of the table, and what the broker holds of it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from confluent_kafka import Consumer, TopicPartition

from operations.access import Access
from schemas.topics import BY_NAME, every_topic

SECONDS_MAX = 20.0


@dataclass(frozen=True)
class Row:
    """One topic; `records` counts offsets, so compacted ones too; None when the broker has no such topic."""

    name: str
    clause: str
    writer: str
    subject: str
    partitions: int | None
    records: int | None
    record_en: str
    record_th: str

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def rows(partitions: Mapping[str, int], records: Mapping[str, int]) -> list[Row]:
    """Put the table beside the broker's figures; a dead-letter topic tells whose it is."""
    found = []
    for name in every_topic():
        topic = BY_NAME.get(name)
        found.append(
            Row(
                name=name,
                clause=(topic.clause or "-") if topic else "-",
                writer=topic.writer if topic else "saphan",
                subject=topic.subject.value if topic else "-",
                partitions=partitions.get(name),
                records=records.get(name),
                record_en=topic.record_en if topic else "what could not be applied, and why",
                record_th=topic.record_th if topic else "รายการที่นำเข้าไม่ได้",
            )
        )
    return found


def read(access: Access) -> list[Row]:
    """Ask the broker; KafkaException when it does not answer."""
    consumer = Consumer({**access.kafka, "group.id": "operator.topics", "enable.auto.commit": False})
    try:
        known = consumer.list_topics(timeout=SECONDS_MAX).topics
        partitions = {name: len(known[name].partitions) for name in every_topic() if name in known}
        records = {name: _count(consumer, name, count) for name, count in partitions.items()}
    finally:
        consumer.close()
    return rows(partitions, records)


def _count(consumer: Consumer, topic: str, partitions: int) -> int:
    total = 0
    for number in range(partitions):
        low, high = consumer.get_watermark_offsets(TopicPartition(topic, number), timeout=SECONDS_MAX)
        total += high - low
    return total
