"""Looks for every trace of some people on a living platform: view, log, dead letters, alerts, desk, pages, keys."""

import json
from collections import defaultdict
from collections.abc import Collection, Container, Iterator
from dataclasses import dataclass
from typing import Any, Final

from confluent_kafka import Producer
from confluent_kafka.admin import AlterConfigOpType, ConfigEntry, ConfigResource
from redis import Redis
from sqlalchemy import Connection, LargeBinary, String, cast, create_engine, inspect, select, table
from sqlalchemy.sql import column

from operations.bounded import BoundedReader, as_bytes
from operations.local.environment import environment
from operations.local.stack import Stack
from operations.provisioning.probe import admin_client
from schemas import view
from schemas.dead_letters import open_original
from schemas.key_service import RemoteKeys
from schemas.topics import APPLIED, BY_NAME, IDENTITY, Subject, dead_letter

OF_PEOPLE: Final = tuple(name for name in APPLIED if BY_NAME[name].subject is Subject.PERSON and name != IDENTITY)
# What the view keeps of an erased person: that they are, and the numbers by which late words are told from new ones.
KEPT_FIELDS: Final = (":erased", ":m:", ":r:")
HURRY: Final = {
    "min.compaction.lag.ms": "0",
    "max.compaction.lag.ms": "1",
    "delete.retention.ms": "0",
    "segment.ms": "1",
    "min.cleanable.dirty.ratio": "0.001",
}


@dataclass(frozen=True)
class Logged:
    """A record as it lies in the log."""

    topic: str
    partition: int
    key: bytes
    value: bytes | None


@dataclass(frozen=True)
class Traces:
    """One stack, searched for people."""

    stack: Stack

    def logged(self, people: Container[str], topics: Collection[str] = OF_PEOPLE) -> list[Logged]:
        """Give every record that lies in the log under these people's keys."""
        with BoundedReader(self.stack.kafka.settings("operator").librdkafka()) as reader:
            ends = reader.ends([*topics], self.stack.record.partitions)
            found = [
                Logged(str(one.topic()), one.partition() or 0, as_bytes(one.key()) or b"", as_bytes(one.value()))
                for one in reader.until(ends)
            ]
        return [one for one in found if one.key[:32].decode("ascii", "replace") in people]

    def dead_letters(self, people: Collection[str]) -> list[bytes]:
        """Give the keys of these people's records among the dead letters, opened as an operator does."""
        private = bytes.fromhex(self.stack.record.keys.operators_private)
        with BoundedReader(self.stack.kafka.settings("operator").librdkafka()) as reader:
            ends = reader.ends([dead_letter(name) for name in OF_PEOPLE], self.stack.record.partitions)
            keys = [open_original(private, as_bytes(one.value()) or b"").key or b"" for one in reader.until(ends)]
        return [key for key in keys if key[:32].decode("ascii", "replace") in people]

    def in_view(self, people: Collection[str]) -> dict[str, list[str]]:
        """Give, by person, where the view names them, besides what it keeps of the erased."""
        client: Any = Redis.from_url(self.stack.valkey.url("admin"))
        found: dict[str, list[str]] = defaultdict(list)
        for name in client.scan_iter(count=1000):
            for person in self._named(client, name.decode(), people):
                found[person].append(name.decode())
        client.close()
        return dict(found)

    def _named(self, client: Any, name: str, people: Collection[str]) -> Iterator[str]:
        kind = client.type(name)
        if kind == b"hash" and ":p:" in name:
            own = [view.split_field(one)[0] for one in client.hkeys(name)]
            yield from (person for person in people if person in name and any(topic != IDENTITY for topic in own))
        elif kind == b"hash" and not any(kept in name for kept in KEPT_FIELDS):
            yield from (field.decode() for field in client.hkeys(name) if field.decode() in people)
        elif kind == b"zset":
            yield from (one.decode()[-32:] for one in client.zrange(name, 0, -1) if one.decode()[-32:] in people)
        elif kind == b"set":
            members = [one.decode().split("/") for one in client.smembers(name)]
            yield from (parts[1] for parts in members if len(parts) > 1 and parts[1] in people)

    def in_databases(self, people: Collection[str]) -> dict[str, list[str]]:
        """Give, by table of the alerts and the desk, which of these people it names anywhere."""
        found = {}
        for file in ("alerts", "desk"):
            engine = create_engine(f"sqlite:///{self.stack.state / f'{file}.db'}")
            with engine.connect() as connection:
                for name in inspect(engine).get_table_names():
                    text = _text(connection, name)
                    if named := [person for person in people if person in text]:
                        found[name] = named
            engine.dispose()
        return found

    def keys(self, people: Collection[str], agency: str) -> dict[str, bytes]:
        """Give the keys that still exist."""
        told = environment(self.stack, "steward")
        with RemoteKeys(told["SAPHAN_KEYS_URL"], told["SAPHAN_KEYS_TOKEN"]) as keys:
            found = {person: keys.existing_key(person, agency) for person in people}
        return {person: key for person, key in found.items() if key is not None}

    def hurry_compaction(self) -> None:
        """Let the broker compact at once instead of after days."""
        admin = admin_client(self.stack.kafka.settings("admin"))
        changes = [ConfigEntry(*one, incremental_operation=AlterConfigOpType.SET) for one in HURRY.items()]
        for name in OF_PEOPLE:
            resource = ConfigResource(ConfigResource.Type.TOPIC, name, incremental_configs=changes)
            for done in admin.incremental_alter_configs([resource]).values():
                done.result()

    def roll(self) -> None:
        """Begin a new segment everywhere, since the one being written is never compacted: by tombstones of nobody."""
        producer = Producer(self.stack.kafka.settings("worker").librdkafka())
        for name in OF_PEOPLE:
            for number in range(self.stack.record.partitions):
                nobody = f"{number:04x}".encode() + b"f" * 28 + b"/" + b"f" * 16
                producer.produce(name, key=nobody, value=None, partition=number)
        producer.flush()


def _text(connection: Connection, name: str) -> str:
    """Give all that a table says in words and numbers; framed events are told apart by their own test."""
    columns = [one for one in inspect(connection).get_columns(name) if not isinstance(one["type"], LargeBinary)]
    words = [cast(column(one["name"]), String) for one in columns]
    return json.dumps([tuple(row) for row in connection.execute(select(*words).select_from(table(name)))])
