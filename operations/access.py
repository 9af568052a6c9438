"""Where an operator's Kafka and Redis are: the environment says, else the local stack in the state folder."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeVar

import typer

if TYPE_CHECKING:
    from pydantic_settings import BaseSettings

    from operations.local.records import Record

STATE: Final = Path(".state")
DEMONSTRATION: Final = "demo"
Settings = TypeVar("Settings", bound="BaseSettings")
StateOption = Annotated[Path, typer.Option("--state", help="Folder of the local stack.")]


@dataclass(frozen=True)
class Access:
    """What an operator may read from; the alerts' database and the key to dead letters only where they are known."""

    kafka: Mapping[str, Any] = field(repr=False)
    redis_url: str = field(repr=False)
    partitions: int
    alerts_database_url: str | None = field(default=None, repr=False)
    operators_private_key: str | None = field(default=None, repr=False)
    agreement: str | None = None


@dataclass(frozen=True)
class Found:
    """A stack that another process runs."""

    state: Path
    record: "Record"


def operator_access(state: Path) -> Access:
    """Find what to read from; typer.Exit(2) after one line on what to do when there is nothing."""
    from pydantic import ValidationError  # noqa: PLC0415  (help is quick)

    try:
        return access_from(role_settings(state, "operator"))
    except ValidationError as why:
        names = ", ".join("_".join(map(str, row["loc"])) for row in why.errors())
        typer.echo(f"Not set or not valid in the environment (as SAPHAN_KAFKA_… or SAPHAN_…): {names}", err=True)
        raise typer.Exit(2) from why


def access_from(environment: Mapping[str, str]) -> Access:
    """Read the access from SAPHAN_… variables; pydantic's ValidationError names what is missing."""
    from schemas.connection import KafkaSettings, LogSettings, RedisSettings  # noqa: PLC0415  (help is quick)

    named = {name.removeprefix("SAPHAN_").lower(): value for name, value in environment.items()}
    of_kafka = {name: named[f"kafka_{name}"] for name in KafkaSettings.model_fields if f"kafka_{name}" in named}
    kafka = KafkaSettings.model_validate(of_kafka)
    redis = RedisSettings.model_validate({name: named[name] for name in ("redis_url",) if name in named})
    log = LogSettings.model_validate({name: named[name] for name in ("partitions",) if name in named})
    return Access(
        kafka.librdkafka(),
        redis.redis_url.get_secret_value(),
        log.partitions,
        named.get("alerts_database_url"),
        named.get("operators_private_key"),
        named.get("agreement"),
    )


def role_settings(state: Path, role: str) -> Mapping[str, str]:
    """Give a role's SAPHAN_… variables: those set here where they name a Kafka, else the local stack's for that role.

    typer.Exit(2) after one line on what to do when there is neither.
    """
    return os.environ if "SAPHAN_KAFKA_BOOTSTRAP" in os.environ else _local(state, role)


def read_settings(kind: type[Settings], told: Mapping[str, str]) -> Settings:
    """Read a process's settings from SAPHAN_… variables; pydantic's ValidationError names what is missing."""
    prefix = str(kind.model_config["env_prefix"])
    named = {name: told[prefix + name.upper()] for name in kind.model_fields if prefix + name.upper() in told}
    return kind.model_validate(named)


def _local(state: Path, role: str) -> Mapping[str, str]:
    from operations.local.environment import environment  # noqa: PLC0415  (help is quick)
    from operations.local.folder import running  # noqa: PLC0415  (help is quick)

    # A demonstration keeps its stack in a folder of its own below.
    for folder in (state, state / DEMONSTRATION):
        record = running(folder)
        if record is not None:
            return environment(Found(folder.absolute(), record), role)
    typer.echo(f"No stack runs in {state}: start one (saphan local up), or set SAPHAN_KAFKA_BOOTSTRAP.", err=True)
    raise typer.Exit(2)
