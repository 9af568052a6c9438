"""The consumers' subcommands of `saphan`."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Alerts to the placement service.", no_args_is_help=True)


@app.callback()
def alert() -> None:
    """Alerts to the placement service."""


@app.command()
def run(status: Annotated[Path | None, typer.Option(help="File to keep the state in, as JSON.")] = None) -> None:
    """Send each opening and withdrawal of a match as a signed webhook, until stopped.

    Exit 77 when no row of the agreement (SAPHAN_AGREEMENT) lets matches reach the placement service today.
    """
    # Imported here so that the other commands start without them.
    import uvloop

    from consumers.alerts.delivery import deliver
    from consumers.clock import now_ms
    from consumers.permission import ALERTS, NO_ROW, Permission
    from consumers.settings import AlertSettings
    from schemas.agreement import AgreementSettings
    from schemas.connection import KafkaSettings

    permission = Permission(AgreementSettings().chosen(), ALERTS, now_ms)
    missing = permission.missing()
    if missing is not None:
        typer.echo(f"alert run: {missing}", err=True)
        raise typer.Exit(NO_ROW)
    uvloop.run(deliver(AlertSettings(), KafkaSettings(), status, permission.holds))
