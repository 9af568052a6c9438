"""A stack's own folder: one stack at a time in it, and nothing of a killed one left running."""

import fcntl
import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path
from typing import IO, Final

from operations.local import records
from operations.local.child import end_recorded
from operations.local.errors import StackError
from operations.local.identity import Recorded, runs, signal_process
from operations.local.records import Record
from operations.local.waiting import wait_until

SERVERS: Final = frozenset({"kafka", "valkey", "keys"})
OWNER_ENDS_SECONDS_MAX: Final = 60.0
Report = Callable[[str], None]


def silent(_: str) -> None:
    """Take a line of progress and say nothing."""


def take_folder(state: Path, *, fresh: bool, report: Report) -> IO[str]:
    """Take the folder for one stack and end what a killed one left; gives the lock. StackError when it is in use."""
    if fresh and state.exists() and any(state.iterdir()) and not (state / "lock").exists():
        raise StackError(f"{state} holds something that is no stack's: name an empty folder (--state).")
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = _only_one(state)
    left = running(state)
    if left and left.owner is None:
        lock.close()
        raise StackError(f"a stack runs in {state} already: `saphan local down --state {state}` ends it.")
    end_leftovers(state, report)
    if fresh:
        _clear(state, but=("lock",))
    elif records.read(state) is None:
        # A log without its record can't be opened any more: its passwords are gone.
        shutil.rmtree(state / "kafka", ignore_errors=True)
    return lock


def end_leftovers(state: Path, report: Report = silent) -> list[Recorded]:
    """End what a stack of this folder left running; gives what was found."""
    last = records.read(state)
    found = end_recorded(last.processes if last else ())
    for one in found:
        report(f"ended {one.name} (pid {one.pid}), left by a stack that was killed")
    return found


def running(state: Path) -> Record | None:
    """Give the record of the stack that runs in this folder (or elsewhere, for its owner); None when none does."""
    last = records.read(state)
    if last is None:
        return None
    servers = [one for one in last.processes if one.name in SERVERS]
    up = all(map(runs, servers)) if servers else last.owner is not None and runs(last.owner)
    return last if up else None


def end(state: Path, report: Report) -> bool:
    """End the stack of this folder, by its owner if it has one; False when none ran."""
    last = records.read(state)
    if last is None:
        return False
    owned = bool(last.owner and last.owner.pid != os.getpid() and signal_process(last.owner, signal.SIGTERM))
    if last.owner and owned:
        owner = last.owner
        report(f"asked its owner (pid {owner.pid}) to end it")
        wait_until(lambda: not runs(owner), OWNER_ENDS_SECONDS_MAX)
    left = end_recorded(last.processes)
    for one in left:
        report(f"ended {one.name} (pid {one.pid})")
    return owned or bool(left)


def _only_one(state: Path) -> IO[str]:
    lock = (state / "lock").open("a", encoding="ascii")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock.close()
        raise StackError(f"a stack runs in {state} already: end it, or use another folder (--state).") from error
    return lock


def _clear(state: Path, but: tuple[str, ...]) -> None:
    for path in state.iterdir():
        if path.name in but:
            continue
        shutil.rmtree(path) if path.is_dir() else path.unlink()
