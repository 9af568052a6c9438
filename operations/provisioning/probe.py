"""Asks Kafka and Redis whether they answer at all."""

import time
from typing import Any, Final

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient
from redis import Redis
from redis.exceptions import RedisError

from schemas.connection import KafkaSettings

SECONDS_MAX: Final = 2.0
PAUSE_SECONDS: Final = 0.1


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


def wait_for(settings: KafkaSettings, url: str, seconds_max: float) -> None:
    """Wait until both answer; TimeoutError says which did not."""
    deadline = time.monotonic() + seconds_max
    kafka = redis = False
    while not (kafka and redis):
        kafka, redis = kafka or answers(settings), redis or redis_answers(url)
        if not (kafka and redis) and time.monotonic() > deadline:
            silent = " and ".join(name for name, up in (("Kafka", kafka), ("Redis", redis)) if not up)
            raise TimeoutError(f"{silent} did not answer this user within {seconds_max:.0f} s: is the address right?")
        time.sleep(PAUSE_SECONDS)
