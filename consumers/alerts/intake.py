"""Takes match records from the log into the alerts' database, and tells the log only once they are durable there."""

import threading
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

from confluent_kafka import Consumer, KafkaException, Message, TopicPartition

from consumers.alerts import store
from consumers.alerts.alert import Alert, alert_of, erasure_of
from consumers.alerts.durable import Barrier
from consumers.alerts.lanes import Waiting
from consumers.alerts.tally import Tally
from consumers.group_commit import GroupCommit
from schemas import topics
from schemas.codec import GateError

GROUP: Final = "consumer.alerts"
BATCH_MAX: Final = 500
POLL_SECONDS: Final = 0.2
COMMIT_EVERY_MS: Final = 1000


def open_consumer(kafka: dict[str, Any]) -> Consumer:
    """Open the alerts' consumer: their own group, from the log's start, offsets committed by hand."""
    return Consumer(
        kafka
        | {
            "group.id": GROUP,
            "auto.offset.reset": "earliest",
            "enable.auto.commit": False,
            "fetch.queue.backoff.ms": 10,
        }
    )


class Intake:
    """Runs in a thread of its own, since the consumer blocks; `on_new` is told the alerts once recorded."""

    def __init__(
        self,
        consumer: Consumer,
        writer: GroupCommit,
        barrier: Barrier,
        endpoints: Sequence[str],
        now_ms: Callable[[], int],
        on_new: Callable[[Sequence[Waiting]], None],
        tally: Tally,
    ) -> None:
        self._consumer = consumer
        self._writer = writer
        self._barrier = barrier
        self._endpoints = endpoints
        self._now_ms = now_ms
        self._on_new = on_new
        self.tally = tally
        self._stopping = threading.Event()
        self._next_offsets: dict[int, int] = {}
        self._committed_at = 0
        self._emptied_at = 0
        # A former process may have left some.
        self._to_empty = True

    def stop(self) -> None:
        """Ask it to stop; `run` returns within a poll."""
        self._stopping.set()

    def run(self) -> None:
        """Take records until stopped."""
        self._consumer.subscribe([topics.MATCH])
        try:
            while not self._stopping.is_set():
                self.take(self._poll())
                self._commit_when_due()
            self._commit()
        finally:
            self._consumer.close()

    def _poll(self) -> list[Message]:
        first = self._consumer.poll(POLL_SECONDS)
        return [] if first is None else [first, *self._consumer.consume(BATCH_MAX - 1, timeout=0)]

    def take(self, messages: Sequence[Message]) -> None:
        """Record the alerts of some messages in one transaction; a tombstone between them divides them."""
        alerts: list[Alert] = []
        for message in messages:
            error = message.error()
            if error is not None:
                if error.fatal() or not error.retriable():
                    raise KafkaException(error)
                continue
            self._next_offsets[message.partition() or 0] = (message.offset() or 0) + 1
            if message.value() is None:
                self._record(alerts)
                alerts = []
                self._erase(message)
            else:
                alerts.extend(self._alert(message))
        self._record(alerts)

    def _alert(self, message: Message) -> list[Alert]:
        try:
            return [alert_of(_as_bytes(message.key()), _as_bytes(message.value()))]
        except GateError:
            self.tally.malformed += 1  # the worker that applies this topic sends it to the dead letters
            return []

    def _record(self, alerts: Sequence[Alert]) -> None:
        if not alerts:
            return
        record = partial(store.record_alerts, alerts=alerts, endpoints=self._endpoints, now_ms=self._now_ms())
        self._tell(self._writer.submit(record).result())

    def _tell(self, fresh: Sequence[Waiting]) -> None:
        if fresh:
            self.tally.recorded(len(fresh), len(self._endpoints))
            self._on_new(fresh)

    def _erase(self, message: Message) -> None:
        """Drop what was kept of an erased person's match, and have the endpoints told to do so, too."""
        notice = partial(erasure_of, erased_ms=message.timestamp()[1], offset=message.offset() or 0)
        key, endpoints = _as_bytes(message.key()), self._endpoints
        erase = partial(store.erase_match, key=key, notice=notice, endpoints=endpoints, now_ms=self._now_ms())
        self._tell(self._writer.submit(erase).result())
        self._to_empty = True

    def _empty_erased(self) -> None:
        """Empty what waited to be told until now."""
        if self._to_empty:
            self._to_empty = self._writer.submit(store.empty_erased).result() > 0

    def _commit_when_due(self) -> None:
        if self._now_ms() - self._emptied_at >= COMMIT_EVERY_MS:
            self._emptied_at = self._now_ms()
            self._empty_erased()
        if self._next_offsets and self._now_ms() - self._committed_at >= COMMIT_EVERY_MS:
            self._commit()

    def _commit(self) -> None:
        if not self._next_offsets:
            return
        self._barrier.pass_through(self._next_offsets)
        offsets = [TopicPartition(topics.MATCH, number, offset) for number, offset in self._next_offsets.items()]
        self._consumer.commit(offsets=offsets, asynchronous=True)
        self._next_offsets, self._committed_at = {}, self._now_ms()


def _as_bytes(content: str | bytes | None) -> bytes:
    return content if isinstance(content, bytes) else (content or "").encode()
