"""The commands `saphan person …`: what is held of a person, who saw it, and what they may ask for."""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Never

import typer

from operations.access import STATE, StateOption, role_settings
from operations.output import Output, OutputOption

if TYPE_CHECKING:
    from operations.people.stewardship import Stewardship

app = typer.Typer(help="A person's rights: explain, export, object, correct, erase.", no_args_is_help=True)
PSEUDONYM_DIGITS: Final = frozenset("0123456789abcdef")


Person = Annotated[str | None, typer.Argument(help="The person's pseudonym (32 hex digits).", show_default=False)]
Identifier = Annotated[
    bool, typer.Option("--identifier", help="Ask for the person's number, or read it from standard input.")
]
Guardian = Annotated[bool, typer.Option("--guardian", help="Asked by who is responsible for a minor (PDPA s.20).")]
Wait = Annotated[float, typer.Option(help="Seconds to wait until it is in force.")]


@app.command()
def explain(
    person: Person = None,
    identifier: Identifier = False,
    output: OutputOption = Output.TABLE,
    state: StateOption = STATE,
) -> None:
    """Show what is held of a person, from whom, under which clause, and who has seen it when (PDPA s.30)."""
    from operations.people.telling import explained_lines

    with _steward(state) as steward:
        told = steward.explain(_pseudonym(steward, person, identifier))
    _print(told, explained_lines(told), output)


@app.command()
def export(
    out: Annotated[Path, typer.Option(help="The new file, for its owner's eyes only.")],
    person: Person = None,
    identifier: Identifier = False,
    state: StateOption = STATE,
) -> None:
    """Write a person's own copy of their data, identity opened, to a new file (PDPA s.31)."""
    with _steward(state) as steward:
        steward.export(_pseudonym(steward, person, identifier), out)
    typer.echo(f"เขียนสำเนาของเจ้าของข้อมูลแล้ว  (the person's copy is written): {out}")


@app.command("object")
def object_(
    person: Person = None,
    identifier: Identifier = False,
    guardian: Guardian = False,
    wait: Wait = 15.0,
    output: OutputOption = Output.TABLE,
    state: StateOption = STATE,
) -> None:
    """Record an objection (PDPA s.32): matching and alerts stop at once; exit 3 while it is not in force."""
    _objection(state, (person, identifier), guardian, wait, output, withdrawn=False)


@app.command()
def withdraw_objection(
    person: Person = None,
    identifier: Identifier = False,
    guardian: Guardian = False,
    wait: Wait = 15.0,
    output: OutputOption = Output.TABLE,
    state: StateOption = STATE,
) -> None:
    """Record that a person no longer objects; exit 3 while it is not in force."""
    _objection(state, (person, identifier), guardian, wait, output, withdrawn=True)


@app.command()
def correct(
    data_set: Annotated[str, typer.Option("--data-set", help="Topic of the record, as `explain` shows it.")],
    record: Annotated[str, typer.Option(help="The record, as `explain` shows it.")],
    field: Annotated[str, typer.Option(help="The field that is not right.")],
    person: Person = None,
    identifier: Identifier = False,
    reason: Annotated[str, typer.Option(help="WRONG, OUTDATED or NOT_MINE.")] = "WRONG",
    state: StateOption = STATE,
) -> None:
    """Route a correction to the agency that owns the record (PDPA s.35); what is right the person tells that agency."""
    from operations.people.correcting import Reason

    if reason not in list(Reason):
        _fail(f"a reason is one of {', '.join(Reason)}", 2)
    with _steward(state) as steward:
        pseudonym = _pseudonym(steward, person, identifier)
        owner, new = steward.correct(pseudonym, data_set, record, field, Reason(reason))
    said = ("ส่งคำขอแก้ไขแล้ว", "the correction went") if new else ("คำขอนี้รออยู่แล้ว", "it waits already")
    typer.echo(f"{said[0]}: {owner.upper()}  ({said[1]} to {owner.upper()})")


@app.command()
def erase(
    person: Person = None,
    identifier: Identifier = False,
    guardian: Guardian = False,
    wait: Wait = 30.0,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask again.")] = False,
    output: OutputOption = Output.TABLE,
    state: StateOption = STATE,
) -> None:
    """Erase a person for good (PDPA s.33): keys, records, matches; exit 3 while something is left, then ask again."""
    from operations.people.erasing import Reason
    from operations.people.telling import erased_lines

    reason = Reason.GUARDIAN_ASKED if guardian else Reason.PERSON_ASKED
    with _steward(state) as steward:
        pseudonym = _pseudonym(steward, person, identifier)
        if not yes:
            typer.confirm(f"ลบข้อมูลของ {pseudonym} อย่างถาวร (erase for good)?", abort=True)
        erased = steward.erase(pseudonym, reason, wait)
    _print(erased._asdict(), erased_lines(erased), output)
    raise typer.Exit(0 if erased.complete else 3)


def _objection(
    state: Path, who: tuple[str | None, bool], guardian: bool, wait: float, output: Output, *, withdrawn: bool
) -> None:
    from operations.people.objecting import Reason
    from operations.people.telling import outcome_lines

    reason = Reason.GUARDIAN_ASKED if guardian else Reason.PERSON_ASKED
    with _steward(state) as steward:
        outcome = steward.object(_pseudonym(steward, *who), reason, wait, withdrawn=withdrawn)
    _print(outcome._asdict(), outcome_lines(outcome, withdrawn=withdrawn), output)
    raise typer.Exit(0 if outcome.in_force else 3)


@contextmanager
def _steward(state: Path) -> "Iterator[Stewardship]":
    """Open what the commands work with; what may go wrong ends with one line and exit 1."""
    from redis.exceptions import RedisError

    from operations.people.correcting import NothingToCorrectError
    from operations.people.opening import stewardship
    from operations.rulings import RulingNotWrittenError
    from schemas.key_service import KeysRefusedError, KeysUnavailableError
    from schemas.refusals import RefusedValueError

    try:
        with stewardship(role_settings(state, "steward")) as steward:
            yield steward
    except RulingNotWrittenError as why:
        _fail(f"the log took no decision, so nothing was decided; try again ({why})")
    except (KeysUnavailableError, KeysRefusedError) as why:
        _fail(f"the key service opened nothing, so nothing was written ({why})")
    except RefusedValueError as why:
        _fail(f"that is no number of a person ({why.code})", 2)
    except FileExistsError as why:
        _fail(f"there is a file already, which is left as it is: {why}", 2)
    except NothingToCorrectError as why:
        _fail(str(why))
    except RedisError as why:
        _fail(f"the view can't be read ({type(why).__name__})")


def _pseudonym(steward: "Stewardship", person: str | None, identifier: bool) -> str:
    """Take the pseudonym given, or make it of a number that is asked for: a number is never an argument."""
    if identifier == (person is not None):
        _fail("name the person by a pseudonym, or say --identifier to be asked for their number", 2)
    if person is None:
        asked = typer.prompt("เลขประจำตัว (number)", hide_input=True) if sys.stdin.isatty() else sys.stdin.readline()
        return steward.pseudonym(asked)
    if len(person) != 32 or not PSEUDONYM_DIGITS.issuperset(person):
        _fail("a pseudonym is 32 hex digits; a person's number is given with --identifier, never as an argument", 2)
    return person


def _print(found: Mapping[str, Any], lines: Iterable[str], output: Output) -> None:
    from operations.people.exporting import as_text

    if output is Output.JSON:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2, default=as_text))
    else:
        typer.echo("\n".join(lines))


def _fail(line: str, code: int = 1) -> Never:
    typer.echo(line, err=True)
    raise typer.Exit(code)
