"""Gathers a snapshot from Kafka and Redis, at most once a second however many ask, and remembers the last minutes."""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import replace
from threading import Lock
from typing import Any, Final

from confluent_kafka import KafkaException
from redis import Redis, RedisError

from operations.status import view_side
from operations.status.broker import Broker
from operations.status.dead_letter_counts import Counter
from operations.status.lag import unapplied
from operations.status.snapshot import Sample, Snapshot
from schemas.agreement import Agreement
from schemas.dates import moment
from schemas.topics import APPLIED, dead_letter

FRESH_MS: Final = 1000
HISTORY_MS: Final = 10 * 60 * 1000
REDIS_SECONDS_MAX: Final = 5.0
DEAD: Final = frozenset(dead_letter(name) for name in APPLIED)


class Gatherer:
    """Answers from memory while its last look is fresh; a side that does not answer is named in the snapshot."""

    def __init__(
        self,
        kafka: Mapping[str, Any],
        redis_url: str,
        partitions: int,
        now_ms: Callable[[], int],
        agreement: Agreement | None = None,
    ) -> None:
        self._broker = Broker(kafka)
        self._counter = Counter(kafka)
        self._redis = Redis.from_url(redis_url, socket_timeout=REDIS_SECONDS_MAX)
        self._partitions = partitions
        self._now_ms = now_ms
        self._agreement = agreement
        self._lock = Lock()
        self._last: Snapshot | None = None
        self._history: deque[Sample] = deque()

    def snapshot(self) -> Snapshot:
        """Look, unless someone just did."""
        with self._lock:
            now_ms = self._now_ms()
            if self._last is None or now_ms - self._last.at_ms >= FRESH_MS:
                self._last = self._look(now_ms)
                self._remember(self._last)
            return self._last

    def close(self) -> None:
        """Leave Kafka and Redis."""
        self._counter.close()
        self._redis.close()

    def _look(self, now_ms: int) -> Snapshot:
        """Ask for the logs' ends before the watermarks, so that what came in between is not called late."""
        status = None if self._agreement is None else self._agreement.status(moment(now_ms).date())
        seen = Snapshot(now_ms, history=tuple(self._history), agreement=status)
        for step in (self._with_logs, self._with_view, self._with_details):
            try:
                seen = step(seen)
            except RedisError as why:
                seen = replace(seen, redis_error=type(why).__name__)
            except (KafkaException, TimeoutError) as why:
                seen = replace(seen, kafka_error=_said(why))
        return seen

    def _with_logs(self, seen: Snapshot) -> Snapshot:
        return replace(seen, logs=self._broker.logs((*APPLIED, *sorted(DEAD)), self._partitions, seen.at_ms))

    def _with_view(self, seen: Snapshot) -> Snapshot:
        tags = view_side.tags(self._redis, self._partitions)
        return replace(seen, tags=tags, workers=view_side.workers(self._redis))

    def _with_details(self, seen: Snapshot) -> Snapshot:
        if seen.kafka_error is not None:
            return seen
        ends = {(log.topic, log.partition): log.end for log in seen.logs if log.topic in DEAD}
        seen = replace(seen, groups=self._broker.groups(), dead_letters=self._counter.up_to(ends))
        return replace(seen, heads_ms=self._broker.accepted_ms(unapplied(seen)))

    def _remember(self, seen: Snapshot) -> None:
        if seen.kafka_error is None and seen.redis_error is None:
            self._history.append(seen.sample())
        while self._history and seen.at_ms - self._history[0].at_ms > HISTORY_MS:
            self._history.popleft()


def _said(why: KafkaException | TimeoutError) -> str:
    return str(why.args[0].name()) if isinstance(why, KafkaException) and hasattr(why.args[0], "name") else "TIMED_OUT"
