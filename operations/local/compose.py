"""The stack in Docker Compose, when asked for: docker-compose.yml with the users and keys of a folder's record."""

import json
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Self

from operations.local import records
from operations.local.environment import environment, keys_access, redis_url
from operations.local.errors import StackError
from operations.local.folder import Report, silent
from operations.local.jars import VERSION
from operations.local.key_server import KeyServer
from operations.local.ports import free_port
from operations.local.records import KafkaAddress, Record, RedisAddress
from operations.provisioning.provision import Provisioned, provision
from operations.provisioning.redis_users import acl_file
from schemas.agreement import DEMONSTRATION
from schemas.connection import KafkaSettings
from schemas.topics import AGENCIES

FILE: Final = Path(__file__).parents[2] / "docker-compose.yml"
HOW: Final = "Docker Compose (docker-compose.yml)"
UP_SECONDS_MAX: Final = 600


@dataclass(frozen=True)
class ComposeStack:
    """Kafka and Valkey in containers, reachable on this machine's loopback interface."""

    state: Path
    record: Record
    keys: KeyServer | None = None
    provisioned: Provisioned | None = None

    @classmethod
    def start(cls, state: Path, partitions: int, *, report: Report = silent, tied: bool = True) -> Self:
        """Bring the containers up and provision them; StackError when Docker will not."""
        state = state.absolute()
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
        record = composed_record(records.read(state), partitions)
        records.write(state, record)
        (state / "users.acl").write_text(acl_file(record.redis_users), encoding="utf-8")
        _write_private(state / "compose.env", environment_file(record, state))
        report("asking Docker Compose for Kafka and Valkey")
        _compose(state, "up", "--detach", "--wait", "kafka", "valkey")
        kafka = KafkaSettings.model_validate(
            {"bootstrap": record.kafka.bootstrap, "username": "admin", "password": record.users["admin"]}
        )
        done = provision(kafka, redis_url(record, "admin"), record.partitions, DEMONSTRATION)
        planned = cls(state, record)
        keys = KeyServer.beside(state, record, environment(planned, "keys"), tied=tied)
        return replace(planned, keys=keys, provisioned=done)

    @property
    def how(self) -> str:
        """Say how this stack was come by."""
        return self.record.kafka.how

    def stop(self) -> None:
        """End the key service and take the containers down; their volumes stay."""
        if self.keys:
            self.keys.stop()
        _compose(self.state, "down")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def composed_record(last: Record | None, partitions: int) -> Record:
    """Draw what a new folder needs, or take what it has: the volumes know these passwords only."""
    ours = last if last and last.kafka.how == HOW else None
    if ours:
        ports = {"keys_port": ours.keys_port or free_port(), "gateway_port": ours.gateway_port or free_port()}
        return ours.model_copy(update={"keys": records.completed(ours.keys), **ports})
    return Record(
        kafka=KafkaAddress(bootstrap=f"127.0.0.1:{free_port()}", version=VERSION, how=HOW),
        redis=RedisAddress(host="127.0.0.1", port=free_port()),
        users=records.new_kafka_users(),
        redis_users=records.new_redis_users(),
        keys=records.new_keys(),
        partitions=partitions,
        web_port=free_port(),
        keys_port=free_port(),
        gateway_port=free_port(),
    )


def environment_file(record: Record, state: Path) -> str:
    """Write the variables docker-compose.yml asks for."""
    keys = record.keys
    found = {
        **{f"KAFKA_PASSWORD_{user.upper()}": password for user, password in record.users.items()},
        **{f"REDIS_PASSWORD_{user.upper()}": password for user, password in record.redis_users.items()},
        "KAFKA_PORT": record.kafka.bootstrap.rpartition(":")[2],
        "REDIS_PORT": str(record.redis.port),
        "WEB_PORT": str(record.web_port),
        "PARTITIONS": str(record.partitions),
        "REDIS_ACL_FILE": str(state / "users.acl"),
        "PSEUDONYM_KEY": keys.pseudonym,
        "PLATFORM_KEY": keys.platform,
        "GATEWAY_PORT": str(record.gateway_port),
        "KAFKA_USERS": f"'{json.dumps({name: record.users[name] for name in AGENCIES})}'",
        "KEYS_TOKENS": f"'{json.dumps({name: keys.key_tokens.get(name, '') for name in AGENCIES})}'",
        **{f"KEYS_TOKEN_{holder.upper()}": token for holder, token in keys.key_tokens.items()},
        "KEYS_ACCESS": f"'{keys_access(record)}'",
        "OPERATORS_PUBLIC_KEY": keys.operators_public,
        "WEBHOOK_PRIVATE_KEYS": keys.webhook_private,
        "WEBHOOK_PUBLIC_KEYS": keys.webhook_public,
        "DETAIL_TOKEN": keys.detail_token,
        "AUDIT_PRIVATE_KEY": keys.audit_private,
        "AUDIT_PUBLIC_KEYS": keys.audit_public,
    }
    return "".join(f"{name}={value}\n" for name, value in sorted(found.items()))


def end_composed(state: Path) -> None:
    """Take down the containers of a folder; StackError when Docker will not."""
    _compose(state.absolute(), "down")


def _write_private(path: Path, text: str) -> None:
    path.touch(mode=0o600)
    path.write_text(text, encoding="utf-8")


def _compose(state: Path, *arguments: str) -> None:
    docker = shutil.which("docker")
    if docker is None:
        raise StackError("--docker was asked for, but there is no `docker` here: install it, or leave --docker out.")
    project = f"saphan-{state.parent.name}-{state.name}".lower().replace(".", "").replace("_", "-").strip("-")
    command: Sequence[str] = (
        *(docker, "compose", "--project-name", project, "--file", str(FILE)),
        *("--env-file", str(state / "compose.env"), *arguments),
    )
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=UP_SECONDS_MAX)  # noqa: S603  (our own command)
    except subprocess.TimeoutExpired as error:
        raise StackError(f"Docker Compose was not done after {UP_SECONDS_MAX} s: look at `docker ps`.") from error
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [f"exit {done.returncode}"]
        raise StackError(f"Docker Compose failed ({lines[-1][:300]}): is the Docker daemon running?")
