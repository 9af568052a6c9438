"""Where the bench runs: one broker and one Redis that all contenders share, and how to look into them."""

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from redis import Redis

from operations.local.environment import environment
from operations.local.stack import Stack
from schemas import view
from schemas.connection import KafkaSettings

LOOK_SECONDS: Final = 0.05


@dataclass(frozen=True)
class Place:
    """The addresses with their all-powerful users, and the environment of our own worker."""

    kafka: KafkaSettings
    redis_url: str
    worker_environment: Mapping[str, str]
    partitions: int
    versions: dict[str, str]

    def redis(self) -> Any:
        """Open a connection to Redis."""
        return Redis.from_url(self.redis_url, decode_responses=True)

    def contender_environment(self, topic: str, folder: Path) -> dict[str, str]:
        """Give the environment of a contender that is not ours: addresses, the topic, and where it may write."""
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
            "FAUST_DATADIR": str(folder),
        }


@contextmanager
def local(state: Path, tell: Callable[[str], None]) -> Iterator[Place]:
    """Run a stack of its own in a folder for as long as it is needed; StackError when it can't be had."""
    with Stack.start(state, report=tell, fresh=True) as stack:
        redis_url = stack.valkey.url("admin")
        yield Place(
            kafka=stack.kafka.settings("admin"),
            redis_url=redis_url,
            worker_environment=os.environ | environment(stack, "worker"),
            partitions=stack.record.partitions,
            versions={"kafka": stack.record.kafka.version, "valkey": valkey_version(redis_url)},
        )


def valkey_version(redis_url: str) -> str:
    """Ask the server what it is."""
    told: Any = Redis.from_url(redis_url).info("server")
    return str(told.get("valkey_version", told["redis_version"]))


def emptied(redis: Any) -> None:
    """Empty Redis, its append-only file and its statistics, and wait until that is done; the functions stay.

    While it is measured the file is not rewritten: when that falls is chance, and on two cores it is seen.
    """
    redis.config_set("auto-aof-rewrite-percentage", 0)
    redis.execute_command("FLUSHALL", "SYNC")
    redis.bgrewriteaof()
    while any(redis.info("persistence")[name] for name in ("aof_rewrite_in_progress", "aof_rewrite_scheduled")):
        time.sleep(LOOK_SECONDS)
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
