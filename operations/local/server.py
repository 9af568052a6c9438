"""What the servers of a stack have in common: started, waited for, ended in order or killed as a power cut would."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from operations.local.child import Child, last_line, nobody
from operations.local.errors import StackError
from operations.local.identity import Recorded
from operations.local.waiting import wait_until


class Server(ABC):
    """One process of a stack; killed and started again it keeps its port and its data.

    `tied`: it ends with the process that started it. `started` is told as soon as there is a process to be recorded.
    """

    TITLE: ClassVar[str]
    UP_SECONDS_MAX: ClassVar[float] = 60.0
    STOP_SECONDS_MAX: ClassVar[float] = 10.0

    def __init__(self, log: Path, started: Callable[[], None] = nobody) -> None:
        self.tied = True
        self._log = log
        self._started = started
        self._child: Child | None = None

    @property
    def recorded(self) -> Recorded | None:
        """Give the process as it is recorded; None before it was started."""
        return self._child.recorded if self._child else None

    @property
    def pid(self) -> int:
        """Give the server's process id; StackError before it was started."""
        if self._child is None:
            raise StackError(f"{self.TITLE} was not started.")
        return self._child.pid

    def start(self) -> None:
        """Start it and wait until it answers; StackError when it does not come up."""
        self.begin()
        self.wait()

    def begin(self) -> None:
        """Start it without waiting: servers come up beside each other."""
        self._child = self._launch()
        self._started()

    def wait(self) -> None:
        """Wait until it answers; StackError when it does not come up."""
        if not wait_until(lambda: self._ended() or self._answers(), self.UP_SECONDS_MAX) or self._ended():
            self.kill()
            raise StackError(f"{self.TITLE} did not come up on {self._address()}: {last_line(self._log)}")

    def stop(self) -> None:
        """End it in order: what was written is on disk."""
        if self._child:
            self._child.stop(self.STOP_SECONDS_MAX)

    def kill(self) -> None:
        """Kill it as a power cut would."""
        if self._child:
            self._child.kill()

    @abstractmethod
    def _launch(self) -> Child:
        """Write its settings and start its process."""

    @abstractmethod
    def _answers(self) -> bool:
        """Say whether it answers its clients."""

    @abstractmethod
    def _address(self) -> str:
        """Name where it listens, for a message."""

    def _ended(self) -> bool:
        return self._child is not None and self._child.exit_code() is not None


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner reads: settings hold passwords."""
    path.touch(mode=0o600)
    path.write_text(text, encoding="utf-8")
