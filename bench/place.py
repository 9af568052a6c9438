"""Where the bench runs: one broker and one Redis that all contenders share, and how to look into them."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from redis import Redis

from schemas import view
from schemas.connection import KafkaSettings


@dataclass(frozen=True)
class Place:
    """The addresses with their all-powerful users, and the environment of our own worker."""

    kafka: KafkaSettings
    redis_url: str
    worker_environment: Mapping[str, str]
    partitions: int
    versions: Mapping[str, str]

    def redis(self) -> Any:
        """Open a connection to Redis."""
        return Redis.from_url(self.redis_url, decode_responses=True)

    def contender_environment(self, topic: str, group: str) -> dict[str, str]:
        """Give the environment of a contender that is not ours: what it is told, and nothing of our settings' own."""
        return {
            "PATH": os.environ["PATH"],
            "HOME": os.environ.get("HOME", "/"),
            "SAPHAN_KAFKA_BOOTSTRAP": self.kafka.bootstrap,
            "SAPHAN_KAFKA_SECURITY": self.kafka.security,
            "SAPHAN_KAFKA_MECHANISM": self.kafka.mechanism,
            "SAPHAN_KAFKA_USERNAME": self.kafka.username,
            "SAPHAN_KAFKA_PASSWORD": self.kafka.password.get_secret_value(),
            "SAPHAN_REDIS_URL": self.redis_url,
            "BENCH_TOPIC": topic,
            "BENCH_GROUP": group,
        }


def emptied(redis: Any) -> None:
    """Empty Redis and its statistics; the functions stay."""
    redis.flushall()
    redis.config_resetstat()


def sets_done(redis: Any) -> int:
    """Count the `SET` commands since the statistics were emptied."""
    return int(redis.info("commandstats").get("cmdstat_set", {}).get("calls", 0))


def offsets_passed(redis: Any, topic: str, partitions: int) -> int:
    """Count the events our watermarks have passed."""
    pipeline = redis.pipeline(transaction=False)
    for number in range(partitions):
        pipeline.hget(view.watermark_key(number), topic)
    return sum(int(last) + 1 for last in pipeline.execute() if last is not None)


def redis_cpu_seconds(redis: Any) -> float:
    """Give what the thread that runs the commands has used, in seconds."""
    used = redis.info("cpu")
    return float(used["used_cpu_user_main_thread"]) + float(used["used_cpu_sys_main_thread"])
