"""What Kafka says: where each log begins and ends, what came in the last minute, how far consumer groups committed."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from contextlib import closing
from typing import Any, Final

from confluent_kafka import Consumer, ConsumerGroupTopicPartitions, TopicPartition, admin

from operations.status.snapshot import GroupOffset, PartitionLog, Place

ANSWER_SECONDS_MAX: Final = 10.0
HEAD_SECONDS_MAX: Final = 1.0
QUIET: Final = {"log_level": 2}  # what is wrong is said in the snapshot, not by the library
RATE_MS: Final = 60_000
_SPEC: Final[Any] = vars(admin)["OffsetSpec"]  # not named in the package's types


class Broker:
    """One admin connection, kept; every question is a read and is answered within seconds or raises KafkaException."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self._settings = dict(settings) | QUIET
        self._admin = admin.AdminClient(self._settings)

    def logs(self, topics: Sequence[str], partitions: int, now_ms: int) -> tuple[PartitionLog, ...]:
        """Give every partition of these topics as it stands."""
        places = [(topic, number) for topic in topics for number in range(partitions)]
        oldest = self._offsets(places, _SPEC.earliest())
        ends = self._offsets(places, _SPEC.latest())
        since = self._offsets(places, _SPEC.for_timestamp(now_ms - RATE_MS))
        return tuple(
            PartitionLog(*place, oldest[place], ends[place], _came(since[place], ends[place])) for place in places
        )

    def groups(self) -> tuple[GroupOffset, ...]:
        """Give what every consumer group committed."""
        listed: Any = self._admin.list_consumer_groups(request_timeout=ANSWER_SECONDS_MAX).result(ANSWER_SECONDS_MAX)
        asked = [ConsumerGroupTopicPartitions(group.group_id) for group in listed.valid]
        found: list[GroupOffset] = []
        for request in asked:
            answers = self._admin.list_consumer_group_offsets([request], request_timeout=ANSWER_SECONDS_MAX)
            for group, future in answers.items():
                offsets = future.result(ANSWER_SECONDS_MAX).topic_partitions
                found += [GroupOffset(group, at.topic, at.partition, max(-1, at.offset)) for at in offsets]
        return tuple(found)

    def accepted_ms(self, positions: Mapping[Place, int]) -> dict[Place, int]:
        """Give when the records at these offsets were accepted (ms), as far as they come within a second."""
        if not positions:
            return {}
        found: dict[Place, int] = {}
        with closing(Consumer(self._settings | {"group.id": "saphan.status", "enable.auto.commit": False})) as consumer:
            consumer.assign([TopicPartition(*place, offset) for place, offset in positions.items()])
            while len(found) < len(positions):
                message = consumer.poll(HEAD_SECONDS_MAX)
                if message is None:
                    break
                place = (str(message.topic()), int(message.partition() or 0))
                if message.error() is None and place not in found:
                    found[place] = int(message.timestamp()[1])
                    consumer.incremental_unassign([TopicPartition(*place)])
        return found

    def _offsets(self, places: Sequence[Place], which: Any) -> dict[Place, int]:
        asked = {TopicPartition(*place): which for place in places}
        answers: Mapping[TopicPartition, Future[Any]] = self._admin.list_offsets(
            asked, request_timeout=ANSWER_SECONDS_MAX
        )
        return {
            (where.topic, where.partition): int(answer.result(ANSWER_SECONDS_MAX).offset)
            for where, answer in answers.items()
        }


def _came(first: int, end: int) -> int:
    """Count what came since; the broker answers -1 for the first when no record is that young."""
    return max(0, end - first) if first >= 0 else 0
