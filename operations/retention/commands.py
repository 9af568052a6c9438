"""The commands `saphan retention …`: what is kept for how long, and the erasing of what was kept long enough."""

import json
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from operations.access import STATE, StateOption, read_settings, role_settings
from operations.output import Output, OutputOption

if TYPE_CHECKING:
    from operations.retention.reading import ViewPeople

app = typer.Typer(help="How long data about people are kept, and their erasure afterwards.", no_args_is_help=True)
ANSWER_SECONDS_MAX: Final = 30.0
FAILED: Final = (1, 3)


@app.command()
def report(output: OutputOption = Output.TABLE, state: StateOption = STATE) -> None:
    """Say of each data set about people how long it is kept, how much is held, since when, and what is overdue."""
    from operations.retention.rules import OF_PEOPLE, Held, counted, cutoffs
    from operations.web.clock import now_ms
    from schemas.agreement import AgreementSettings
    from schemas.dates import iso

    told = role_settings(state, "steward")
    agreement = read_settings(AgreementSettings, told).chosen()
    until = cutoffs(agreement, now_ms())
    held: dict[str, Held] = {}
    with _people(told) as people:
        for _, entries in people.everybody():
            held = counted(held, entries, until)
    rows = {}
    for name in OF_PEOPLE:
        found = held.get(name, Held())
        oldest = None if found.oldest_ms is None else iso(found.oldest_ms)
        kept = {"days": agreement.retention(name), "records": found.records, "oldest_accepted": oldest}
        rows[name] = kept | {"overdue": found.overdue}
    _print(rows, output)


@app.command()
def run(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would go, and erase nothing.")] = False,
    wait: Annotated[float, typer.Option(help="Seconds to wait for the view, per few hundred people.")] = 60.0,
    output: OutputOption = Output.TABLE,
    state: StateOption = STATE,
) -> None:
    """Erase what was kept long enough; exit 1 when that can't be decided, 3 while something of it is still there."""
    from operations.retention.erasing import erase_overdue, planned
    from operations.retention.means import means
    from operations.retention.rules import cutoffs
    from operations.rulings import RulingNotWrittenError
    from operations.web.clock import now_ms
    from schemas.agreement import AgreementSettings
    from schemas.key_service import KeysUnavailableError

    told = role_settings(state, "steward")
    until = cutoffs(read_settings(AgreementSettings, told).chosen(), now_ms())
    with _people(told) as people:
        if dry_run:
            _print(planned(people.everybody(), until).as_dict(), output)
            return
        try:
            with means(told, people) as with_what:
                found = erase_overdue(people.everybody(), until, with_what, wait)
        except (RulingNotWrittenError, KeysUnavailableError) as why:
            typer.echo(f"not all was erased; run it again: {type(why).__name__}: {why}", err=True)
            raise typer.Exit(FAILED[0]) from why
    _print(found.as_dict(), output)
    if not found.complete:
        raise typer.Exit(FAILED[1])


@contextmanager
def _people(told: Mapping[str, str]) -> Iterator["ViewPeople"]:
    from redis import Redis

    from operations.retention.reading import ViewPeople
    from schemas.connection import LogSettings, RedisSettings

    url = read_settings(RedisSettings, told).redis_url.get_secret_value()
    with closing(Redis.from_url(url, socket_timeout=ANSWER_SECONDS_MAX)) as client:
        yield ViewPeople(client, read_settings(LogSettings, told).partitions)


def _print(rows: Mapping[str, Any], output: Output) -> None:
    if output is Output.JSON:
        typer.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    for name, facts in rows.items():
        told = "  ".join(f"{key} {value}" for key, value in facts.items()) if isinstance(facts, Mapping) else facts
        typer.echo(f"{name:<24}{told}")
