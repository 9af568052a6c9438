"""The commands `saphan dead-letter list` and `saphan dead-letter show`."""

import json
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from operations.access import STATE, StateOption

if TYPE_CHECKING:
    from operations.dead_letters.reading import Letter

app = typer.Typer(help="What could not be applied, and why.", no_args_is_help=True)


class Output(StrEnum):
    """How the result is printed."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"


OutputOption = Annotated[Output, typer.Option("--output", "-o", help="table, json or jsonl.")]


@app.command("list")
def list_(
    code: Annotated[
        str | None, typer.Option(help="Name each letter of this code, not only how many there are.")
    ] = None,
    limit: Annotated[int, typer.Option(help="Letters named at most.", min=1)] = 100,
    output: OutputOption = Output.TABLE,
    state: StateOption = STATE,
) -> None:
    """Count the dead letters by topic and reason; with --code, name them."""
    from operations.access import operator_access
    from operations.dead_letters.describing import group_row, letter_row
    from operations.dead_letters.reading import grouped, letters

    access = operator_access(state)
    found = letters(access.kafka, access.partitions)
    if code is None:
        _print([group_row(group) for group in grouped(found)], output)
    else:
        _print(
            [letter_row(letter) for letter in islice((one for one in found if one.origin.code == code), limit)], output
        )


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="Where the record lies: <topic>/<partition>/<offset>.")],
    open_: Annotated[
        bool,
        typer.Option("--open", help="Open the seal; needs the key of SAPHAN_OPERATORS_PRIVATE_KEY or --private-key."),
    ] = False,
    private_key: Annotated[Path | None, typer.Option(help="File with the operators' private key (hex).")] = None,
    output: OutputOption = Output.TABLE,
    state: StateOption = STATE,
) -> None:
    """Show one dead letter and what to do; its content only to the holder of the operators' private key."""
    from operations.access import operator_access
    from operations.dead_letters.describing import letter_row
    from operations.dead_letters.reading import letters

    access = operator_access(state)
    letter = next((one for one in letters(access.kafka, access.partitions) if one.name == name), None)
    if letter is None:
        typer.echo(f"There is no dead letter of {name}; `saphan dead-letter list --code CODE` names them.", err=True)
        raise typer.Exit(1)
    row = letter_row(letter)
    if open_:
        key = access.operators_private_key if private_key is None else private_key.read_text(encoding="ascii").strip()
        row |= _opened(letter, key)
    _print([row], output)


def _opened(letter: "Letter", key: str | None) -> dict[str, object]:
    from operations.dead_letters.describing import opened_row
    from schemas.sealing import SealBrokenError

    try:
        return opened_row(letter, bytes.fromhex(key or ""))
    except (SealBrokenError, ValueError) as why:
        typer.echo("This is not the operators' private key; the letter stays sealed.", err=True)
        raise typer.Exit(1) from why


def _print(rows: list[dict[str, object]], output: Output) -> None:
    from operations.status.printing import plain

    if output is Output.JSON:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    elif output is Output.JSONL:
        typer.echo("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), nl=False)
    elif len(rows) == 1:
        typer.echo("".join(f"{key:14}{value}\n" for key, value in rows[0].items()), nl=False)
    else:
        typer.echo(plain("dead letters", rows))
