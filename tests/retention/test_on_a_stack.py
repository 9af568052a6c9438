"""`saphan retention` on a real platform: what is overdue ends in log and view, what is not stays."""

import json
from collections.abc import Iterator
from typing import Any, Final

import pytest
from confluent_kafka import Producer
from typer.testing import CliRunner

from operations.local.environment import environment
from operations.local.stack import Stack
from operations.retention.commands import app
from operations.web.clock import now_ms
from schemas import codec
from schemas.key_service import RemoteKeys
from schemas.partition import event_key, partition
from schemas.topics import DAY_MS, STUDENT
from tests.contract.examples import EXAMPLES
from tests.streams.processes import Platform, WorkerProcess, until

pytestmark = [pytest.mark.faults, pytest.mark.timeout(240)]
OLD, RECENT = (f"{number:04x}" + "a" * 28 for number in (1, 2))
LONG_AGO: Final = now_ms() - 3000 * DAY_MS


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    folder = tmp_path_factory.mktemp("retention")
    with (
        Stack.start(folder / "stack") as stack,
        Platform(stack, seed=2) as started,
        WorkerProcess(stack, folder / "worker.log"),
    ):
        told = environment(stack, "ovec")
        with RemoteKeys(told["SAPHAN_KEYS_URL"], told["SAPHAN_KEYS_TOKEN"]) as keys:
            keys.keys_for([OLD, RECENT], "ovec")
        producer = Producer(stack.kafka.settings("ovec").librdkafka())
        for person, record, at in ((OLD, 1, LONG_AGO), (RECENT, 1, LONG_AGO), (RECENT, 2, now_ms())):
            meta = codec.Meta(bytes(16), 1, "UPSERT", at)
            value = codec.encode(STUDENT, meta, EXAMPLES[STUDENT].model_dump())
            where = partition(person, started.partitions)
            producer.produce(
                STUDENT, key=event_key(person, f"{record:016x}"), value=value, partition=where, timestamp=at
            )
        producer.flush()
        assert started.view_equals_log()
        yield started


def asked(platform: Platform, *arguments: str) -> dict[str, Any]:
    """Run a subcommand as the steward; gives what it printed."""
    done = CliRunner().invoke(app, [*arguments, "-o", "json"], env=environment(platform.stack, "steward"))
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_what_is_overdue_is_planned_then_erased_and_ends_in_the_log(platform: Platform) -> None:
    assert asked(platform, "report")[STUDENT] | {"oldest_accepted": None} == {
        "days": 1826,
        "records": 3,
        "oldest_accepted": None,
        "overdue": 2,
    }
    plan = asked(platform, "run", "--dry-run")
    assert plan["data_sets"] == {STUDENT: {"records": 2, "people": 2}}
    assert asked(platform, "report")[STUDENT]["overdue"] == 2
    assert asked(platform, "run") == {**plan, "complete": True}
    assert asked(platform, "report")[STUDENT] | {"oldest_accepted": None} == {
        "days": 1826,
        "records": 1,
        "oldest_accepted": None,
        "overdue": 0,
    }
    assert asked(platform, "run")["data_sets"] == {}
    until(lambda: tombstones(platform) == {OLD, RECENT}, "the erased records did not end in the log")
    assert platform.view_equals_log()
    assert keys_left(platform) == {RECENT}


def tombstones(platform: Platform) -> set[str]:
    return {one.key()[:32].decode() for one in platform.records(STUDENT) if one.value() is None}


def keys_left(platform: Platform) -> set[str]:
    told = environment(platform.stack, "steward")
    with RemoteKeys(told["SAPHAN_KEYS_URL"], told["SAPHAN_KEYS_TOKEN"]) as keys:
        return {person for person in (OLD, RECENT) if keys.existing_key(person, "ovec")}
