"""`saphan agreement …`: what may flow, whether everything else says the same, and the record of processing."""

import json
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from operations.access import STATE, StateOption

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from operations.agreement.checking import Result
    from operations.agreement.choosing import Chosen
    from schemas.agreement import Agreement
    from schemas.broker_access import Acl

app = typer.Typer(help="The agreement: what may flow to whom, of whom, and why.", no_args_is_help=True)

UNKNOWN = 2
CONTRADICTED = 1
Named = Annotated[str | None, typer.Option("--agreement", help="Which one; else SAPHAN_AGREEMENT.")]
Day = Annotated[datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="Which day; else today.")]
Output = Annotated[str, typer.Option("--output", "-o", help="table or json.")]
More = Annotated[
    list[Path] | None,
    typer.Option("--with", exists=True, dir_okay=False, help="As if this document stood beside the others, too."),
]


@app.command()
def show(*, on: Day = None, agreement: Named = None, proposal: More = None, output: Output = "table") -> None:
    """Show what may flow on a day: to whom, from whom, of whom, for what, under which clause."""
    from rich.console import Console

    from operations.agreement import showing

    chosen, day = _chosen(agreement, proposal), _day(on)
    if output == "json":
        _say(showing.as_json(chosen.agreement, day))
        return
    showing.draw(Console(file=sys.stdout, highlight=False), chosen.agreement, day)


@app.command()
def check(
    *,
    on: Day = None,
    agreement: Named = None,
    proposal: More = None,
    live: Annotated[bool, typer.Option("--live", help="Ask the broker, too.")] = False,
    output: Output = "table",
    state: StateOption = STATE,
) -> None:
    """Prove that topics, permissions to be set, schemas and agreement say the same; exit 1 when they do not.

    An agreement that is not in force on the day fails the check, and says since when. A document that a clause of the
    agreement refuses fails it, too, with the reason: try one before it is signed (--with).
    """
    from operations.agreement.checking import Evidence
    from operations.agreement.checking import check as compare
    from schemas.broker_access import acls
    from schemas.registry import load
    from schemas.topics import APPLIED

    chosen, day = _chosen(agreement, proposal), _day(on)
    allowed = acls(chosen.agreement, day)
    results = compare(Evidence(chosen.agreement, day, {name: load(name) for name in APPLIED}, allowed))
    if live:
        results.append(_standing(state, allowed))
    _report(chosen, day, results, output)
    raise typer.Exit(0 if all(one.ok for one in results) else CONTRADICTED)


@app.command()
def ropa(
    *,
    on: Day = None,
    agreement: Named = None,
    output: Annotated[str, typer.Option("--output", "-o", help="markdown or json.")] = "markdown",
) -> None:
    """Write the record of processing activities (PDPA s.39), generated from the agreement."""
    from operations.agreement.processing import markdown, record

    found = record(_chosen(agreement).agreement, _day(on))
    if output == "json":
        _say(found)
    else:
        typer.echo(markdown(found), nl=False)


def _standing(state: Path, allowed: "Collection[Acl]") -> "Result":
    from confluent_kafka import KafkaException

    from operations.access import operator_access
    from operations.agreement.live import standing
    from operations.provisioning.plan import ProvisioningError

    access = operator_access(state)
    try:
        return standing(access.kafka, access.partitions, allowed)
    except (KafkaException, ProvisioningError) as why:
        typer.echo(f"agreement check: the broker could not be compared: {why}", err=True)
        raise typer.Exit(CONTRADICTED) from why


def _chosen(named: str | None, proposal: list[Path] | None = None) -> "Chosen":
    from operations.agreement.choosing import choose

    agreements = _agreements(proposal or [])
    try:
        chosen = choose(agreements, named, os.environ.get("SAPHAN_AGREEMENT"))
    except KeyError as unknown:
        typer.echo(f"agreement: there is no {unknown}; there are: {', '.join(sorted(agreements))}", err=True)
        raise typer.Exit(UNKNOWN) from unknown
    if chosen.en:
        typer.echo(f"{chosen.th}\n{chosen.en}", err=True)
    return chosen


def _agreements(proposal: list[Path]) -> "Mapping[str, Agreement]":
    from schemas.agreement import AgreementError, proposed

    try:
        return proposed(*(path.read_text(encoding="utf-8") for path in proposal))
    except AgreementError as refused:
        typer.echo(str(refused), err=True)
        raise typer.Exit(CONTRADICTED) from refused
    except (ValueError, FileNotFoundError) as wrong:
        typer.echo(f"agreement: no document of an agreement: {wrong}", err=True)
        raise typer.Exit(UNKNOWN) from wrong


def _day(on: datetime | None) -> "date":
    from operations.web.clock import now_ms
    from schemas.dates import moment

    return moment(now_ms()).date() if on is None else on.date()


def _report(chosen: "Chosen", day: "date", results: "list[Result]", output: str) -> None:
    status = chosen.agreement.status(day)
    if output == "json":
        checks = [{**one._asdict(), "ok": one.ok} for one in results]
        told = {"agreement": chosen.agreement.name, "on": day.isoformat(), "in_force": status.in_force}
        since = {"since": status.since.isoformat(), "ok": all(one.ok for one in results)}
        _say(told | since | {"checks": checks})
        return
    typer.echo(f"{chosen.agreement.name}: {chosen.agreement.title_th} · {chosen.agreement.title_en}")
    typer.echo(f"{status.th}\n{status.en}\n")
    for one in results:
        typer.echo(f"{'ok  ' if one.ok else 'FAIL'}  {one.th} · {one.en}")
        for finding in one.findings:
            typer.echo(f"      {finding}")


def _say(found: object) -> None:
    typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
