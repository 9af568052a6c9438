"""The command `saphan`: assembled from the entry points of every folder, so that it imports none of them."""

import sys
from functools import cached_property
from importlib.metadata import EntryPoint, entry_points, version
from typing import Annotated, Any, Final

import typer
from pydantic import ValidationError
from typer.core import TyperGroup
from typer.main import get_command, get_group

GROUP: Final = "saphan.commands"
FAILED: Final = 1
USAGE: Final = 2
HINT: Final = 'for a local stack: eval "$(saphan local env ROLE)".'


class Commands(TyperGroup):
    """The commands of all folders; one that can't be loaded says so when called and harms no other."""

    @cached_property
    def _entries(self) -> dict[str, EntryPoint]:
        return {entry.name: entry for entry in entry_points(group=GROUP)}

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002  (the framework's signature)
        return sorted(self._entries)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002
        entry = self._entries.get(cmd_name)
        return None if entry is None else command_of(entry)


def command_of(entry: EntryPoint) -> Any:
    """Load a command: a group of verbs, or one function; whatever keeps it from loading becomes its only answer."""
    try:
        found = entry.load()
    except Exception as error:  # noqa: BLE001  (a broken command must not take the others with it)
        found = _broken(entry, error)
    if isinstance(found, typer.Typer):
        group: Any = get_group(found)
        group.name = entry.name
        return group
    one = typer.Typer(add_completion=False)
    one.command(entry.name)(found)
    return get_command(one)


def _broken(entry: EntryPoint, error: Exception) -> Any:
    reason = f"{type(error).__name__}: {error}"

    def unavailable() -> None:
        typer.echo(f"saphan {entry.name} can't be loaded from {entry.value}: {reason}", err=True)
        raise typer.Exit(FAILED)

    unavailable.__doc__ = f"(can't be loaded: {reason})"
    return unavailable


app = typer.Typer(
    cls=Commands,
    help="Saphan: links what vocational-education and labour agencies know, event by event.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,  # logs are files; and a local variable may hold personal data
    rich_markup_mode=None,
)


def _tell_version(asked: bool) -> None:
    if asked:
        typer.echo(version("saphan"))
        raise typer.Exit


@app.callback()
def saphan(
    *,
    _version: Annotated[
        bool, typer.Option("--version", help="Say which version this is.", is_eager=True, callback=_tell_version)
    ] = False,
) -> None:
    """Link what vocational-education and labour agencies know, event by event."""


def main() -> None:
    """Run `saphan`.

    Exit codes: 0 ok, 1 failed, 2 usage, 3 partly, 4 a promise to a user is being broken, 77 no row of the agreement
    lets this consumer run (it says which one is missing, and since when where the term has ended).
    """
    try:
        app()
    except ValidationError as error:
        # Only the names: a value may be a secret.
        names = ", ".join(sorted({".".join(map(str, row["loc"])) for row in error.errors()}))
        sys.stderr.write(f"{error.title}: not set or not valid: {names}. Set them as SAPHAN_…; {HINT}\n")
        sys.exit(USAGE)
    except BrokenPipeError:
        # The reader of our output went away (`saphan … | head`).
        sys.stderr.close()
        sys.exit(FAILED)


if __name__ == "__main__":
    main()
