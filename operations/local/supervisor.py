"""Runs named processes beside a stack: restarts those that fail, keeps their logs, and ends them in order."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from operations.local.child import Child, start_child
from operations.local.identity import Recorded

BACKOFF_SECONDS_FIRST: Final = 0.2
BACKOFF_SECONDS_MAX: Final = 5.0
STEADY_SECONDS: Final = 20.0
STOP_SECONDS_MAX: Final = 12.0
LOOK_SECONDS: Final = 0.05


def backoff_seconds(failures: int) -> float:
    """Wait twice as long after each failure in a row, up to a limit."""
    return min(BACKOFF_SECONDS_FIRST * 2.0 ** max(failures - 1, 0), BACKOFF_SECONDS_MAX)


@dataclass
class _Member:
    name: str
    command: Sequence[str]
    environment: Mapping[str, str] | None
    child: Child
    started: float
    failures: int = 0
    restarts: int = 0
    due: float | None = None
    exits: list[int] = field(default_factory=list)


def _unnoted(_: Sequence[Recorded]) -> None:
    """Take who runs now and write it nowhere."""


class Supervisor:
    """Keeps processes running until it is stopped; one that ends with exit 0 has finished and is left so."""

    def __init__(self, state: Path, note: Callable[[Sequence[Recorded]], None] = _unnoted) -> None:
        """Keep logs in the state folder; `note` is told who runs whenever that changes."""
        self._note = note
        self._logs = state / "logs"
        self._members: dict[str, _Member] = {}
        self._lock = threading.RLock()
        self._ending = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name="supervisor", daemon=True)
        self._watcher.start()

    def start(self, name: str, command: Sequence[str], environment: Mapping[str, str] | None = None) -> int:
        """Start a process under a name that is free; gives its pid. ValueError when the name runs already."""
        with self._lock:
            old = self._members.get(name)
            if old and old.child.exit_code() is None:
                raise ValueError(f"{name} runs already")
            child = start_child(name, command, self.log(name), environment)
            self._members[name] = _Member(name, command, environment, child, time.monotonic())
            self._noted()
            return child.pid

    def log(self, name: str) -> Path:
        """Name the file that takes a process's output."""
        return self._logs / f"{name}.log"

    def pid(self, name: str) -> int:
        """Give the pid a process has now; it changes with a restart."""
        return self._members[name].child.pid

    def alive(self, name: str) -> bool:
        """Say whether a process runs now."""
        return self._members[name].child.exit_code() is None

    def restarts(self, name: str) -> int:
        """Count how often a process was started again."""
        return self._members[name].restarts

    def exits(self, name: str) -> list[int]:
        """List the exit codes of a process so far (negative: the signal that ended it)."""
        return list(self._members[name].exits)

    def signal(self, name: str, number: int) -> None:
        """Send a signal (a test kills or freezes with it)."""
        self._members[name].child.signal(number)

    def stop(self, name: str, seconds_max: float = STOP_SECONDS_MAX) -> int:
        """End one process for good; gives its exit code."""
        with self._lock:
            member = self._members.pop(name)
        return member.child.stop(seconds_max)

    def stop_all(self, seconds_max: float = STOP_SECONDS_MAX) -> dict[str, int]:
        """End all, the last started first; gives their exit codes."""
        self._ending.set()
        self._watcher.join()
        return {name: self.stop(name, seconds_max) for name in reversed(list(self._members))}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop_all()

    def _watch(self) -> None:
        while not self._ending.wait(LOOK_SECONDS):
            with self._lock:
                for member in self._members.values():
                    self._look_after(member, time.monotonic())

    def _noted(self) -> None:
        self._note([member.child.recorded for member in self._members.values() if member.child.recorded])

    def _look_after(self, member: _Member, now: float) -> None:
        """Start a failed process again once its wait is over; a long steady run makes earlier failures forgotten."""
        code = member.child.exit_code()
        if code is None or code == 0:
            return
        if member.due is None:
            member.exits.append(code)
            member.failures = 1 if now - member.started > STEADY_SECONDS else member.failures + 1
            member.due = now + backoff_seconds(member.failures)
        elif now >= member.due:
            member.child = start_child(member.name, member.command, self.log(member.name), member.environment)
            member.started, member.due = now, None
            member.restarts += 1
            self._noted()
