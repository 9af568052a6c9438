"""The commands `saphan audit verify`, `saphan audit head` and `saphan audit breach`."""

import json
import os
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Never

import typer

from operations.access import STATE, StateOption, read_settings, role_settings
from operations.output import Output, OutputOption

if TYPE_CHECKING:
    from operations.audit.settings import LedgerSettings

app = typer.Typer(help="The disclosure ledger: check it, sign its head, look into a breach.", no_args_is_help=True)
NAMED_BY: Final = "SAPHAN_AUDIT_DATABASE_URL"
MOMENTS: Final = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d"]


@app.command()
def verify(
    heads: Annotated[list[Path] | None, typer.Option(exists=True, help="File of kept heads; may be repeated.")] = None,
    database: Annotated[str | None, typer.Option(help="The ledger's or a copy's SQLAlchemy address.")] = None,
    key: Annotated[list[str] | None, typer.Option(help="Public key (hex) that heads are signed with.")] = None,
    output: OutputOption = Output.TABLE,
    state: StateOption = STATE,
) -> None:
    """Find any edit, deletion, reorder or cut in the ledger; exit 1 when there is one.

    A party that keeps heads checks against its own: --heads FILE --key HEX, and --database where it holds a copy.
    """
    # Imported here so that the other commands start without them.
    from operations.audit.reading import LedgerNotThereError, check
    from operations.audit.wording import report_as_dict, report_lines

    url, files, keys = database, list(heads or ()), list(key or ())
    if url is None or not files or not keys:
        told = _ledger(_told(state, "operator"))
        url, files = url or told.audit_database_url, files or list(told.head_files())
        keys = keys or list(told.public_keys())
    try:
        report = check(url, files, keys)
    except LedgerNotThereError as why:
        _fail(str(why))
    _print(report_as_dict(report), report_lines(report), output)
    raise typer.Exit(0 if report.well else 1)


@app.command()
def head(
    out: Annotated[Path | None, typer.Option(help="Add it to this file; else it is printed.")] = None,
    state: StateOption = STATE,
) -> None:
    """Sign where the ledger stands now, for a party to keep; exit 1 when the ledger is broken."""
    from operations.audit.heads import LedgerBrokenError, keep, newest, sign
    from operations.audit.settings import SigningSettings
    from operations.web.clock import now_ms
    from schemas.audit import open_ledger

    told = _told(state, "steward")
    key = read_settings(SigningSettings, told).signing_key()
    ledger = open_ledger(_ledger(told).audit_database_url)
    try:
        with ledger.connect() as connection:
            signed = sign(connection, key, now_ms(), None if out is None else newest(out))
    except LedgerBrokenError as why:
        _fail(str(why))
    finally:
        ledger.dispose()
    if out is None:
        typer.echo(signed.line())
    else:
        keep(signed, out)


@app.command()
def breach(
    since: Annotated[datetime, typer.Option(formats=MOMENTS, help="When it began, in Bangkok's time.")],
    known_at: Annotated[datetime, typer.Option(formats=MOMENTS, help="When it became known: the clock starts.")],
    until: Annotated[datetime | None, typer.Option(formats=MOMENTS, help="When it ended; else now.")] = None,
    output: OutputOption = Output.TABLE,
    state: StateOption = STATE,
) -> None:
    """Show the 72-hour clock (PDPA s.37(4)) and what was told to whom meanwhile; docs/breach.md says what to do."""
    from operations.audit.breach import clock, look
    from operations.audit.wording import breach_as_dict, breach_lines
    from operations.web.clock import now_ms
    from schemas.audit import open_ledger
    from schemas.dates import BANGKOK, moment

    now = moment(now_ms())
    began, known = since.replace(tzinfo=BANGKOK), known_at.replace(tzinfo=BANGKOK)
    ended = now if until is None else until.replace(tzinfo=BANGKOK)
    if not began <= ended or known > now:
        _fail("a breach begins before it ends, and nobody knows of it before now")
    ledger = open_ledger(_ledger(_told(state, "operator")).audit_database_url)
    with ledger.connect() as connection:
        seen = look(connection, began, ended)
    ledger.dispose()
    at = clock(known, now)
    _print(breach_as_dict(at, seen), breach_lines(at, seen), output)


def _told(state: Path, role: str) -> Mapping[str, str]:
    """Take the settings given here when they name a ledger: a party may have a copy of it and no platform."""
    return os.environ if NAMED_BY in os.environ else role_settings(state, role)


def _ledger(told: Mapping[str, str]) -> "LedgerSettings":
    from operations.audit.settings import LedgerSettings

    return read_settings(LedgerSettings, told)


def _print(found: Mapping[str, object], lines: Iterable[str], output: Output) -> None:
    typer.echo(json.dumps(found, ensure_ascii=False, indent=2) if output is Output.JSON else "\n".join(lines))


def _fail(line: str) -> Never:
    typer.echo(line, err=True)
    raise typer.Exit(1)
