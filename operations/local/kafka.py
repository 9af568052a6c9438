"""One Apache Kafka broker on this machine: its own controller, SCRAM users, everything denied that no rule allows."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from pydantic import SecretStr

from operations.local import kafka_settings
from operations.local.child import Child, last_line, nobody, start_child
from operations.local.errors import StackError
from operations.local.jars import java
from operations.local.records import KafkaAddress
from operations.local.server import Server, write_private
from operations.local.waiting import wait_until
from operations.provisioning.probe import answers
from schemas.connection import KafkaSettings

# The quickest way up: one collector thread, no second compiler, and the class data of the last start.
JVM: Final = ("-Xms128m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData")
FORMAT_SECONDS_MAX: Final = 90.0


class Kafka(Server):
    """The broker of a stack; killed and started again it keeps its port and its log."""

    TITLE = "Kafka"
    UP_SECONDS_MAX = 90.0
    STOP_SECONDS_MAX = 20.0

    def __init__(
        self,
        state: Path,
        address: KafkaAddress,
        users: Mapping[str, str],
        class_path: str,
        started: Callable[[], None] = nobody,
    ) -> None:
        super().__init__(state / "logs" / "kafka.log", started)
        self.address = address
        self._folder = state / "kafka"
        self._users = users
        self._class_path = class_path

    def settings(self, user: str) -> KafkaSettings:
        """Give the settings of a client that logs in as this user."""
        return KafkaSettings(
            bootstrap=self.address.bootstrap,
            username=user,
            password=SecretStr(self._users[user]),
            security="SASL_PLAINTEXT",
        )

    def _launch(self) -> Child:
        """Format the folder if it is new, and start."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._write("server.properties", kafka_settings.server_properties(self._folder, self.address, self._users))
        self._write("log4j2.properties", kafka_settings.LOGGING)
        if not (self._folder / "data" / "meta.properties").exists():
            self._format()
        return self._java("kafka", self._log, "kafka.Kafka", str(self._folder / "server.properties"))

    def _format(self) -> None:
        """Prepare an empty folder; what it prints holds the users' stored keys, so it is not kept."""
        arguments = kafka_settings.format_arguments(self._folder, self.address, self._users)
        log = self._folder / "format.log"
        self._write(log.name, "")
        formatting = self._java("format", log, "kafka.tools.StorageTool", *arguments)
        if not wait_until(lambda: formatting.exit_code() is not None, FORMAT_SECONDS_MAX) or formatting.exit_code():
            formatting.kill()
            raise StackError(f"Kafka's folder could not be prepared: {last_line(log)}")
        log.unlink()
        (self._folder / "format.args").unlink()

    def _java(self, name: str, log: Path, *command: str) -> Child:
        """Start Java with its arguments in a file: passwords are not for the list of processes."""
        arguments = (*JVM, f"-Dlog4j2.configurationFile={self._folder / 'log4j2.properties'}", "-cp", self._class_path)
        path = self._folder / f"{name}.args"
        self._write(path.name, "\n".join(kafka_settings.quoted(one) for one in (*arguments, *command)))
        return start_child(name, [java(), f"@{path}"], log, tied=self.tied)

    def _write(self, name: str, text: str) -> None:
        write_private(self._folder / name, text)

    def _answers(self) -> bool:
        return answers(self.settings("admin"))

    def _address(self) -> str:
        return self.address.bootstrap
