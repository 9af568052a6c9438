"""Starts and ends child processes: in a session of their own, tied to this process, their output in a file."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from operations.local.identity import Recorded, record, runs, signal_process
from operations.local.waiting import wait_until

TETHER: Final = Path(__file__).with_name("tether.py")
KILLED_WITHIN_SECONDS: Final = 10.0

# The kernel ties a child to the thread that started it, so all are started by one that lives as long as the process.
_STARTER: Final = ThreadPoolExecutor(max_workers=1, thread_name_prefix="starter")


def nobody() -> None:
    """Tell no one that a child was started."""


class Child:
    """One running child process."""

    def __init__(self, process: subprocess.Popen[bytes], name: str) -> None:
        self._process = process
        self.recorded: Recorded | None = None
        try:
            self.recorded = record(process.pid, name)
        except ProcessLookupError:
            process.wait()

    @property
    def pid(self) -> int:
        return self._process.pid

    def exit_code(self) -> int | None:
        """Give the exit code (negative: the signal that ended it); None while it runs."""
        return self._process.poll()

    def signal(self, number: int) -> None:
        """Send a signal, unless it has ended."""
        self._process.send_signal(number)

    def stop(self, seconds_max: float) -> int:
        """Ask it to end, kill it when it does not; gives the exit code."""
        self._process.terminate()
        try:
            return self._process.wait(seconds_max)
        except subprocess.TimeoutExpired:
            return self.kill()

    def kill(self) -> int:
        """Kill it and wait until it is gone; gives the exit code."""
        self._process.kill()
        return self._process.wait()


def start_child(
    name: str, command: Sequence[str], log: Path, environment: Mapping[str, str] | None = None, *, tied: bool = True
) -> Child:
    """Start a child whose output is added to `log`; `tied` ones die with this process."""
    log.parent.mkdir(parents=True, exist_ok=True)
    tether = [sys.executable, "-I", "-S", str(TETHER), str(os.getpid())] if tied else []

    def start() -> subprocess.Popen[bytes]:
        with log.open("ab") as output:
            return subprocess.Popen(  # noqa: S603  (our own commands)
                [*tether, *command],
                env=dict(environment) if environment is not None else None,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C reaches the parent only, which ends its children in order
            )

    return Child(_STARTER.submit(start).result(), name)


def end_recorded(recorded: Sequence[Recorded], seconds_max: float = 5.0) -> list[Recorded]:
    """End processes known only by their record, politely and then by force; gives those that had been running."""
    found = [one for one in recorded if signal_process(one, signal.SIGTERM)]
    if not wait_until(lambda: not any(map(runs, found)), seconds_max):
        for one in found:
            signal_process(one, signal.SIGKILL)
        wait_until(lambda: not any(map(runs, found)), KILLED_WITHIN_SECONDS)
    return found


def last_line(log: Path) -> str:
    """Give what a log says went wrong, or else its last line, and where the log is."""
    lines = [line.strip() for line in log.read_text(encoding="utf-8", errors="replace").splitlines() if line.strip()]
    errors = [line for line in lines[-200:] if "ERROR" in line or "Exception" in line or "Error:" in line]
    return f"{(errors or lines or ['it said nothing'])[-1][:200]} (see {log})"
