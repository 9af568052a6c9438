"""`saphan local …`: a real Kafka and a real Valkey on this machine, up, down, and how they stand."""

import os
from pathlib import Path
from typing import Annotated, Final, Never

import typer

app = typer.Typer(help="Run a real Kafka and a real Valkey on this machine.", no_args_is_help=True)

STATE: Final = Path(".state")
State = Annotated[Path, typer.Option("--state", help="The stack's own folder; one stack per folder.")]
Docker = Annotated[bool, typer.Option("--docker", help="In Docker Compose instead.")]


@app.command()
def up(
    *,
    state: State = STATE,
    partitions: Annotated[int, typer.Option(help="Partitions of every applied topic; fixed for a log's life.")] = 6,
    docker: Docker = False,
    detach: Annotated[bool, typer.Option("--detach", "-d", help="Leave it running; `local down` ends it.")] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Throw away what the folder holds.")] = False,
) -> None:
    """Start Kafka and Valkey, provisioned; until Ctrl-C, or in the background with --detach."""
    from operations.local.errors import StackError
    from operations.local.running import run_detached, run_until_told

    try:
        if detach:
            run_detached(state, os.environ, partitions=partitions, docker=docker, fresh=fresh, report=_say)
        else:
            run_until_told(state, os.environ, partitions=partitions, docker=docker, fresh=fresh, report=_say)
    except StackError as error:
        _fail(str(error))
    except KeyboardInterrupt:
        _say("ended")


@app.command()
def down(*, state: State = STATE, docker: Docker = False) -> None:
    """End the stack of a folder, whoever started it; its data stays."""
    from operations.local.compose import end_composed
    from operations.local.errors import StackError
    from operations.local.folder import end

    try:
        if docker:
            end_composed(state)
        elif not end(state, _say):
            _say(f"no stack runs in {state}")
    except StackError as error:
        _fail(str(error))


@app.command()
def status(
    *,
    state: State = STATE,
    output: Annotated[str, typer.Option("--output", "-o", help="table or json.")] = "table",
) -> None:
    """Say whether a stack runs in a folder and where; exit 1 when none does."""
    import json

    from operations.local.folder import running
    from operations.local.running import summary

    record = running(state)
    if record is None:
        _fail(f"no stack runs in {state}: start one with `saphan local up --state {state}`.")
    found = summary(record)
    if output == "json":
        typer.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return
    for name, value in found.items():
        typer.echo(f"{name:<12} {value}")


@app.command()
def env(
    role: Annotated[str, typer.Argument(help="As whom: operator, worker, ovec …")], *, state: State = STATE
) -> None:
    """Print a role's settings as shell exports: eval "$(saphan local env operator)"."""
    import shlex

    from operations.local.environment import ROLES
    from operations.local.folder import running
    from operations.local.running import role_environment

    if role not in ROLES:
        typer.echo(f"no role {role}: one of {', '.join(ROLES)}", err=True)
        raise typer.Exit(2)
    record = running(state)
    if record is None:
        _fail(f"no stack runs in {state}: start one with `saphan local up --state {state}`.")
    for name, value in role_environment(state, record, role).items():
        typer.echo(f"export {name}={shlex.quote(value)}")


def _say(line: str) -> None:
    typer.echo(line, err=True)


def _fail(line: str) -> Never:
    _say(line)
    raise typer.Exit(1)
