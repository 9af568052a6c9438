"""The commands `saphan reconcile …`: compare a register with what Saphan holds, over the gateway or by files."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from producers.reconciling.client import GatewaySide
    from producers.reconciling.from_files import RegisterInFile
    from producers.reconciling.reconciling import Report
    from producers.reconciling.register import Register

app = typer.Typer(help="Proof that a source and Saphan hold the same records.", no_args_is_help=True)
DIFFERENT, USAGE, NOT_KNOWN = 1, 2, 3
_EXIT = {"equal": 0, "different": DIFFERENT, "not known": NOT_KNOWN}


class Output(StrEnum):
    """How the result is printed."""

    TABLE = "table"
    JSON = "json"


class EraOption(StrEnum):
    """The era of years."""

    BE = "be"
    CE = "ce"


File = Annotated[Path, typer.Argument(help="The register: a .csv, .xlsx or fixed-width file.", show_default=False)]
DataSetOption = Annotated[str, typer.Option("--data-set", help="Topic or short name, as ovec.student.")]
PartOption = Annotated[list[str] | None, typer.Option("--part", help="college=…, province=…, month=2569-11.")]
LayoutOption = Annotated[str | None, typer.Option(help="A fixed-width layout: a name, or a .toml.")]
EraChoice = Annotated[EraOption, typer.Option("--era", help="The era in which the source counts years.")]
SourceOption = Annotated[str | None, typer.Option(help="Whose file it is; the agency when not said.")]
OutputOption = Annotated[Output, typer.Option("--output", "-o", help="table or json.")]
To = Annotated[Path, typer.Option("--to", help="The file to write.")]


@app.command()
def compare(
    file: File,
    data_set: DataSetOption,
    part: PartOption = None,
    layout: LayoutOption = None,
    era: EraChoice = EraOption.BE,
    source: SourceOption = None,
    output: OutputOption = Output.TABLE,
    wait: Annotated[float, typer.Option(help="Seconds to wait for the view to reach the log's end.")] = 60.0,
    again: Annotated[Path | None, typer.Option(help="Where to write the rows to be sent again.")] = None,
) -> None:
    """Compare a register over the gateway. Exit 1 where the sides differ, 3 where it can't be told now."""
    from producers.reconciling.reconciling import reconcile
    from producers.reconciling.waiting import Waiting
    from producers.reconciling.wiring import gateway_side

    with _told(), _in_file(file, data_set, layout, era, source) as read:
        side = gateway_side()
        found = reconcile(_register(read, part, side), side, Waiting(wait))
        _print(found, output, side.bytes)
        if again is not None:
            _write_again(again, read, found.again)
    raise typer.Exit(_EXIT[found.outcome])


@app.command()
def question(
    file: File,
    data_set: DataSetOption,
    to: To,
    part: PartOption = None,
    layout: LayoutOption = None,
    era: EraChoice = EraOption.BE,
    source: SourceOption = None,
) -> None:
    """Write a question to be carried to Saphan as a file: counts and fingerprints, no record."""
    from producers.reconciling import files
    from producers.reconciling.fingerprints import RecordSet

    with _told(), _in_file(file, data_set, layout, era, source) as read:
        register = _register(read, part, None)
        own = register.own()
        files.write(to, files.question(RecordSet(own.versions), register.data_set.topic, register.part))
    typer.echo(f"{to}: {len(own.versions):,} records, {to.stat().st_size:,} bytes", err=True)


@app.command()
def answer(
    file: Annotated[Path, typer.Argument(help="A source's question.")],
    to: To,
    source: Annotated[str, typer.Option(help="The source, as `saphan source list` names it.")],
) -> None:
    """Answer a question that came as a file. Exit 3 while the view has not reached the log's end."""
    from producers.reconciling import files
    from producers.reconciling.operating import desk, source_named

    with _told():
        asked = files.read(file, files.Question)
        told = desk().exchange(source_named(source, asked.topic), asked.topic, asked.exchange)
        files.write(to, files.Answered(topic=asked.topic, answer=told))
    typer.echo(("equal" if told.equal else "different") if told.reached else "not known", err=True)
    raise typer.Exit(0 if told.reached else NOT_KNOWN)


@app.command()
def read(
    told: Annotated[Path, typer.Argument(help="Saphan's answer.")],
    file: File,
    data_set: DataSetOption,
    part: PartOption = None,
    layout: LayoutOption = None,
    era: EraChoice = EraOption.BE,
    source: SourceOption = None,
    output: OutputOption = Output.TABLE,
) -> None:
    """Name what differs by an answer that came as a file, and the register it is about."""
    from producers.reconciling import files
    from producers.reconciling.reconciling import from_answer

    with _told(), _in_file(file, data_set, layout, era, source) as opened:
        found = from_answer(_register(opened, part, None), files.read(told, files.Answered))
        _print(found, output, 0)
    raise typer.Exit(_EXIT[found.outcome])


