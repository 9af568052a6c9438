"""Reads the log on from given offsets, joining no group and committing nothing; only keys are looked at."""

from collections.abc import Mapping
from typing import Any, Final

from confluent_kafka import Consumer, KafkaError, KafkaException, TopicPartition

from producers.reconciling.following import Seen
from producers.reconciling.keeping import Position
from schemas.partition import split_key

BATCH_MAX: Final = 2_000
# One look at the view for what comes in so long: a look for each record would cost a core at a few hundred a second.
GATHER_SECONDS: Final = 0.25
_OWN: Final = {
    "group.id": "saphan.reconcile",
    "enable.auto.commit": False,
    "auto.offset.reset": "earliest",
    "enable.partition.eof": True,
    "fetch.queue.backoff.ms": 10,  # librdkafka's default holds a fast reader back sevenfold
    "queued.max.messages.kbytes": 16 * 1024,
    "log_level": 2,  # what goes wrong is raised
}
_END: Final = KafkaError._PARTITION_EOF  # noqa: SLF001 (this is its public name)


class KafkaTail:
    """The log on a real broker, read as a user who may read what is followed."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self._consumer = Consumer(dict(settings) | _OWN)

    def seek(self, positions: Mapping[Position, int]) -> None:
        """Go on from these offsets."""
        self._consumer.assign([TopicPartition(*place, offset) for place, offset in sorted(positions.items())])

    def poll(self) -> list[Seen]:
        """Give what came; KafkaException for what waiting does not mend."""
        messages = self._consumer.consume(BATCH_MAX, timeout=GATHER_SECONDS)
        return [seen for message in messages if (seen := _seen(message)) is not None]

    def close(self) -> None:
        """Let go of the broker."""
        self._consumer.close()


def _seen(message: Any) -> Seen | None:
    place = (str(message.topic()), int(message.partition() or 0))
    error, offset = message.error(), int(message.offset() or 0)
    if error is not None:
        if error.code() == _END:
            # What lay before the end may have been compacted away: nothing is left to be looked at there.
            return Seen(*place, offset - 1, None) if offset > 0 else None
        if error.retriable():
            return None
        raise KafkaException(error)
    try:
        subject, _ = split_key(_bytes(message.key()))
    except ValueError:
        return Seen(*place, offset, None)  # a dead letter, as workers find too
    return Seen(*place, offset, subject)


def _bytes(content: str | bytes | None) -> bytes:
    return content if isinstance(content, bytes) else (content or "").encode()
