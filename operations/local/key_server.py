"""The key service of a stack: one process, started before anything that needs a key and ended last."""

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, Self

import httpx2

from operations.local import records
from operations.local.child import Child, end_recorded, nobody, start_child
from operations.local.records import Record
from operations.local.server import Server
from schemas.key_service import HEALTH_PATH

COMMAND: Final = (sys.executable, "-m", "operations.command_line", "keys", "serve")
ASK_SECONDS_MAX: Final = 2.0


class KeyServer(Server):
    """The key service; killed and started again it keeps its port and its key store."""

    TITLE = "the key service"

    def __init__(
        self, state: Path, port: int, environment: Mapping[str, str], started: Callable[[], None] = nobody
    ) -> None:
        super().__init__(state / "logs" / "keys.log", started)
        self.port = port
        self._environment = environment

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

    def _launch(self) -> Child:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("SAPHAN_")}
        return start_child("keys", COMMAND, self._log, {**inherited, **self._environment}, tied=self.tied)

    def _answers(self) -> bool:
        try:
            address = f"http://127.0.0.1:{self.port}{HEALTH_PATH}"
            return httpx2.get(address, timeout=ASK_SECONDS_MAX, trust_env=False).is_success
        except httpx2.HTTPError:
            return False

    def _address(self) -> str:
        return f"port {self.port}"
