"""The command `saphan verify`."""

import json
from typing import Annotated

import typer

from operations.access import STATE, StateOption
from operations.output import Output, OutputOption


def verify(
    output: OutputOption = Output.TABLE,
    wait: Annotated[float, typer.Option(help="Seconds to wait for the view to reach the log's end.")] = 60.0,
    state: StateOption = STATE,
) -> None:
    """Fold the whole log in plain Python and compare it with the view; exit 1 when they differ.

    Records written while they are read are left out and counted. Differences name pseudonyms only.
    """
    # Imported here so that the other commands start without them.
    from operations.access import operator_access
    from operations.verify.comparing import TagResult
    from operations.verify.running import run

    def done(tag: TagResult) -> None:
        said = "equal" if tag.equal else f"{tag.differing} differ"
        facts = f"{tag.records_in_log:,} records in the log, {tag.records:,} in the view, {tag.left_out} left out"
        typer.echo(f"partition {tag.number}: {said} ({facts})", err=True)
        for difference in tag.differences:
            typer.echo(f"  {difference.kind}: {difference.record}", err=True)

    found = run(operator_access(state), wait, done)
    result = found.as_dict()
    if output is Output.JSON:
        typer.echo(json.dumps(result, indent=2))
    else:
        typer.echo("".join(f"{name:22}{value}\n" for name, value in result.items() if name != "tags"), nl=False)
    raise typer.Exit(0 if found.well else 1)
