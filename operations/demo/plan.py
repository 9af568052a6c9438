"""What a demonstration is asked to do, and which processes it is made of."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

SIMULATION_FILE: Final = "simulation.json"
ALERTS_FILE: Final = "alerts.json"


@dataclass(frozen=True)
class Plan:
    """One demonstration; `live_seconds` is how long it lives after everything was loaded, None until Ctrl-C."""

    state: Path
    people: int
    vacancies: int
    rate: float
    seed: int
    workers: int
    port: int
    live_seconds: float | None = None
    report: Path | None = None
    docker: bool = False

    @property
    def files(self) -> Path:
        """The folder of what the processes tell of themselves."""
        return self.state / "demo"


@dataclass(frozen=True)
class Process:
    """One process of the platform: its name, whose rights it has, and its `saphan` subcommand."""

    name: str
    role: str
    arguments: tuple[str, ...]


def platform(plan: Plan, desk_database: str) -> tuple[Process, ...]:
    """List the processes that run all the time, in the order they are started."""
    workers = (Process(f"worker-{number}", "worker", ("worker", "run")) for number in range(1, plan.workers + 1))
    relay = ("outbox", "relay", "--database", desk_database, "--agency", "doe")
    return (
        *workers,
        Process("gateway", "gateway", ("gateway", "run")),
        Process("reconcile", "reconcile", ("reconcile", "follow")),
        Process("web", "web", ("web", "--port", str(plan.port))),
        Process("alerts", "consumer", ("alert", "run", "--status", str(plan.files / ALERTS_FILE))),
        Process("relay", "relay", relay),
    )


def simulation(plan: Plan) -> Process:
    """Give the four agencies' process."""
    arguments = {
        "--people": plan.people,
        "--vacancies": plan.vacancies,
        "--rate": plan.rate,
        "--seed": plan.seed,
        "--status": plan.files / SIMULATION_FILE,
    }
    return Process("simulate", "simulate", ("simulate", *(str(part) for pair in arguments.items() for part in pair)))
