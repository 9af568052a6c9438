"""Tells one process from any other that ever had its number: by pid, boot and start time, never by name."""

import os
import subprocess
from pathlib import Path

from pydantic import BaseModel, ConfigDict

_BOOT = Path("/proc/sys/kernel/random/boot_id")


class Recorded(BaseModel):
    """A process this project started: its pid, when it started as the kernel tells it, and what it is."""

    model_config = ConfigDict(frozen=True)

    pid: int
    started: str
    name: str


def start_time(pid: int) -> str | None:
    """Say when the process with this pid started; None when there is none, or only its corpse."""
    if not _BOOT.exists():
        return _start_time_by_ps(pid)
    try:
        # The name in brackets may hold blanks, so what follows the last bracket is read.
        state, *rest = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return None
    return None if state in "ZX" else f"{_BOOT.read_text(encoding='ascii').strip()}:{rest[18]}"


def _start_time_by_ps(pid: int) -> str | None:
    command = ["ps", "-o", "lstart=", "-p", str(pid)]
    found = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  (a number we hold)
    return found.stdout.strip() or None


def record(pid: int, name: str) -> Recorded:
    """Note who a process is; ProcessLookupError when it is gone already."""
    started = start_time(pid)
    if started is None:
        raise ProcessLookupError(pid, name)
    return Recorded(pid=pid, started=started, name=name)


def runs(recorded: Recorded) -> bool:
    """Say whether this very process still runs."""
    return start_time(recorded.pid) == recorded.started


def signal_process(recorded: Recorded, signal: int) -> bool:
    """Signal this very process; False when it is gone (a pid given to another is left alone)."""
    if not runs(recorded):
        return False
    try:
        os.kill(recorded.pid, signal)
    except ProcessLookupError:
        return False
    return True
