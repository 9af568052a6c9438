"""The commands `saphan file …`: send, check or watch files of registers, and decide on deletions they propose."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

if TYPE_CHECKING:
    from producers.files.declaring import Said
    from producers.files.desk import Answered
    from producers.files.sending import Sending
    from producers.files.sheets import Profile
    from producers.files.state import State

app = typer.Typer(help="Files of registers: CSV, Excel and fixed-width extracts.", no_args_is_help=True)
FAILED: Final = 1
USAGE: Final = 2
PARTLY: Final = 3
LOOK_SECONDS: Final = 2.0


class EraOption(StrEnum):
    """The era of years."""

    BE = "be"
    CE = "ce"


File = Annotated[Path, typer.Argument(help="A .csv, .xlsx or fixed-width file.", show_default=False)]
DataSetOption = Annotated[str, typer.Option("--data-set", help="Topic or short name, as ovec.student.")]
AsOf = Annotated[str | None, typer.Option("--as-of", help="As of when, dd/mm/yyyy [hh:mm] of the file's era.")]
Complete = Annotated[bool | None, typer.Option("--complete/--changes", help="Every record there is, or what changed.")]
Layout = Annotated[str | None, typer.Option(help="A fixed-width layout: a name that comes with Saphan, or a .toml.")]
EraChoice = Annotated[EraOption, typer.Option("--era", help="The era in which the source counts years.")]
Column = Annotated[list[str] | None, typer.Option("--column", help="heading=column; heading= leaves it out.")]
Source = Annotated[str | None, typer.Option(help="Whose files these are; the agency when not said.")]
Part = Annotated[str, typer.Option(help="What a complete file is complete of (a college's code); all when not said.")]
Width = Annotated[int | None, typer.Option("--own-number-width", help="Digits of own numbers, to put zeros back.")]


@app.command()
def send(
    file: File,
    data_set: DataSetOption,
    as_of: AsOf = None,
    complete: Complete = None,
    layout: Layout = None,
    era: EraChoice = EraOption.BE,
    column: Column = None,
    source: Source = None,
    part: Part = "",
    own_number_width: Width = None,
    feedback: Annotated[Path | None, typer.Option(help="Where the answers go; beside the file when not said.")] = None,
) -> None:
    """Send a file; stopped, it goes on where it was. Exit 3 where lines were refused or deletions wait."""
    from producers.files.desk import send_file
    from producers.files.sending import Terms
    from producers.files.settings import FileSettings
    from producers.files.wiring import now_ms, sending

    profile, agency = _profile(data_set, layout, era, column, own_number_width)
    with _told(), sending(FileSettings(), agency, source) as means, _progress(file.name) as tell:
        said = _said(as_of, complete, profile)
        terms = Terms(source or agency, part)
        answered = send_file(file, profile, said, terms, means, now_ms(), tell, feedback)
    _print(answered)
    whole = answered.summary.sent.state == "DONE"
    raise typer.Exit(0 if whole else PARTLY)


@app.command()
def check(
    file: File,
    data_set: DataSetOption,
    layout: Layout = None,
    era: EraChoice = EraOption.BE,
    column: Column = None,
    own_number_width: Width = None,
    lines_max: Annotated[int, typer.Option(min=1, help="Problems shown; all are counted.")] = 50,
) -> None:
    """Read a file as `send` would and say what is wrong, sending nothing. Exit 3 where something is."""
    from producers.data_sets import DATA_SETS
    from producers.files.checking import checked
    from producers.files.reading import open_file

    profile, _ = _profile(data_set, layout, era, column, own_number_width)
    found = count = 0
    with _told(), open_file(file, profile) as opened:
        _describe(opened)
        for line in opened.lines():
            count += 1
            why = checked(DATA_SETS[profile.topic], line)
            found += why is not None
            if why is not None and found <= lines_max:
                typer.echo(f"{line.number}\t{why.field}\t{why.code}\t{why.th} ({why.en}) {why.example}".rstrip())
    typer.echo(f"{count:,} lines, {found:,} with a problem", err=True)
    raise typer.Exit(PARTLY if found else 0)


@app.command()
def watch(
    folder: Annotated[Path, typer.Argument(help="Files named <data-set>_<yyyymmdd>_<complete|changes>.<ending>.")],
    agency: Annotated[str, typer.Option(help="Whose files these are.")],
    layout: Layout = None,
    era: EraChoice = EraOption.BE,
    source: Source = None,
    once: Annotated[bool, typer.Option("--once", help="End when nothing waits any more.")] = False,
) -> None:
    """Send each file put into a folder once it no longer grows; answers go to feedback/, files to sent/, refused/."""
    from producers.files.declaring import Said
    from producers.files.desk import handler, send_file
    from producers.files.sending import Terms
    from producers.files.settings import FileSettings
    from producers.files.watching import Watched
    from producers.files.wiring import Stopping, now_ms, pause, sending

    stopping = Stopping()
    with _told(), sending(FileSettings(), agency, source) as means:

        def one(path: Path, topic: str, back: Path) -> "Answered":
            fixed = layout if path.suffix.lower() in {".txt", ".dat"} else None
            profile, _ = _profile(topic, fixed, era, None, None)
            return send_file(path, profile, Said(), Terms(source or agency), means, now_ms(), feedback=back)

        watched = Watched(folder, handler(folder, one, lambda text: typer.echo(text, err=True)))
        idle = 0
        while not stopping.asked and not (once and idle > 1):
            idle = 0 if watched.look() else idle + 1
            pause(LOOK_SECONDS if not once else LOOK_SECONDS / 10)


@app.command()
def deletions(
    source: Annotated[str, typer.Argument(help="Whose files.")],
    confirm: Annotated[int | None, typer.Option(help="Carry out the deletions of this file.")] = None,
    reject: Annotated[int | None, typer.Option(help="Drop the deletions of this file.")] = None,
    agency: Annotated[str | None, typer.Option(help="The source's agency, where it is named otherwise.")] = None,
) -> None:
    """Show which deletions wait for a person's word, and give it."""
    from producers.files.settings import FileSettings
    from producers.files.wiring import sending

    with _told(), sending(FileSettings(), agency or source, source) as means:
        _decide(means, source, confirm, reject)


