"""Asks Kafka and Redis whether they answer at all."""

from typing import Any, Final

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient
from redis import Redis
from redis.exceptions import RedisError

from schemas.connection import KafkaSettings

SECONDS_MAX: Final = 2.0


def admin_client(settings: KafkaSettings, **more: Any) -> AdminClient:
    """Open an administration client that is quick to try again and quiet about it."""
    quick = {"reconnect.backoff.ms": 20, "reconnect.backoff.max.ms": 200, "log_level": 0}
    return AdminClient(settings.librdkafka() | quick | more)


def answers(settings: KafkaSettings) -> bool:
    """Say whether the broker lets this user in and lists its topics."""
    try:
        return bool(admin_client(settings).list_topics(timeout=SECONDS_MAX).brokers)
    except KafkaException:
        return False


def redis_answers(url: str) -> bool:
    """Say whether Redis lets this user in and has its data loaded."""
    client: Any = Redis.from_url(url, socket_timeout=SECONDS_MAX, socket_connect_timeout=SECONDS_MAX)
    try:
        return bool(client.ping())
    except (RedisError, OSError):
        return False
    finally:
        client.close()
