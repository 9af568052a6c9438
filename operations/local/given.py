"""A stack that runs elsewhere: the addresses in the environment win over anything this machine could start."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Self
from urllib.parse import urlsplit

from confluent_kafka import KafkaException
from redis.exceptions import RedisError

from operations.local import records
from operations.local.environment import environment, redis_url
from operations.local.errors import StackError
from operations.local.folder import Report, silent
from operations.local.key_server import KeyServer
from operations.local.ports import free_port
from operations.local.records import KafkaAddress, Record, RedisAddress
from operations.provisioning.plan import ProvisioningError
from operations.provisioning.provision import Provisioned, provision
from schemas.agreement import DEMONSTRATION
from schemas.connection import KafkaSettings

NAMED_BY: Final = ("SAPHAN_KAFKA_BOOTSTRAP", "SAPHAN_REDIS_URL")
HOW: Final = "addresses given in the environment (SAPHAN_KAFKA_BOOTSTRAP, SAPHAN_REDIS_URL)"


def is_given(environ: Mapping[str, str]) -> bool:
    """Say whether the environment names a stack; StackError when it names half of one."""
    named = [name for name in NAMED_BY if environ.get(name)]
    if len(named) == 1:
        other = next(name for name in NAMED_BY if name not in named)
        raise StackError(f"{named[0]} is set but {other} is not: set both, or neither to start a local stack.")
    return bool(named)


@dataclass(frozen=True)
class GivenStack:
    """Addresses and users as given; what is drawn here (keys, ports of pages) is kept in the folder."""

    state: Path
    record: Record
    keys: KeyServer | None = None
    provisioned: Provisioned | None = None

    @classmethod
    def start(
        cls, state: Path, environ: Mapping[str, str], partitions: int, *, report: Report = silent, tied: bool = True
    ) -> Self:
        """Read the addresses and provision there; StackError when that is refused."""
        state = state.absolute()
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
        record = given_record(environ, records.read(state), partitions)
        records.write(state, record)
        report(f"provisioning {record.kafka.bootstrap} and {record.redis.host}:{record.redis.port}")
        kafka = KafkaSettings.model_validate({
            "bootstrap": record.kafka.bootstrap,
            "security": record.kafka.security,
            "mechanism": record.kafka.mechanism,
            "username": record.username or "admin",
            "password": record.users["admin"],
        })  # fmt: skip
        try:
            done = provision(kafka, redis_url(record, "admin"), record.partitions, DEMONSTRATION)
        except (KafkaException, RedisError, ProvisioningError) as error:
            raise StackError(
                f"the Kafka or Redis given in the environment refused to be provisioned: {error}"
            ) from error
        planned = cls(state, record)
        keys = KeyServer.beside(state, record, environment(planned, "keys"), tied=tied)
        return replace(planned, keys=keys, provisioned=done)

    @property
    def how(self) -> str:
        """Say how this stack was come by."""
        return self.record.kafka.how

    def stop(self) -> None:
        """End the key service; what was given is left running, since it is not ours."""
        if self.keys:
            self.keys.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def given_record(environ: Mapping[str, str], last: Record | None, partitions: int) -> Record:
    """Write the given addresses down; SAPHAN_KAFKA_USERS and SAPHAN_REDIS_USERS (JSON) give each role its user."""
    users = json.loads(environ.get("SAPHAN_KAFKA_USERS", "null"))
    redis_users = json.loads(environ.get("SAPHAN_REDIS_USERS", "null"))
    parts = urlsplit(environ["SAPHAN_REDIS_URL"])
    password = environ.get("SAPHAN_KAFKA_PASSWORD", "")
    return Record(
        kafka=KafkaAddress(
            bootstrap=environ["SAPHAN_KAFKA_BOOTSTRAP"],
            version=environ.get("SAPHAN_KAFKA_VERSION", "not told"),
            how=HOW,
            security=environ.get("SAPHAN_KAFKA_SECURITY", "SASL_PLAINTEXT"),
            mechanism=environ.get("SAPHAN_KAFKA_MECHANISM", "SCRAM-SHA-512"),
        ),
        redis=RedisAddress(
            host=parts.hostname or "127.0.0.1",
            port=parts.port or 6379,
            url=None if redis_users else environ["SAPHAN_REDIS_URL"],
        ),
        users=users or dict.fromkeys(records.new_kafka_users(), password),
        username=None if users else environ.get("SAPHAN_KAFKA_USERNAME", ""),
        redis_users=redis_users or dict.fromkeys(records.new_redis_users(), ""),
        keys=records.completed(last.keys) if last else records.new_keys(),
        partitions=int(environ.get("SAPHAN_PARTITIONS", partitions)),
        web_port=free_port(last.web_port if last else None),
        keys_port=free_port(last.keys_port or None if last else None),
        gateway_port=free_port(last.gateway_port or None if last else None),
        processes=last.processes if last else (),
    )
