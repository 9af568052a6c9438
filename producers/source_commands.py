"""The subcommands `saphan source …`: who may send, with which keys, and who may sign in for them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any, Never

import typer

from producers.source_pages.commands import status

if TYPE_CHECKING:
    from producers.sources.store import Sources

app = typer.Typer(
    help="Who may send: sources, their keys, who signs in for them, and how each stands.", no_args_is_help=True
)
app.command()(status)
Name = Annotated[str, typer.Argument(help="The source's name.")]
Json = Annotated[bool, typer.Option("--json", help="As JSON.")]
DAY_MS = 24 * 60 * 60 * 1000


@app.command()
def create(
    name: Name,
    agency: Annotated[str, typer.Option(help="Whose register: ovec, doe, sso, dsd or mol.")],
    data_set: Annotated[list[str], typer.Option(help="A data set it may give, doe.vacancy; may be repeated.")],
    title_th: Annotated[str, typer.Option(help="What its people call it, in Thai.")],
    title_en: Annotated[str, typer.Option(help="What its people call it, in English.")],
    college: Annotated[str | None, typer.Option(help="Only records of this college.")] = None,
    test_centre: Annotated[str | None, typer.Option(help="Only results of this test centre.")] = None,
) -> None:
    """Add a source: what it may give, and of whom. It can send once it has a key."""
    from sqlalchemy.exc import IntegrityError

    from producers.sources.source import Scope, ScopeKind, Source
    from producers.topic_names import topic_named

    if college and test_centre:
        _fail("a source is a college or a test centre, not both")
    scope = Scope(ScopeKind.COLLEGE, college) if college else None
    scope = Scope(ScopeKind.TEST_CENTRE, test_centre) if test_centre else scope
    topics = {one: topic_named(one) for one in data_set}
    if unknown := [one for one, topic in topics.items() if topic is None]:
        _fail(f"no such data set: {', '.join(unknown)}")
    with _sources() as sources:
        try:
            found = frozenset(topic for topic in topics.values() if topic)
            sources.create(Source(name, agency, found, scope, title_th, title_en))
        except ValueError as why:
            _fail(str(why))
        except IntegrityError:
            _fail(f"there is a source {name} already")
    typer.echo(f"{name} may give {', '.join(sorted(found))}; `saphan source key {name}` draws its key")


@app.command("list")
def list_(*, as_json: Json = False) -> None:
    """List sources, what each may give, and its keys with their last use."""
    from producers.wiring import now_ms

    with _sources() as sources:
        rows: list[dict[str, Any]] = [
            {
                "name": one.name,
                "agency": one.agency,
                "data_sets": sorted(one.topics),
                "only": f"{one.scope.kind} {one.scope.value}" if one.scope else None,
                "title": one.title_th,
                "keys": [key._asdict() | {"valid": key.valid(now_ms())} for key in sources.keys(one.name)],
            }
            for one in sources.every()
        ]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        only = f" (only {row['only']})" if row["only"] else ""
        typer.echo(f"{row['name']:<24} {row['agency']:<5} {', '.join(row['data_sets'])}{only}  {row['title']}")
        for key in row["keys"]:
            typer.echo(f"    {key['id']}  {_told(key)}")


@app.command()
def key(
    name: Name,
    days: Annotated[int | None, typer.Option(min=1, help="Days until it expires; else it does not.")] = None,
) -> None:
    """Draw a key and print it, this once; two may be valid at once, so that one can take the other's place."""
    from producers.sources.keys import TooManyKeysError
    from producers.sources.store import UnknownSourceError
    from producers.wiring import now_ms

    with _sources() as sources:
        try:
            typer.echo(sources.new_key(name, None if days is None else now_ms() + days * DAY_MS))
        except (TooManyKeysError, UnknownSourceError) as why:
            _fail(str(why))


@app.command()
def revoke(name: Name, key_id: Annotated[str, typer.Argument(help="The key's id, as `list` shows it.")]) -> None:
    """End a key at once."""
    from producers.sources.store import UnknownSourceError

    with _sources() as sources:
        try:
            sources.revoke(name, key_id)
        except UnknownSourceError as why:
            _fail(str(why))
    typer.echo(f"{key_id} of {name} is revoked")


@app.command()
def account(
    name: Name,
    user: Annotated[str, typer.Argument(help="The name to sign in with.")],
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True)],
) -> None:
    """Let a person sign in for a source; asked for again, the name gets a new password."""
    from producers.sources.store import UnknownSourceError

    with _sources() as sources:
        try:
            sources.new_account(user, password, name)
        except (UnknownSourceError, ValueError) as why:
            _fail(str(why))
    typer.echo(f"{user} signs in for {name}")


@contextmanager
def _sources() -> Iterator["Sources"]:
    from producers.sources.settings import SourcesSettings
    from producers.sources.store import Sources
    from producers.wiring import now_ms

    found = Sources(SourcesSettings().sources_database_url, now_ms)
    try:
        yield found
    finally:
        found.close()


def _told(key: dict[str, Any]) -> str:
    from schemas.dates import full

    used = full(key["last_used_at"], "en") if key["last_used_at"] else "never"
    state = "valid" if key["valid"] else "revoked" if key["revoked_at"] else "expired"
    until = f", until {full(key['expires_at'], 'en')}" if key["expires_at"] else ""
    return f"{state}{until}, drawn {full(key['created_at'], 'en')}, last used {used}"


def _fail(line: str) -> Never:
    typer.echo(line, err=True)
    raise typer.Exit(1)