def _decide(means: "tuple[State, Sending]", source: str, confirm: int | None, reject: int | None) -> None:
    """Carry deletions out or drop them, and show which wait."""
    state, sender = means
    try:
        if confirm is not None:
            typer.echo(f"{sender.confirm(source, confirm):,} deleted")
        if reject is not None:
            sender.reject(source, reject)
    except KeyError:
        _fail("no deletions of that number wait", USAGE)
    for one in state.waiting(source):
        typer.echo(f"{one.id}\t{one.topic}\t{one.part}\t{one.gone:,} of {one.known:,} records would be deleted")


def _profile(
    data_set: str, layout: str | None, era: EraOption, column: list[str] | None, width: int | None
) -> "tuple[Profile, str]":
    from producers.data_sets import DATA_SETS
    from producers.files.desk import knows, topic_named
    from producers.files.sheets import Era, Profile

    if not knows(data_set):
        _fail(f"no data set {data_set}; there are: {', '.join(DATA_SETS)}", USAGE)
    topic = topic_named(data_set)
    remembered = dict(one.rpartition("=")[::2] for one in column or ())
    for name in remembered.values():
        if name and name not in DATA_SETS[topic].columns:
            _fail(f"{topic} has no column {name}; it has: {', '.join(DATA_SETS[topic].columns)}", USAGE)
    return Profile(topic, Era(era.value), remembered, width, layout), DATA_SETS[topic].agency


def _said(as_of: str | None, complete: bool | None, profile: "Profile") -> "Said":
    from producers.files.dating import moment_ms
    from producers.files.declaring import Said

    at = moment_ms(as_of, profile.era) if as_of else None
    if as_of and at is None:
        _fail(f"{as_of} is no day", USAGE)
    return Said(at, complete)


def _describe(opened: Any) -> None:
    typer.echo(f"{opened.kind} {opened.encoding or ''}, {opened.size:,} bytes", err=True)
    for name in opened.passed_over:
        typer.echo(f"sheet {name}: no headings, passed over", err=True)
    for sheet in opened.sheets:
        for one in sheet.headings:
            typer.echo(f"{sheet.name}\t{one.text.strip()} → {one.column or '–'} ({one.how} {one.closeness})", err=True)


def _print(answered: "Answered") -> None:
    summary = answered.summary
    typer.echo(" ".join(f"{name}={count}" for name, count in sorted(summary.lines.items())))
    for what, count in summary.refused.most_common():
        typer.echo(f"  {count:,} × {what}")
    if summary.held:
        gone, known = summary.sent.gone, summary.sent.known
        typer.echo(f"{gone:,} of {known:,} records are no longer in the file: confirm with `saphan file deletions`")
    typer.echo(f"answers: {answered.feedback}", err=True)


@contextmanager
def _told() -> Iterator[None]:
    """Say in one sentence why a file, or all of them, can't be taken."""
    from producers.files.apart import SenderEndedError
    from producers.files.refusing import FileRefusedError
    from producers.gateway_client import GatewayRefusedError

    try:
        yield
    except FileRefusedError as why:
        _fail(str(why), FAILED)
    except GatewayRefusedError as why:
        _fail(f"the gateway refuses: {why}", FAILED)
    except SenderEndedError:
        _fail("the process that sends ended, as said above; send the same file again", FAILED)
    except BlockingIOError:
        _fail("another process is sending from this folder (SAPHAN_FILES_DIR)", FAILED)


@contextmanager
def _progress(name: str) -> Iterator[Callable[[Any], None]]:
    """Draw a bar on standard error where there is a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    parts = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[lines]:,}"), TimeRemainingColumn())
    with Progress(*parts, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(name, total=None, lines=0)

        def tell(at: Any) -> None:
            bar.update(task, completed=at.position, total=at.size if at.position else None, lines=at.lines)

        yield tell


def _fail(why: str, code: int) -> None:
    typer.echo(why, err=True)
    raise typer.Exit(code)
