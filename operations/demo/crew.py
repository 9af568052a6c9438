"""The demonstration's processes: started with their own rights, watched, and ended in order."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from operations.demo.plan import CLOSING_FILE, Plan, Process, platform, simulation
from operations.local.environment import Reachable, environment
from operations.local.supervisor import Supervisor

COMMAND: Final = str(Path(sys.executable).with_name("saphan"))
FAILURES_MAX: Final = 4
LAST_LINE_BYTES: Final = 4000
RUN_SECONDS_MAX: Final = 180.0


class CrewError(RuntimeError):
    """A process fails for good; the message names it, its last words and, where there is one, its log."""


class Crew:
    """Who works in the demonstration; a process that fails is started again by the supervisor."""

    def __init__(self, plan: Plan, ground: Reachable, supervisor: Supervisor) -> None:
        self._plan = plan
        self._ground = ground
        self._supervisor = supervisor
        self._names: list[str] = []

    def start_platform(self) -> None:
        """Start everything that runs all the time."""
        desk_database = environment(self._ground, "web")["SAPHAN_DESK_DATABASE_URL"]
        self._plan.files.mkdir(parents=True, exist_ok=True)
        dsd_database = environment(self._ground, "simulate")["SAPHAN_DSD_DATABASE_URL"]
        for process in platform(self._plan, desk_database, dsd_database):
            self._start(process)

    def start_simulation(self) -> None:
        """Start the four agencies."""
        self._start(simulation(self._plan))

    def close_books(self) -> None:
        """Let the agencies end living and compare their books."""
        (self._plan.files / CLOSING_FILE).touch()

    def stop_simulation(self) -> None:
        """Let the agencies end what they have begun, and stop."""
        self._names.remove("simulate")
        self._supervisor.stop("simulate")

    def run(self, command: Sequence[str], role: str, more: Mapping[str, str]) -> str:
        """Run a program to its end with a role's settings and some more; gives what it said, CrewError if it fails."""
        return ran(command, {**self._environment(role), **more})

    def check(self) -> None:
        """Raise CrewError once a process has failed so often that it will not recover, or ended on its own."""
        for name in self._names:
            exits = self._supervisor.exits(name)
            ended = not self._supervisor.alive(name) and not exits
            if ended or len(exits) > FAILURES_MAX:
                how = "ended" if ended else f"failed {len(exits)} times, last with exit code {exits[-1]}"
                raise CrewError(f"{name} {how}: {self._last_words(name)} (see {self._supervisor.log(name)})")

    def _start(self, process: Process) -> None:
        self._supervisor.start(process.name, [COMMAND, *process.arguments], self._environment(process.role))
        self._names.append(process.name)

    def _environment(self, role: str) -> Mapping[str, str]:
        """Give a process what its role is told, and nothing that was set for another."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("SAPHAN_")}
        return inherited | environment(self._ground, role)

    def _last_words(self, name: str) -> str:
        try:
            text = self._supervisor.log(name).read_bytes()[-LAST_LINE_BYTES:].decode("utf-8", "replace")
        except FileNotFoundError:
            return "it said nothing"
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        return lines[-1][:300] if lines else "it said nothing"


def ran(command: Sequence[str], environment: Mapping[str, str]) -> str:
    """Run a program to its end and give what it said; CrewError with its last words when it fails."""
    try:
        done = subprocess.run(  # noqa: S603  (our own commands)
            command, env=dict(environment), capture_output=True, text=True, timeout=RUN_SECONDS_MAX, check=False
        )
    except subprocess.TimeoutExpired as why:
        raise CrewError(f"{_name(command)} took longer than {RUN_SECONDS_MAX:.0f} s") from why
    if done.returncode != 0:
        words = (done.stderr or done.stdout).strip().splitlines() or ["it said nothing"]
        raise CrewError(f"{_name(command)} ended with exit code {done.returncode}: {words[-1][:300]}")
    return done.stdout


def _name(command: Sequence[str]) -> str:
    return " ".join((Path(command[0]).name, *command[1:4]))
