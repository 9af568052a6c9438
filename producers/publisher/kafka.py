"""The log on Kafka: an idempotent producer that waits for all replicas, and a look at where partitions end."""

import logging
import time
from collections.abc import Mapping, Sequence
from functools import partial
from threading import Lock
from typing import Any, Final

from confluent_kafka import KafkaException, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, OffsetSpec

from producers.edge import Event
from producers.publisher.log import Failed, Outcome, Placed
from schemas.connection import KafkaSettings
from schemas.partition import partition

# Short, so that a process asked to end does so in time; what was not answered is sent again, as the same bytes.
SEND_SECONDS_MAX: Final = 8
ASK_SECONDS_MAX: Final = 5
# Other batches may be on their way through the same producer: how long to wait for all before looking for one's own.
_LOOK_SECONDS: Final = 0.02
_END: Final[Any] = OffsetSpec.latest()  # type: ignore[no-untyped-call]  # it ships no types
_log: Final = logging.getLogger("saphan.kafka")
_SERVE_EVERY: Final = 256
_TUNING: Final[dict[str, Any]] = {
    "enable.idempotence": True,
    "acks": "all",
    "compression.type": "lz4",
    "linger.ms": 5,
    "batch.num.messages": 10_000,
    "queue.buffering.max.messages": 200_000,
    "message.timeout.ms": SEND_SECONDS_MAX * 1000,
    "log.connection.close": False,
    "log_level": 3,  # errors; a coordinator still loading is none
}


class KafkaLog:
    """Sends as one Kafka user; the partition is chosen by the subject, never by the client. Any thread may send."""

    def __init__(self, settings: KafkaSettings, partitions: int) -> None:
        self._config = settings.librdkafka() | _TUNING | {"client.id": f"saphan-{settings.username}"}
        self._partitions = partitions
        self._producer: Producer | None = None
        self._checked: set[str] = set()
        self._fatal = False
        self._making = Lock()

    def send(self, events: Sequence[Event], accepted_at: int) -> list[Outcome]:
        """Send all and wait; whatever is not answered in time counts as failed."""
        producer = self._ready()
        for topic in {event.topic for event in events} - self._checked:
            self._check_partitions(producer, topic)
        outcomes: list[Outcome] = [Failed("NOT_ACKNOWLEDGED")] * len(events)
        answered: list[None] = []
        deadline = time.monotonic() + SEND_SECONDS_MAX
        for at, event in enumerate(events):
            answer = partial(self._answer, outcomes, answered, at)
            refused = self._hand_over(producer, event, accepted_at, answer, deadline)
            if refused is not None:
                outcomes[at] = refused
                answered.append(None)
            if at % _SERVE_EVERY == 0:
                producer.poll(0)
        while len(answered) < len(events) and (left := deadline - time.monotonic()) > 0:
            producer.flush(min(left, _LOOK_SECONDS))
        return list(outcomes)

    def _hand_over(
        self, producer: Producer, event: Event, accepted_at: int, answer: Any, deadline: float
    ) -> Failed | None:
        number, headers = partition(event.subject, self._partitions), list[Any](event.headers)
        while True:
            try:
                # By position: half the cost. Its fifth and sixth are two names of one argument.
                producer.produce(event.topic, event.value, event.key, number, answer, answer, accepted_at, headers)
            except BufferError:
                if time.monotonic() > deadline:
                    return Failed("QUEUE_FULL")
                producer.poll(0.05)
            except KafkaException as why:
                return self._failure(why.args[0])
            else:
                return None

    def _answer(self, outcomes: list[Outcome], answered: list[None], at: int, error: Any, message: Any) -> None:
        outcomes[at] = Placed(message.partition(), message.offset()) if error is None else self._failure(error)
        answered.append(None)

    def _failure(self, error: Any) -> Failed:
        self._fatal = self._fatal or error.fatal()
        return Failed(str(error.name()).lstrip("_"))

    def _ready(self) -> Producer:
        # After a fatal error an idempotent producer can't promise order any more, and refuses everything.
        with self._making:
            if self._producer is None or self._fatal:
                self._producer, self._fatal = Producer(self._config, logger=_log), False
            return self._producer

    def _check_partitions(self, producer: Producer, topic: str) -> None:
        try:
            found = len(producer.list_topics(topic, ASK_SECONDS_MAX).topics[topic].partitions)
        except KafkaException:
            return
        if found and found != self._partitions:
            raise ValueError(f"{topic} has {found} partitions, not {self._partitions}: fixed for the life of a log")
        if found:
            self._checked.add(topic)

    def close(self) -> None:
        """Wait for what is still on its way."""
        if self._producer is not None:
            self._producer.flush(1)


class KafkaEnds:
    """Asks the broker where partitions end."""

    def __init__(self, settings: KafkaSettings, ask_seconds_max: float = ASK_SECONDS_MAX) -> None:
        self._admin, self._ask_seconds_max = AdminClient(settings.librdkafka(), logger=_log), ask_seconds_max

    def ends(self, topic: str, partitions: Sequence[int]) -> Mapping[int, int]:
        """Give the offset after the last record per partition; leave out what can't be told."""
        asked = {TopicPartition(topic, number): _END for number in partitions}
        found: dict[int, int] = {}
        try:
            answers = self._admin.list_offsets(asked, request_timeout=self._ask_seconds_max)
            for place, answer in answers.items():
                found[place.partition] = answer.result(self._ask_seconds_max).offset
        except (KafkaException, TimeoutError):
            return {}
        return found
