"""The subcommands `saphan simulate` and `saphan outbox`."""

import signal
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

outbox = typer.Typer(help="Events an application has written to its own database.", no_args_is_help=True)


class _Stop:
    """Remembers that the process was asked to end."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask)

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        self.asked = True

    def __call__(self) -> bool:
        return self.asked


def simulate(
    status: Annotated[Path, typer.Option(help="File the figures are written to, once a second.")],
    people: Annotated[int, typer.Option(min=1, help="People in OVEC's register.")] = 20_000,
    vacancies: Annotated[int, typer.Option(min=1, help="Vacancies in DOE's register.")] = 1_000,
    rate: Annotated[float, typer.Option(min=0.1, help="Events a second once the registers are loaded.")] = 100.0,
    seed: Annotated[int, typer.Option(help="The same seed gives the same registers.")] = 1,
    live_seconds: Annotated[
        float | None, typer.Option("--for", min=0, help="End after so many seconds of living.")
    ] = None,
    ways: Annotated[
        bool, typer.Option("--ways/--direct", help="Each agency by its own way in, or all at edges of their own.")
    ] = False,
    until: Annotated[
        Path | None, typer.Option(help="Once this file exists, end living and compare the agencies' books.")
    ] = None,
    registers: Annotated[
        Path | None,
        typer.Option(help="Folder of what the agencies' other programs sent, for their books."),
    ] = None,
) -> None:
    """Play five agencies' source systems with invented people."""
    from producers.settings import SimulationSettings
    from producers.simulation.driving import Course, Simulation
    from producers.simulation.ways import direct, each_its_own
    from producers.wiring import now_ms, publisher
    from schemas.topics import AGENCIES

    settings, stop = SimulationSettings(), _Stop()
    course = Course(people, vacancies, rate, seed, status, live_seconds, until, registers)
    if ways:
        with each_its_own(settings) as made:
            Simulation(course, made.ways, now_ms, stop, made.keepers).run()
        return
    publishers = {agency: publisher(agency, settings) for agency in AGENCIES}
    Simulation(course, direct(publishers), now_ms, stop).run()


@outbox.command()
def relay(
    database: Annotated[str, typer.Option(help="SQLAlchemy address of the database that holds the outbox table.")],
    agency: Annotated[str, typer.Option(help="Whose events these are; also the Kafka user.")],
    source: Annotated[str | None, typer.Option(help="The source whose page shows what became of each row.")] = None,
) -> None:
    """Publish what an application has written to its outbox table, at least once, in each record's order."""
    from producers.outbox import run
    from producers.wiring import relay as make_relay

    with make_relay(database, agency, source) as own:
        run(own, _Stop())


@outbox.command()
def again(
    database: Annotated[str, typer.Option(help="SQLAlchemy address of the database that holds the outbox table.")],
    agency: Annotated[str, typer.Option(help="Whose events these are; also the Kafka user.")],
) -> None:
    """Send again what was dropped about people who have enrolled since."""
    from producers.wiring import offer_again

    typer.echo(f"{offer_again(database, agency)} rows wait to be relayed again")
