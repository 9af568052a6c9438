"""The commands `saphan edge …`: an agency's own edge at home, which sends only what is about vocational students."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, NoReturn

import typer

from producers.files.commands import (
    PARTLY,
    USAGE,
    AsOf,
    Column,
    Complete,
    EraChoice,
    EraOption,
    File,
    Layout,
    Source,
    Width,
)

if TYPE_CHECKING:
    from producers.files.sending import Summary
    from producers.files.sheets import Profile
    from producers.premises.sending import Home, Listed

app = typer.Typer(help="An agency's own edge: at home, whoever is no student is dropped unread.", no_args_is_help=True)
FAILED: Final = 1
OUTPUTS: Final = ("table", "json", "jsonl")
Agency = Annotated[str, typer.Option(help="Whose edge this is.", show_default=False)]
DataSet = Annotated[str | None, typer.Option("--data-set", help="Topic or short name, where no layout says it.")]
Output = Annotated[str, typer.Option("--output", "-o", help="table, json or jsonl.")]


@app.command()
def send(
    file: File,
    agency: Agency,
    layout: Layout = None,
    data_set: DataSet = None,
    as_of: AsOf = None,
    complete: Complete = None,
    era: EraChoice = EraOption.BE,
    column: Column = None,
    source: Source = None,
    own_number_width: Width = None,
    feedback: Annotated[Path | None, typer.Option(help="Where the answers go; beside the file when not said.")] = None,
) -> None:
    """Send what a file says about students; all else stays here. Exit 3 where lines must be mended or sent again."""
    from producers.files.commands import _print, _progress, _said
    from producers.files.desk import send_file
    from producers.files.sending import Terms
    from producers.files.wiring import now_ms

    profile = _profile(agency, layout, data_set, era, column, own_number_width)
    _there(file)
    with _open(agency, source) as home, _progress(file.name) as tell:
        said, terms = _said(as_of, complete, profile), Terms(source or agency)
        answered = send_file(file, profile, said, terms, (home.state, home.sending), now_ms(), tell, feedback)
    _print(answered)
    raise typer.Exit(0 if answered.summary.sent.state == "DONE" else PARTLY)


@app.command()
def again(
    agency: Agency,
    file: Annotated[Path | None, typer.Argument(help="A file to find their lines in.", show_default=False)] = None,
    layout: Layout = None,
    data_set: DataSet = None,
    as_of: AsOf = None,
    era: EraChoice = EraOption.BE,
    source: Source = None,
    execute: Annotated[bool, typer.Option("--execute", help="Send the file's lines that are on the list.")] = False,
    output: Output = "table",
) -> None:
    """List whose records to send again: dropped here before, enrolled since. Exit 3 where some can't be told.

    With a file, its lines that are on the list are named, and sent on `--execute`.
    """
    from producers.files.commands import _said
    from producers.premises.sending import find, listed, note_again, records, send_again

    if output not in OUTPUTS:
        _fail(f"no output {output}: one of {', '.join(OUTPUTS)}", USAGE)
    profile = _profile(agency, layout, data_set, era) if file is not None else None
    if file is not None:
        _there(file)
    with _open(agency, source) as home:
        found = listed(home.edge)
        note_again(home, found)
        if file is None or profile is None:
            _show(found, output)
            raise typer.Exit(PARTLY if found.not_known else 0)
        if execute:
            _ended(send_again(home, file, profile, _said(as_of, None, profile), source or agency))
        wanted = records(found, profile.topic)
        there = find(home, file, profile, wanted, source or agency)
    for line in there.lines:
        typer.echo(line)
    typer.echo(
        f"{len(there.lines):,} lines of {there.records:,} of the {len(wanted):,} records to send again; "
        "send them with --execute",
        err=True,
    )


@app.command()
def deletions(
    agency: Agency,
    source: Source = None,
    confirm: Annotated[int | None, typer.Option(help="Carry out the deletions of this file.")] = None,
    reject: Annotated[int | None, typer.Option(help="Drop the deletions of this file.")] = None,
) -> None:
    """Show which deletions a complete file proposes and wait for a person's word, and give it."""
    from producers.files.commands import _decide

    with _open(agency, source) as home:
        _decide((home.state, home.sending), source or agency, confirm, reject)


def _ended(summary: "Summary") -> None:
    typer.echo(" ".join(f"{name}={count}" for name, count in sorted(summary.lines.items())))
    raise typer.Exit(0 if summary.sent.state == "DONE" else PARTLY)


def _show(found: "Listed", output: str) -> None:
    from producers.dropping.again import by_person

    people: list[dict[str, Any]] = [
        {
            "pseudonym": person,
            "records": [{"data_set": drop.topic, "record": drop.record} for drop in drops],
            "dropped_at": max(drop.dropped_at for drop in drops),
        }
        for person, drops in by_person(found.again).items()
    ]
    if output == "json":
        typer.echo(json.dumps({"again": people, "not_known": found.not_known}, indent=2))
        return
    for one in people:
        typer.echo(json.dumps(one) if output == "jsonl" else f"{one['pseudonym']}\t{len(one['records'])}")
    typer.echo(
        f"{len(people):,} people with {len(found.again):,} records enrolled since these were dropped; "
        f"of {found.not_known:,} records it can't be told now",
        err=True,
    )


def _profile(
    agency: str,
    layout: str | None,
    data_set: str | None,
    era: EraOption,
    column: list[str] | None = None,
    width: int | None = None,
) -> "Profile":
    """Read how the file is written; a layout says which data set it is of."""
    from producers.files import commands
    from producers.files.layout import layout as read_layout
    from producers.files.refusing import FileRefusedError

    try:
        name = data_set or (read_layout(layout).topic if layout else "")
    except FileRefusedError as why:
        _fail(str(why), FAILED)
    if not name:
        _fail("name a layout, or a data set by --data-set", USAGE)
    profile, owner = commands._profile(name, layout, era, column, width)  # noqa: SLF001  (one way to say how)
    if owner != agency:
        _fail(f"{profile.topic} is not {agency}'s", USAGE)
    return profile


@contextmanager
def _open(agency: str, source: str | None) -> Iterator["Home"]:
    """Open the edge; say in one sentence why a file, or all of them, can't be taken."""
    from producers.files.commands import _told
    from producers.files.settings import FileSettings
    from producers.premises.remote import QuestionRefusedError
    from producers.premises.sending import at_home
    from producers.premises.settings import PremisesSettings

    try:
        with _told(), at_home(agency, PremisesSettings(), FileSettings(), source) as home:
            yield home
    except QuestionRefusedError as why:
        _fail(str(why), FAILED)


def _there(file: Path) -> None:
    if not file.is_file():
        _fail(f"there is no file {file}", USAGE)


def _fail(why: str, code: int) -> NoReturn:
    typer.echo(why, err=True)
    raise typer.Exit(code)
