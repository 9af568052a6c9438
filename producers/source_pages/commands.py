"""The subcommand `saphan source status`."""

import json
import sys
from typing import Annotated, Any

import typer

OUTPUTS = ("table", "json", "jsonl")
LANGUAGES = ("th", "en")
FAILED = 1
USAGE = 2
PROMISE_BROKEN = 4


def status(
    name: Annotated[str | None, typer.Argument(help="The source's name; else all of them.")] = None,
    *,
    days: Annotated[int, typer.Option(min=1, max=366, help="How many days to count.")] = 14,
    language: Annotated[str, typer.Option("--language", "-l", help="th or en.")] = "th",
    output: Annotated[str, typer.Option("--output", "-o", help="table, json or jsonl.")] = "table",
) -> None:
    """Say what was sent, what became of it, what is not visible yet, and how timing is kept; exit 4 when late.

    On the platform it reads the histories themselves; at an agency it asks the gateway, about the source of its key
    (SAPHAN_GATEWAY_URL, SAPHAN_GATEWAY_KEY).
    """
    if output not in OUTPUTS or language not in LANGUAGES:
        typer.echo(f"output is one of {', '.join(OUTPUTS)}, language one of {', '.join(LANGUAGES)}", err=True)
        raise typer.Exit(USAGE)
    from producers.source_pages.asking_status import NotToldError, told

    try:
        found = told(name, days, "en" if language == "en" else "th")
    except NotToldError as why:
        typer.echo(str(why), err=True)
        raise typer.Exit(FAILED) from why
    _print(found, output, one=name is not None)
    if any(one["late"] for one in found):
        raise typer.Exit(PROMISE_BROKEN)


def _print(found: list[dict[str, Any]], output: str, *, one: bool) -> None:
    lines = [line for source in found for line in source.pop("lines")]
    if output == "table":
        written = lines
    elif output == "jsonl":
        written = [json.dumps(source, ensure_ascii=False) for source in found]
    else:
        written = [json.dumps(found[0] if one else found, ensure_ascii=False, indent=2)]
    sys.stdout.writelines(f"{line}\n" for line in written)
