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
    """Send each opening and withdrawal of a match as a signed webhook, until stopped."""
    # Imported here so that the other commands start without them.
    import uvloop

    from consumers.alerts.delivery import deliver
    from consumers.settings import AlertSettings
    from schemas.connection import KafkaSettings

    uvloop.run(deliver(AlertSettings(), KafkaSettings(), status))
