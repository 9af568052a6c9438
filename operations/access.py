"""Where an operator's Kafka and Redis are: the environment says, else the local stack in the state folder."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final

import typer

STATE: Final = Path(".state")
StateOption = Annotated[Path, typer.Option("--state", help="Folder of the local stack.")]


@dataclass(frozen=True)
class Access:
    """What an operator may read from; the alerts' database only where it is known."""

    kafka: Mapping[str, Any]
    redis_url: str
    partitions: int
    alerts_database_url: str | None = None


def access_from(environment: Mapping[str, str]) -> Access:
    """Read the access from SAPHAN_… variables; pydantic's ValidationError names what is missing."""
    from schemas.connection import KafkaSettings, LogSettings, RedisSettings  # noqa: PLC0415  (so that help starts fast)

    named = {name.removeprefix("SAPHAN_").lower(): value for name, value in environment.items()}
    of_kafka = {name.removeprefix("kafka_"): value for name, value in named.items() if name.startswith("kafka_")}
    kafka = KafkaSettings.model_validate(
        {name: of_kafka[name] for name in KafkaSettings.model_fields if name in of_kafka}
    )
    redis = RedisSettings.model_validate({"redis_url": named.get("redis_url")})
    log = LogSettings.model_validate({"partitions": named["partitions"]} if "partitions" in named else {})
    url = redis.redis_url.get_secret_value()
    return Access(kafka.librdkafka(), url, log.partitions, named.get("alerts_database_url"))
