"""Runs a contender as a process of its own and measures its CPU and its pace between two marks of progress."""

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from string import ascii_lowercase
from typing import Final, NamedTuple

import psutil  # type: ignore[import-untyped]

from operations.local.child import Child, start_child

FROM_SHARE: Final = 0.1
TO_SHARE: Final = 0.9
LOOK_SECONDS: Final = 0.02
END_SECONDS_MAX: Final = 15


class Mark(NamedTuple):
    """How far a contender was, and what it and Redis had used by then."""

    applied: int
    seconds: float
    cpu_seconds: float
    redis_cpu_seconds: float


@dataclass(frozen=True)
class Contender:
    """A way to bring the events into Redis: how it is started, and how to ask how many it has applied."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    group: str
    group_variable: str
    events: int
    applied: Callable[[], int]

    def told(self, turn: int) -> dict[str, str]:
        """Give its environment for one turn: a consumer group of its own, so that it begins at the beginning."""
        return {**self.environment, self.group_variable: f"{self.group}.{ascii_lowercase[turn]}"}


class StoppedError(RuntimeError):
    """A contender ended by itself, or stood still too long."""


def cpu_seconds(process: psutil.Process) -> float:
    """Give what a process and its children have used, user and system, in seconds."""
    total = 0.0
    for one in (process, *process.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):
            used = one.cpu_times()
            total += used.user + used.system
    return total


def run(
    contender: Contender, turn: int, redis_cpu: Callable[[], float], log: Path, seconds_max: float
) -> tuple[Mark, Mark]:
    """Run a contender until it has applied everything; the marks lie where neither start-up nor the end is seen."""
    child = start_child(contender.name, contender.command, log, contender.told(turn))
    try:
        return _marks(contender, child, redis_cpu, time.monotonic() + seconds_max)
    finally:
        child.stop(END_SECONDS_MAX)


def _marks(contender: Contender, child: Child, redis_cpu: Callable[[], float], deadline: float) -> tuple[Mark, Mark]:
    watched, marks = psutil.Process(child.pid), []
    for share in (FROM_SHARE, TO_SHARE, 1.0):
        while (applied := contender.applied()) < share * contender.events:
            if child.exit_code() is not None:
                raise StoppedError(f"{contender.name} ended by itself with exit code {child.exit_code()}")
            if time.monotonic() > deadline:
                raise StoppedError(f"{contender.name} stands at {applied} of {contender.events} events")
            time.sleep(LOOK_SECONDS)
        marks.append(Mark(applied, time.monotonic(), cpu_seconds(watched), redis_cpu()))
    return marks[0], marks[1]
