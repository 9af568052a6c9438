"""Runs a contender as a process of its own and measures its CPU and its pace between two marks of progress."""

import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

import psutil

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
    events: int
    applied: Callable[[], int]


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


def run(contender: Contender, redis_cpu: Callable[[], float], log: Path, seconds_max: float) -> tuple[Mark, Mark]:
    """Run a contender until it has applied everything; the marks lie where neither start-up nor the end is seen."""
    with log.open("wb") as out:
        process = subprocess.Popen(
            contender.command,
            env=dict(contender.environment),
            stdout=out,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
        )
        try:
            return _marks(contender, process, redis_cpu, time.monotonic() + seconds_max)
        finally:
            _end(process)


def _marks(
    contender: Contender, process: subprocess.Popen[bytes], redis_cpu: Callable[[], float], deadline: float
) -> tuple[Mark, Mark]:
    watched, marks = psutil.Process(process.pid), []
    for share in (FROM_SHARE, TO_SHARE, 1.0):
        while (applied := contender.applied()) < share * contender.events:
            if process.poll() is not None:
                raise StoppedError(f"{contender.name} ended by itself with exit code {process.returncode}")
            if time.monotonic() > deadline:
                raise StoppedError(f"{contender.name} stands at {applied} of {contender.events} events")
            time.sleep(LOOK_SECONDS)
        marks.append(Mark(applied, time.monotonic(), cpu_seconds(watched), redis_cpu()))
    return marks[0], marks[1]


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(END_SECONDS_MAX)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
