"""The command `saphan demo`."""

import re
from pathlib import Path
from typing import Annotated

import typer

from operations.access import DEMONSTRATION, STATE

PORT = 8350
PORTS_TRIED = 20
_SPAN = re.compile(r"(\d+(?:\.\d+)?)\s*(s|m|min|h)?")
_UNITS = {"s": 1, "m": 60, "min": 60, "h": 3600}


def span(text: str) -> float:
    """Read a span of time in seconds: 90, 90s, 2m."""
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        raise typer.BadParameter("a span of time is a number and s, m or h: 90s, 2m")
    return float(found[1]) * _UNITS[found[2] or "s"]


def demo(
    live: Annotated[
        float | None,
        typer.Option("--for", parser=span, help="How long to live after loading (90s, 2m); else until Ctrl-C."),
    ] = None,
    report: Annotated[Path | None, typer.Option(help="File to write the figures to, as JSON.")] = None,
    people: Annotated[int, typer.Option(min=1, help="People in the register.")] = 20_000,
    vacancies: Annotated[int, typer.Option(min=1, help="Vacancies.")] = 1_000,
    rate: Annotated[float, typer.Option(min=0.1, help="Events a second while living.")] = 100.0,
    seed: Annotated[int, typer.Option(help="The same seed gives the same lives.")] = 1,
    workers: Annotated[int, typer.Option(min=1, max=6, help="Worker processes.")] = 2,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Port of the desk; else a free one.")] = None,
    state: Annotated[
        Path, typer.Option(help="Folder for everything the demonstration keeps; emptied at its start.")
    ] = STATE / DEMONSTRATION,
    steward: Annotated[
        bool, typer.Option("--steward/--no-steward", help="Let a steward decide about people meanwhile.")
    ] = True,
    ways: Annotated[
        bool, typer.Option("--ways/--direct", help="Let each agency use its own way in, or publish by itself.")
    ] = True,
    docker: Annotated[bool, typer.Option("--docker", help="Kafka and Redis by Docker Compose.")] = False,
) -> None:
    """Load a register, live with it, and prove at the end that the view equals the log; exit 1 if it does not.

    Each agency uses its own way in: OVEC Excel and cp874 files, SSO an extract sent from home, DOE the gateway, DSD an
    outbox. At the end each withholds some changes, has them named by a comparison, and sends them.
    """
    # Imported here so that the other commands start without them.
    from operations.demo.plan import Plan
    from operations.demo.shell import show

    if report is not None and not report.absolute().parent.is_dir():
        typer.echo(f"The folder of {report} does not exist: name a file in one that does (--report).", err=True)
        raise typer.Exit(2)
    files = Path(state).absolute()
    plan = Plan(files, people, vacancies, rate, seed, workers, _free(port), live, report, docker, steward, ways)
    raise typer.Exit(show(plan))


def _free(asked: int | None) -> int:
    """Give the port asked for, or the first free one; typer.Exit(2) after one line when it is taken."""
    from operations.local.ports import hold

    tried = [asked] if asked is not None else range(PORT, PORT + PORTS_TRIED)
    free = next((one for one in tried if hold(one)), None)
    if free is not None:
        return free
    if asked is not None:
        typer.echo(f"Port {asked} is taken: name another with --port, or leave it out for a free one.", err=True)
    else:
        typer.echo(f"Ports {PORT} to {PORT + PORTS_TRIED - 1} are all taken: name a free one with --port.", err=True)
    raise typer.Exit(2)
