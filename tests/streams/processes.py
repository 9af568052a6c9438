"""A real worker process on a real stack, and events for it, written by the agency's own principal."""

import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from confluent_kafka import Producer
from confluent_kafka.admin import AlterConfigOpType, ConfigEntry, ConfigResource
from redis import Redis

from operations.bounded import BoundedReader
from operations.local.environment import environment
from operations.local.stack import Stack
from operations.local.waiting import wait_until
from operations.provisioning.probe import admin_client
from operations.verify.alerts import CalledFor
from operations.verify.held import RedisHeld, caught_up
from operations.verify.log import KafkaLog
from operations.verify.verifying import verify_tag
from schemas import codec, view
from schemas.partition import event_key, partition
from schemas.topics import APPLIED, STUDENT
from tests.contract.examples import EXAMPLES

START: Final = [sys.executable, "-c", "from streams.running import run_worker; run_worker()"]
SECONDS_MAX: Final = 60.0
EXIT_SECONDS_MAX: Final = 10.0
PEOPLE: Final = 300


class WorkerProcess:
    """`saphan worker run` as a process of its own, applying only."""

    def __init__(self, stack: Stack, log: Path, **settings: str) -> None:
        self._environment = os.environ | environment(stack, "worker") | {"SAPHAN_MATCHING": "off"} | settings
        self._log = log
        self._process = self._start()

    def _start(self) -> "subprocess.Popen[bytes]":
        with self._log.open("ab") as log:
            return subprocess.Popen(START, env=self._environment, stdout=log, stderr=log)

    @property
    def pid(self) -> int:
        return self._process.pid

    def running(self) -> bool:
        return self._process.poll() is None

    def signal(self, number: signal.Signals) -> None:
        """Send a signal."""
        self._process.send_signal(number)

    def wait(self) -> int:
        """Wait for its end; gives its exit code."""
        return self._process.wait(EXIT_SECONDS_MAX)

    def start_again(self) -> None:
        """Do what a supervisor does."""
        self._process.wait(EXIT_SECONDS_MAX)
        self._process = self._start()

    def said(self) -> str:
        """Give its log."""
        return self._log.read_text()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.running():
            self.signal(signal.SIGCONT)
            self.signal(signal.SIGTERM)  # it leaves the group, so that the next one need not wait for its session
        try:
            self.wait()
        except subprocess.TimeoutExpired:
            self._process.kill()
            self.wait()


class Platform:
    """A stack seen from outside: what is written to it, and whether its view equals its log."""

    def __init__(self, stack: Stack, seed: int) -> None:
        self.stack = stack
        self.partitions = stack.record.partitions
        self.redis: Any = Redis.from_url(stack.valkey.url("admin"))
        self._reader = BoundedReader(stack.kafka.settings("operator").librdkafka())
        self._log = KafkaLog(self._reader, APPLIED, self.partitions)
        self._held = RedisHeld(Redis.from_url(stack.valkey.url("operator")), APPLIED)
        self._random = random.Random(seed)
        self._producer = Producer({**stack.kafka.settings("ovec").librdkafka(), "linger.ms": 5})
        self._people = [f"{self._random.getrandbits(128):032x}" for _ in range(PEOPLE)]
        self._version = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._producer.close()
        self._reader.__exit__(None, None, None)
        self.redis.close()

    def write(self, count: int) -> None:
        """Write student events about a few hundred people; one in ten comes late, one in ten is deleted."""
        for _ in range(count):
            person, record = self._random.choice(self._people), f"{self._random.randrange(3):016x}"
            self._version += 1
            late = self._version - 200 if self._random.random() < 0.1 and self._version > 200 else self._version
            key = event_key(person, record)
            deleted = self._random.random() < 0.1
            meta = codec.Meta(bytes(16), late, "DELETE" if deleted else "UPSERT", 1_790_000_000_000 + late)
            self.put(key, codec.encode(STUDENT, meta, None if deleted else EXAMPLES[STUDENT].model_dump()))
        self._producer.flush()

    def put(self, key: bytes, value: bytes | None, number: int | None = None) -> None:
        """Write one record as it is."""
        where = partition(key[:32].decode(), self.partitions) if number is None else number
        self._producer.produce(STUDENT, key=key, value=value, partition=where)
        self._producer.poll(0)

    def flush(self) -> None:
        """Wait until what was written is acknowledged."""
        self._producer.flush()

    def reached(self) -> bool:
        """Say whether the view has applied the whole log."""
        ends = self._log.ends()
        marks = {(topic, n): at for n in range(self.partitions) for topic, at in self._held.watermarks(n).items()}
        return caught_up(marks, ends)

    def view_equals_log(self) -> bool:
        """Wait for the view to reach the log's end, then compare every tag with a plain fold of the log."""
        assert wait_until(self.reached, SECONDS_MAX, 0.2), "the view did not reach the log's end"
        numbers = range(self.partitions)
        return all(verify_tag(n, self._log, self._held, self.partitions, CalledFor())[0].equal for n in numbers)

    def digest(self) -> str:
        """Give the digest of the whole view."""
        return view.digest({name: one for n in range(self.partitions) for name, one in self._held.entries(n).items()})

    def configure(self, topic: str, **settings: str) -> None:
        """Change a topic's settings, an underscore in a name being a dot."""
        changes = [
            ConfigEntry(name.replace("_", "."), value, incremental_operation=AlterConfigOpType.SET)
            for name, value in settings.items()
        ]
        admin = admin_client(self.stack.kafka.settings("admin"))
        resource = ConfigResource(ConfigResource.Type.TOPIC, topic, incremental_configs=changes)
        for done in admin.incremental_alter_configs([resource]).values():
            done.result()

    def report(self, key: str) -> int:
        """Sum one count over the workers' reports."""
        reports = [self.redis.get(name) for name in self.redis.scan_iter(match="worker:*")]
        return sum(json.loads(raw)[key] for raw in reports if raw)

    def reporting_since(self, at_ms: int) -> int:
        """Count the workers that reported after a moment (ms since 1970)."""
        reports = [self.redis.get(name) for name in self.redis.scan_iter(match="worker:*")]
        return sum(json.loads(raw)["at_ms"] > at_ms for raw in reports if raw)

    def tokens(self) -> list[bytes | None]:
        """Give the owners' tokens."""
        return [self.redis.hget(f"{{{n}}}:w", "t:saphan.worker") for n in range(self.partitions)]

    def records(self, topic: str) -> list[Any]:
        """Read a whole topic."""
        return list(self._reader.until(self._reader.ends([topic], self.partitions)))

    def offsets(self, topic: str) -> int:
        """Count the offsets given so far in a topic, compacted ones included."""
        return sum(self._reader.ends([topic], self.partitions).values())


def until(condition: Callable[[], object], what: str, seconds_max: float = SECONDS_MAX) -> None:
    """Wait for a condition; AssertionError naming it when it never holds."""
    assert wait_until(condition, seconds_max, 0.05), what
