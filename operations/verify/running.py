"""Runs the verification on the Kafka and Redis an operator has access to."""

from collections.abc import Callable
from contextlib import closing, nullcontext

from redis import Redis

from operations.access import Access
from operations.bounded import BoundedReader
from operations.local.waiting import wait_until
from operations.verify.comparing import TagResult
from operations.verify.delivered import AlertsDatabase
from operations.verify.held import RedisHeld
from operations.verify.log import KafkaLog
from operations.verify.verifying import Verification, verify
from schemas.topics import APPLIED

ANSWER_SECONDS_MAX = 30.0
POLL_SECONDS = 0.2


def run(access: Access, wait_seconds: float, done: Callable[[TagResult], None]) -> Verification:
    """Verify the view and, where an alerts process has its database, the alerts; `done` hears of each tag's result."""
    url = access.alerts_database_url
    alerts = nullcontext() if url is None else AlertsDatabase(url)
    redis = closing(Redis.from_url(access.redis_url, socket_timeout=ANSWER_SECONDS_MAX))
    with redis as client, alerts as told, BoundedReader(access.kafka) as reader:
        return verify(
            KafkaLog(reader, APPLIED, access.partitions),
            RedisHeld(client, APPLIED),
            access.partitions,
            lambda condition, seconds: wait_until(condition, seconds, POLL_SECONDS),
            wait_seconds,
            done,
            told.delivered if told is not None and told.has_begun() else None,
        )
