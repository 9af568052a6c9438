"""`saphan topic …`: the topics with their clause, writer and size."""

import json
from typing import Annotated

import typer

from operations.access import STATE, StateOption, operator_access

app = typer.Typer(help="The topics: what each holds, who writes it, under which clause.", no_args_is_help=True)

OUTPUTS = ("table", "wide", "json", "jsonl")


@app.command("list")
def list_topics(
    *,
    state: StateOption = STATE,
    output: Annotated[str, typer.Option("--output", "-o", help="table, wide, json or jsonl.")] = "table",
) -> None:
    """List every topic of the table beside what the broker holds of it."""
    if output not in OUTPUTS:
        typer.echo(f"no output {output}: one of {', '.join(OUTPUTS)}", err=True)
        raise typer.Exit(2)
    access = operator_access(state)

    from confluent_kafka import KafkaException

    from operations.topics.listing import read

    try:
        found = read(access)
    except KafkaException as error:
        typer.echo(f"topic list: the broker did not answer: {error.args[0].str()}", err=True)
        raise typer.Exit(1) from error
    if output == "json":
        typer.echo(json.dumps([row.as_json() for row in found], ensure_ascii=False, indent=2))
    elif output == "jsonl":
        for row in found:
            typer.echo(json.dumps(row.as_json(), ensure_ascii=False))
    else:
        for row in found:
            what = f"  {row.record_en} ({row.record_th})" if output == "wide" else ""
            size = "missing" if row.records is None else f"{row.records} in {row.partitions}"
            typer.echo(f"{row.name:<40} {row.clause:<9} {row.writer:<7} {row.subject:<8} {size:>14}{what}")


@app.command("map")
def draw_map() -> None:
    """Draw the map of the system (Mermaid), as the README shows it."""
    from operations.topics.drawing import system_map

    typer.echo(system_map())
