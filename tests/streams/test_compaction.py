"""A log full of late and deleted versions, compacted by force, rebuilds into the same view."""

from pathlib import Path
from typing import Any

import pytest
from confluent_kafka.admin import AdminClient, AlterConfigOpType, ConfigEntry, ConfigResource, ResourceType

from operations.provisioning.probe import admin_client
from schemas import codec, view
from schemas.partition import event_key
from schemas.topics import STUDENT
from tests.conftest import FreshStack
from tests.contract.examples import EXAMPLES
from tests.streams.processes import Platform, WorkerProcess, until

pytestmark = [pytest.mark.faults, pytest.mark.timeout(240)]
COMPACTS_AT_ONCE = {
    "min.compaction.lag.ms": "0",
    "max.compaction.lag.ms": "1000",
    "min.cleanable.dirty.ratio": "0.0",
    "segment.ms": "1000",
}


def _compact_at_once(admin: AdminClient) -> None:
    entries = [ConfigEntry(name, value, incremental_operation=AlterConfigOpType.SET) for name, value in _settings()]
    resource = ConfigResource(ResourceType.TOPIC, STUDENT, incremental_configs=entries)
    for done in admin.incremental_alter_configs([resource]).values():
        done.result(30)


def _settings() -> list[tuple[str, str]]:
    return list(COMPACTS_AT_ONCE.items())


def _delete(platform: Platform, key: bytes, version: int) -> None:
    meta = codec.Meta(codec.event_id(STUDENT, key, version), version, "DELETE", 1_790_000_000_000)
    platform.put(key, codec.encode(STUDENT, meta, None))


def _upsert(platform: Platform, key: bytes, version: int) -> None:
    meta = codec.Meta(codec.event_id(STUDENT, key, version), version, "UPSERT", 1_790_000_000_000)
    platform.put(key, codec.encode(STUDENT, meta, EXAMPLES[STUDENT].model_dump()))


def _held(platform: Platform) -> dict[bytes, bytes]:
    """Give every record of the view by tag, subject and field."""
    found: dict[bytes, bytes] = {}
    for key in platform.redis.scan_iter(match="{*}:p:*"):
        found |= {key + b" " + name: packed for name, packed in platform.redis.hgetall(key).items()}
    return found


def _versions(records: list[Any]) -> dict[bytes, list[int]]:
    seen: dict[bytes, list[int]] = {}
    for record in records:
        seen.setdefault(record.key(), []).append(codec.peek(record.value())[0])
    return seen


def test_after_a_forced_compaction_a_rebuild_gives_the_same_digest(fresh_stack: FreshStack, tmp_path: Path) -> None:
    stack = fresh_stack(partitions=2)
    _compact_at_once(admin_client(stack.kafka.settings("admin")))
    with Platform(stack, seed=3) as platform, WorkerProcess(stack, tmp_path / "worker.log") as worker:
        late = event_key("00aa" + "1" * 28, "1" * 16)
        gone = event_key("00ab" + "2" * 28, "2" * 16)
        _upsert(platform, late, 5)
        _upsert(platform, gone, 3)
        _delete(platform, gone, 7)
        platform.flush()
        # Late arrivals that compaction, keeping the last, would make the only ones.
        _upsert(platform, late, 4)
        _upsert(platform, gone, 6)
        platform.write(3000)
        assert platform.view_equals_log()
        until(
            lambda: not any(platform.redis.scard(f"{{{n}}}:repair") for n in range(2)) and platform.reached(),
            "stale arrivals were not repaired",
        )
        before = _held(platform)

        def compacted() -> bool:
            # A record more in each partition closes the segment that is to be compacted.
            for number, person in enumerate(("0000", "0001")):
                _upsert(platform, event_key(person + "f" * 28, "f" * 16), 1 + number)
            platform.flush()
            kept = _versions(platform.records(STUDENT))
            return kept[late] == [5] and kept[gone] == [7]

        until(compacted, "the log was not compacted", 120.0)
        platform.redis.flushall()
        assert platform.view_equals_log()
        after = _held(platform)
        assert {name for name in after if b"ffff" not in name} == set(before)
        assert view.digest({name: after[name] for name in before}) == view.digest(before)
        assert worker.running()
