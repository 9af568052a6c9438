"""The local broker's settings, as close to production's as one loopback broker can be."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from operations.local.records import KafkaAddress

LOGGING: Final = """\
status = error
rootLogger.level = warn
rootLogger.appenderRef.console.ref = console
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %d{ISO8601} %p %m (%c{1})%n
logger.kafka.name = kafka.server.KafkaRaftServer
logger.kafka.level = info
"""

# Nobody is refused for being unknown to the broker by accident: what no rule allows is denied (deny by default).
FIXED: Final = {
    "process.roles": "broker,controller",
    "node.id": "1",
    "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
    "allow.everyone.if.no.acl.found": "false",
    "super.users": "User:admin",
    "auto.create.topics.enable": "false",
    "controller.listener.names": "CONTROLLER",
    "inter.broker.listener.name": "CLIENT",
    "listener.security.protocol.map": "CLIENT:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT",
    "sasl.enabled.mechanisms": "SCRAM-SHA-512",
    "sasl.mechanism.inter.broker.protocol": "SCRAM-SHA-512",
    # A controller can't look a SCRAM user up in the log that it is about to serve.
    "sasl.mechanism.controller.protocol": "PLAIN",
    "listener.name.controller.sasl.enabled.mechanisms": "PLAIN",
    # One broker, so one copy of everything.
    "default.replication.factor": "1",
    "offsets.topic.replication.factor": "1",
    "offsets.topic.num.partitions": "4",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "transaction.state.log.num.partitions": "4",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    # A killed broker may come back once its last session is over: soon, yet never for a busy machine.
    "broker.session.timeout.ms": "4000",
    "broker.heartbeat.interval.ms": "500",
    # A group of one machine needs no time to gather.
    "group.initial.rebalance.delay.ms": "100",
    "group.min.session.timeout.ms": "1000",
    "message.max.bytes": str(1024 * 1024),
    # Compaction is looked at often, so that a test that asks for it does not wait.
    "log.cleaner.backoff.ms": "500",
    "log.cleaner.dedupe.buffer.size": str(16 * 1024 * 1024),
    "log.retention.check.interval.ms": "60000",
    "num.network.threads": "2",
    "num.io.threads": "4",
    "background.threads": "2",
    "num.recovery.threads.per.data.dir": "2",
}


def server_properties(folder: Path, address: KafkaAddress, users: Mapping[str, str], listen: str = "127.0.0.1") -> str:
    """Write the broker's properties; they hold the admin's password, so the file is for its owner only."""
    port = address.bootstrap.rpartition(":")[2]
    admin, controller = users["admin"], f"127.0.0.1:{address.controller_port}"
    settings = FIXED | {
        "log.dirs": str(folder / "data"),
        "listeners": f"CLIENT://{listen}:{port},CONTROLLER://{controller}",
        "advertised.listeners": f"CLIENT://{address.bootstrap}",
        "controller.quorum.voters": f"1@{controller}",
        "listener.name.client.scram-sha-512.sasl.jaas.config": _login("scram.ScramLoginModule", admin),
        "listener.name.controller.plain.sasl.jaas.config": _login("plain.PlainLoginModule", admin, user_admin=admin),
    }
    return "".join(f"{name}={_escaped(value)}\n" for name, value in settings.items())


def format_arguments(folder: Path, address: KafkaAddress, users: Mapping[str, str]) -> list[str]:
    """Give the arguments that prepare an empty folder with every SCRAM user in it."""
    arguments = ["format", "-t", address.cluster_id, "-c", str(folder / "server.properties")]
    for name, password in users.items():
        arguments += ["--add-scram", f"SCRAM-SHA-512=[name={name},password={password},iterations=4096]"]
    return arguments


def quoted(argument: str) -> str:
    """Quote one line of Java's argument file."""
    escaped = argument.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _login(module: str, password: str, **others: str) -> str:
    facts = {"username": "admin", "password": password} | others
    options = " ".join(f'{name}="{value}"' for name, value in facts.items())
    return f"org.apache.kafka.common.security.{module} required {options};"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\")
