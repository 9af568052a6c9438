"""What a demonstration is asked to do, and which processes it is made of."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

SIMULATION_FILE: Final = "simulation.json"
ALERTS_FILE: Final = "alerts.json"
# Tells the agencies to end living and to compare their books.
CLOSING_FILE: Final = "closing"
# As the agencies' process enters DSD among the sources.
DSD_SOURCE: Final = "dsd-register"


@dataclass(frozen=True)
class Plan:
    """One demonstration; `live_seconds` is how long it lives after everything was loaded, None until Ctrl-C.

    With `ways` each agency uses its own way in and proves at the end that both sides hold the same; `steward` is
    whether somebody decides about people meanwhile.
    """

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
    steward: bool = True
    ways: bool = False

    @property
    def files(self) -> Path:
        """The folder of what the processes tell of themselves."""
        return self.state / "demo"

    @property
    def registers(self) -> Path:
        """The folder of what the agencies' example programs write down as sent."""
        return self.files / "registers"


@dataclass(frozen=True)
class Process:
    """One process of the platform: its name, whose rights it has, and its `saphan` subcommand."""

    name: str
    role: str
    arguments: tuple[str, ...]


def platform(plan: Plan, desk_database: str, dsd_database: str = "") -> tuple[Process, ...]:
    """List the processes that run all the time, in the order they are started."""
    workers = (Process(f"worker-{number}", "worker", ("worker", "run")) for number in range(1, plan.workers + 1))
    relay = ("outbox", "relay", "--database", desk_database, "--agency", "doe")
    dsd_relay = ("outbox", "relay", "--database", dsd_database, "--agency", "dsd", "--source", DSD_SOURCE)
    return (
        *workers,
        *(_ways_in(dsd_relay) if plan.ways else ()),
        Process("web", "web", ("web", "--port", str(plan.port))),
        Process("alerts", "consumer", ("alert", "run", "--status", str(plan.files / ALERTS_FILE))),
        Process("relay", "relay", relay),
    )


def _ways_in(dsd_relay: tuple[str, ...]) -> tuple[Process, ...]:
    """List what takes rows in and compares both sides' books; agencies that publish by themselves need none of it."""
    return (
        Process("gateway", "gateway", ("gateway", "run")),
        Process("reconcile", "reconcile", ("reconcile", "follow")),
        Process("dsd-relay", "dsd-relay", dsd_relay),
    )


def simulation(plan: Plan) -> Process:
    """Give the agencies' process."""
    arguments: dict[str, object] = {
        "--people": plan.people,
        "--vacancies": plan.vacancies,
        "--rate": plan.rate,
        "--seed": plan.seed,
        "--status": plan.files / SIMULATION_FILE,
    }
    if plan.ways:
        arguments |= {"--until": plan.files / CLOSING_FILE, "--registers": plan.registers}
    told = (str(part) for pair in arguments.items() for part in pair)
    return Process("simulate", "simulate", ("simulate", *told, *(("--ways",) if plan.ways else ())))