@app.command()
def follow() -> None:
    """Follow the view so that comparisons can be answered, until told to stop."""
    from producers.files.wiring import Stopping
    from producers.reconciling.wiring import follow as run

    stopping = Stopping()
    with _told():
        run(lambda: stopping.asked, lambda text: typer.echo(text, err=True))


@app.command()
def status(source: Annotated[str | None, typer.Argument(help="Only this source.")] = None) -> None:
    """Show what each source's last comparisons found."""
    from producers.reconciling.wiring import tables
    from schemas.dates import iso

    with _told():
        for one in tables()[1].last(source):
            said = "equal" if one.equal else f"missing {one.missing} extra {one.extra} different {one.different}"
            where = f" ({one.part})" if one.part else ""
            aside = f", {one.set_aside} set aside" if one.set_aside else ""
            typer.echo(f"{iso(one.at)}\t{one.source}\t{one.topic}{where}\t{one.own:,} records: {said}{aside}")


def _register(read: "RegisterInFile", part: list[str] | None, side: "GatewaySide | None") -> "Register":
    from producers.reconciling.wiring import register

    divided = [one.partition("=") for one in part or ()]
    if not all(kind and value for kind, _, value in divided):
        _fail("a part is written kind=value, as college=1321000001")
    parts = {kind.strip(): value.strip() for kind, _, value in divided}
    return register(read.rows, read.profile.topic, parts, side)


@contextmanager
def _in_file(
    file: Path, data_set: str, layout: str | None, era: EraOption, source: str | None
) -> "Iterator[RegisterInFile]":
    from producers.data_sets import DATA_SETS
    from producers.files.declaring import Said
    from producers.files.settings import FileSettings
    from producers.files.sheets import Era, Profile
    from producers.files.wiring import now_ms, state_in
    from producers.reconciling.from_files import RegisterInFile
    from producers.topic_names import topic_named

    topic = topic_named(data_set)
    if topic is None:
        _fail(f"no data set {data_set}; there are: {', '.join(DATA_SETS)}")
    with state_in(FileSettings().files_dir) as state:
        profile = Profile(topic, Era(era.value), layout=layout)
        yield RegisterInFile(file, profile, source or DATA_SETS[topic].agency, state, Said(), now_ms())


def _print(found: "Report", output: Output, bytes_exchanged: int) -> None:
    from producers.reconciling.showing import as_dict, lines

    if output is Output.JSON:
        shown = as_dict(found) | {"bytes": bytes_exchanged}
        typer.echo(json.dumps(shown, ensure_ascii=False, indent=2))
        return
    for line in lines(found):
        typer.echo(line)


def _write_again(path: Path, read: "RegisterInFile", lines: frozenset[int]) -> None:
    import csv

    rows = [row for line, row in read.rows() if line in lines]
    columns = list(dict.fromkeys(name for row in rows for name in row))
    path.touch(mode=0o600)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    typer.echo(f"{path}: {len(rows):,} rows to be sent again", err=True)


@contextmanager
def _told() -> Iterator[None]:
    """Say in one sentence why nothing can be compared."""
    from pydantic import ValidationError

    from producers.files.refusing import FileRefusedError
    from producers.premises.remote import QuestionRefusedError
    from producers.reconciling.client import GatewayError
    from producers.reconciling.desk import EndsNotKnownError, NotYourPartError, WithheldError
    from producers.sources.store import UnknownSourceError

    known = (FileRefusedError, GatewayError, QuestionRefusedError, UnknownSourceError, ValueError, OSError)
    try:
        yield
    except ValidationError as why:
        _fail(f"not set: {', '.join(str(one['loc'][0]) for one in why.errors(include_input=False))}")
    except NotYourPartError:
        _fail("that part is not this source's")
    except WithheldError as why:
        _fail(f"{why.refusal.th} ({why.refusal.en})")
    except EndsNotKnownError:
        _fail("the log does not say where it ends: try again", NOT_KNOWN)
    except BlockingIOError:
        _fail("another process uses this folder (SAPHAN_FILES_DIR)")
    except known as why:
        _fail(str(why))


def _fail(why: str, code: int = USAGE) -> NoReturn:
    typer.echo(why, err=True)
    raise typer.Exit(code)
