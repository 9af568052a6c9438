"""The shared stack in containers, for machines where Docker answers: the same settings, users and topics."""

import shlex
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import docker
from docker.errors import DockerException
from pydantic import SecretStr
from testcontainers.core.container import DockerContainer

from operations.local import jars, kafka_settings, records
from operations.local.ports import free_port
from operations.local.records import KafkaAddress, Record, RedisAddress
from operations.local.stack import new_cluster_id
from operations.local.valkey import SETTINGS
from operations.local.waiting import wait_until
from operations.provisioning.probe import answers, redis_answers
from operations.provisioning.provision import provision
from operations.provisioning.redis_users import acl_file
from schemas.agreement import DEMONSTRATION
from schemas.connection import KafkaSettings

KAFKA_IMAGE: Final = f"apache/kafka:{jars.VERSION}"
VALKEY_IMAGE: Final = "valkey/valkey:9.1"
UP_SECONDS_MAX: Final = 120.0
FORMAT: Final = "/opt/kafka/bin/kafka-storage.sh"
START: Final = "exec /opt/kafka/bin/kafka-server-start.sh /etc/saphan/server.properties"


def docker_answers() -> bool:
    """Say whether a Docker daemon answers here."""
    try:
        return bool(docker.from_env(timeout=3).ping())
    except (DockerException, OSError):
        return False


class _Server:
    """One server in a container; killed and started again it keeps its port and its data."""

    def __init__(self, container: Any) -> None:
        self._container = container

    def start(self) -> None:
        self._container.start()

    def again(self) -> None:
        self._container.get_wrapped_container().start()

    def kill(self) -> None:
        self._container.get_wrapped_container().kill()

    def stop(self) -> None:
        self._container.stop()


class ContainerKafka(_Server):
    """The broker of a stack in containers."""

    def __init__(self, state: Path, address: KafkaAddress, users: dict[str, str]) -> None:
        self.address = address
        self._users = users
        inside, port = Path("/var/lib/kafka"), int(address.bootstrap.rpartition(":")[2])
        properties = kafka_settings.server_properties(inside, address, users, listen="0.0.0.0")  # noqa: S104  (inside a container)
        (state / "server.properties").write_text(properties, encoding="utf-8")
        arguments = kafka_settings.format_arguments(Path("/etc/saphan"), address, users)
        script = f"{FORMAT} {shlex.join([*arguments, '--ignore-formatted'])} && {START}"
        container = DockerContainer(KAFKA_IMAGE).with_bind_ports(port, port)
        container.with_volume_mapping(str(state / "server.properties"), "/etc/saphan/server.properties", "ro")
        super().__init__(container.with_kwargs(entrypoint=["bash", "-c", script]))

    def settings(self, user: str) -> KafkaSettings:
        """Give the settings of a client that logs in as this user."""
        password = SecretStr(self._users[user])
        return KafkaSettings(
            bootstrap=self.address.bootstrap, username=user, password=password, security="SASL_PLAINTEXT"
        )


class ContainerValkey(_Server):
    """The view of a stack in containers."""

    def __init__(self, state: Path, address: RedisAddress, users: dict[str, str]) -> None:
        self.address = address
        self._users = users
        settings = SETTINGS | {"bind": "0.0.0.0", "aclfile": "/etc/saphan/users.acl", "dir": "/data"}  # noqa: S104
        (state / "users.acl").write_text(acl_file(users), encoding="utf-8")
        (state / "valkey.conf").write_text("".join(f"{k} {v}\n" for k, v in settings.items()), encoding="utf-8")
        container = DockerContainer(VALKEY_IMAGE).with_bind_ports(6379, address.port)
        container.with_volume_mapping(str(state), "/etc/saphan", "ro")
        super().__init__(container.with_command("valkey-server /etc/saphan/valkey.conf"))

    def url(self, role: str) -> str:
        """Give the address as this role sees it."""
        return f"redis://{role}:{self._users[role]}@{self.address.host}:{self.address.port}/0"


class ContainerStack:
    """A stack in containers, with what the shared fixtures ask of a stack."""

    def __init__(self, state: Path, record: Record) -> None:
        self.state = state
        self.record = record
        self.kafka = ContainerKafka(state, record.kafka, record.users)
        self.valkey = ContainerValkey(state, record.redis, record.redis_users)

    @classmethod
    def start(cls, state: Path, partitions: int = 6) -> Self:
        """Start and provision; AssertionError when a server does not come up."""
        stack = cls(state, _record(partitions))
        stack.valkey.start()
        stack.kafka.start()
        admin, url = stack.kafka.settings("admin"), stack.valkey.url("admin")
        assert wait_until(lambda: answers(admin) and redis_answers(url), UP_SECONDS_MAX)
        provision(admin, url, partitions, DEMONSTRATION)
        return stack

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kafka.stop()
        self.valkey.stop()


def _record(partitions: int) -> Record:
    kafka = KafkaAddress(
        bootstrap=f"127.0.0.1:{free_port()}",
        version=jars.VERSION,
        how="testcontainers",
        controller_port=29093,
        cluster_id=new_cluster_id(),
    )
    return Record(
        kafka=kafka,
        redis=RedisAddress(host="127.0.0.1", port=free_port()),
        users=records.new_kafka_users(),
        redis_users=records.new_redis_users(),
        keys=records.new_keys(),
        partitions=partitions,
        web_port=free_port(),
    )
