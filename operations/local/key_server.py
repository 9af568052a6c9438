"""The key service of a stack: one process, started before anything that needs a key and ended last."""

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, Self

import httpx2

from operations.local import records
from operations.local.child import Child, end_recorded, last_line, nobody, start_child
from operations.local.errors import StackError
from operations.local.identity import Recorded
from operations.local.records import Record
from operations.local.waiting import wait_until
from schemas.key_service import HEALTH_PATH

COMMAND: Final = (sys.executable, "-m", "operations.command_line", "keys", "serve")
UP_SECONDS_MAX: Final = 60.0
STOP_SECONDS_MAX: Final = 10.0
ASK_SECONDS_MAX: Final = 2.0


class KeyServer:
    """The key service; killed and started again it keeps its port and its key store."""

    def __init__(
        self, state: Path, port: int, environment: Mapping[str, str], started: Callable[[], None] = nobody
    ) -> None:
        self.port = port
        self.tied = True
        self._started = started
        self._log = state / "logs" / "keys.log"
        self._environment = environment
        self._child: Child | None = None

    @property
    def recorded(self) -> Recorded | None:
        return self._child.recorded if self._child else None

    @property
    def pid(self) -> int:
        """Give the service's process id; StackError before it was started."""
        if self._child is None:
            raise StackError("the key service was not started.")
        return self._child.pid

    def begin(self) -> None:
        """Start it without waiting: it comes up beside the other servers."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("SAPHAN_")}
        self._child = start_child("keys", COMMAND, self._log, {**inherited, **self._environment}, tied=self.tied)
        self._started()

    def wait(self) -> None:
        """Wait until it answers; StackError when it does not come up."""
        up = wait_until(lambda: self._ended() or self._answers(), UP_SECONDS_MAX)
        if not up or self._ended():
            self.kill()
            raise StackError(f"the key service did not come up on port {self.port}: {last_line(self._log)}")

    def start(self) -> None:
        """Start it and wait until it answers."""
        self.begin()
        self.wait()

    def stop(self) -> None:
        """End it in order."""
        if self._child:
            self._child.stop(STOP_SECONDS_MAX)

    def kill(self) -> None:
        """Kill it as a power cut would."""
        if self._child:
            self._child.kill()

    @classmethod
    def beside(cls, state: Path, record: Record, environment: Mapping[str, str], *, tied: bool) -> Self:
        """Start one for servers that are not ours, ending what an earlier start left, and write it down."""
        end_recorded(record.processes)
        server = cls(state, record.keys_port, environment)
        server.tied = tied
        server.start()
        own = (server.recorded,) if server.recorded else ()
        records.write(state, record.model_copy(update={"processes": own}))
        return server

    def _answers(self) -> bool:
        try:
            address = f"http://127.0.0.1:{self.port}{HEALTH_PATH}"
            return httpx2.get(address, timeout=ASK_SECONDS_MAX, trust_env=False).is_success
        except httpx2.HTTPError:
            return False

    def _ended(self) -> bool:
        return self._child is not None and self._child.exit_code() is not None
