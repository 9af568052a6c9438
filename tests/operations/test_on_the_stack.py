"""Status, verification and dead letters on a real Kafka, a real Valkey and a real worker."""

import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from confluent_kafka import Producer
from redis import Redis

from operations.access import Access, access_from
from operations.dead_letters.describing import opened_row
from operations.dead_letters.reading import grouped, letters
from operations.local.environment import environment
from operations.local.stack import Stack
from operations.local.supervisor import Supervisor
from operations.local.waiting import wait_until
from operations.status.gathering import Gatherer
from operations.status.snapshot import Snapshot
from operations.status.summary import summarise
from operations.verify.running import run
from operations.web.clock import now_ms
from schemas import view
from schemas.partition import event_key, partition
from schemas.topics import IDENTITY, STUDENT
from tests.operations.examples import PARTITIONS, RECORD, a_value, of_students

pytestmark = [pytest.mark.stack, pytest.mark.timeout(240)]

PEOPLE = [f"{number:04x}" + "a" * 28 for number in range(40)]
WAIT_SECONDS = 60.0
SAPHAN = str(Path(sys.executable).with_name("saphan"))


class Lived(NamedTuple):
    """A stack on which a worker has applied good and bad records."""

    stack: Stack
    access: Access
    redis: Any


def publish(stack: Stack) -> None:
    """Write good records in bad order with repeats, and one of each poison."""
    producer = Producer(stack.kafka.settings("admin").librdkafka())

    def put(
        topic: str, subject: str, value: bytes | None, *, key: bytes | None = None, number: int | None = None
    ) -> None:
        own = event_key(subject, RECORD) if key is None else key
        to = partition(subject, PARTITIONS) if number is None else number
        producer.produce(topic, key=own, value=value, partition=to)

    for person in PEOPLE:
        for version in (2, 1, 3, 3, 2):
            put(IDENTITY, person, a_value(version, decision="SPLIT", operation="DELETE" if version == 3 else "UPSERT"))
    first = PEOPLE[0]
    put(IDENTITY, first, a_value(9), key=b"not a key")
    put(IDENTITY, first, a_value(9), number=1)
    put(IDENTITY, first, b"\1" + a_value(9)[1:])
    put(IDENTITY, first, None)
    put(STUDENT, first, of_students(1).value)
    assert producer.flush(30) == 0


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    folder = tmp_path_factory.mktemp("operations")
    with Stack.start(folder) as stack, Supervisor(folder, stack.note) as supervisor:
        publish(stack)
        supervisor.start("worker", [SAPHAN, "worker", "run"], environment(stack, "worker"))
        access = access_from(environment(stack, "operator"))
        with closing(Redis.from_url(stack.valkey.url("admin"))) as redis:
            applied = wait_until(lambda: run(access, 0.0, lambda _: None).view_equals_log, WAIT_SECONDS, 1.0)
            assert applied, supervisor.log("worker").read_text()[-2000:]
            yield Lived(stack, access, redis)


@pytest.fixture
def look(lived: Lived) -> Iterator[Callable[[], Snapshot]]:
    gatherer = Gatherer(lived.access.kafka, lived.access.redis_url, lived.access.partitions, now_ms)
    with closing(gatherer):
        yield gatherer.snapshot


def test_the_view_equals_the_log_after_repeats_late_versions_deletes_and_poison(lived: Lived) -> None:
    found = run(lived.access, WAIT_SECONDS, lambda _: None)
    assert found.view_equals_log
    assert sum(tag.records for tag in found.tags) == len(PEOPLE) + 1
    assert sum(tag.refused for tag in found.tags) == 3


@pytest.mark.parametrize("planted", ["missing in the view", "not in the log", "another version", "other bytes"])
def test_a_difference_planted_in_redis_is_found_and_named_by_pseudonym(lived: Lived, planted: str) -> None:
    person = PEOPLE[7]
    key, name = view.subject_key(7 % PARTITIONS, person), view.field(IDENTITY, RECORD)
    held = lived.redis.hget(key, name)
    entry = view.unpack(held)
    extra = view.field(IDENTITY, "0" * 16)
    match planted:
        case "missing in the view":
            lived.redis.hdel(key, name)
        case "not in the log":
            lived.redis.hset(key, extra, held)
        case "another version":
            lived.redis.hset(key, name, view.pack(entry._replace(version=2)))
        case _:
            lived.redis.hset(key, name, view.pack(entry._replace(value=entry.value[:-1] + b"?")))
    try:
        found = run(lived.access, WAIT_SECONDS, lambda _: None)
    finally:
        lived.redis.hset(key, name, held)
        lived.redis.hdel(key, extra)
    (difference,) = [one for tag in found.tags for one in tag.differences]
    assert (difference.kind, found.view_equals_log) == (planted, False)
    assert difference.record.startswith(f"{person}/{IDENTITY}/")
    assert run(lived.access, WAIT_SECONDS, lambda _: None).view_equals_log


def test_status_says_who_owns_what_and_that_nothing_is_late(lived: Lived, look: Callable[[], Snapshot]) -> None:
    assert wait_until(lambda: not summarise(look()).reasons, WAIT_SECONDS, 1.0)
    summary = summarise(look())
    assert summary.state == "OK"
    assert [worker.tags for worker in summary.workers] == [tuple(range(PARTITIONS))]
    identity = next(row for row in summary.topics if row.topic == IDENTITY)
    assert (identity.lag_records, identity.newest_accepted_ms is not None) == (0, True)
    assert identity.records >= 5 * len(PEOPLE)
    assert lived.access.partitions == len(summary.tags)


def test_dead_letters_are_counted_by_code_and_opened_by_the_operators_key_only(
    lived: Lived, look: Callable[[], Snapshot]
) -> None:
    codes = {(IDENTITY, "BAD_KEY"), (IDENTITY, "WRONG_PARTITION"), (IDENTITY, "BAD_MAGIC"), (STUDENT, "TRUNCATED")}
    assert {(row.topic, row.code) for row in look().dead_letters} == codes
    found = list(letters(lived.access.kafka, lived.access.partitions))
    assert {(group.topic, group.code) for group in grouped(found)} == codes
    poison = next(letter for letter in found if letter.origin.code == "BAD_MAGIC")
    opened = opened_row(poison, bytes.fromhex(str(lived.access.operators_private_key)))
    assert opened["value"] == (b"\1" + a_value(9)[1:]).hex()


def test_a_redis_that_does_not_answer_is_named_and_kafka_is_still_shown(lived: Lived) -> None:
    nowhere = lived.access.redis_url.rpartition(":")[0] + ":1/0"
    with closing(Gatherer(lived.access.kafka, nowhere, lived.access.partitions, now_ms)) as gatherer:
        seen = gatherer.snapshot()
    assert seen.redis_error == "ConnectionError"
    assert seen.kafka_error is None
    assert any(log.end for log in seen.logs)
    assert [reason.code for reason in summarise(seen).reasons] == ["REDIS_UNREACHABLE"]
