"""Every data set an agency gives goes the whole way: written by its own principal, applied, and found in the view."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from confluent_kafka import Producer

from operations.local.stack import Stack
from schemas import codec, view
from schemas.partition import event_key, partition
from schemas.topics import AGENCIES, BY_NAME, TOPICS, Subject, Topic
from tests.contract.examples import EXAMPLES
from tests.streams.processes import Platform, WorkerProcess, until

pytestmark = [pytest.mark.faults, pytest.mark.timeout(240)]
GIVEN: Final = [topic for topic in TOPICS if topic.writer in AGENCIES]
PERSON: Final = "0a1b" + "c" * 28
KEPT, DELETED = "0" * 15 + "1", "0" * 15 + "2"


def _subject(topic: Topic) -> str:
    """Give the one person for records about people, and a subject of its own for anything else."""
    if topic.subject is Subject.PERSON:
        return PERSON
    return f"{GIVEN.index(topic):04x}" + "d" * 28


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """One stack with a worker on it, to which each agency has written each of its data sets."""
    folder: Path = tmp_path_factory.mktemp("data-sets")
    with (
        Stack.start(folder / "stack") as stack,
        Platform(stack, seed=1) as started,
        WorkerProcess(stack, folder / "worker.log"),
    ):
        until(lambda: all(started.tokens()), "the worker claimed no tags")
        for agency in AGENCIES:
            _write(stack, agency)
        assert started.view_equals_log()
        yield started


def _write(stack: Stack, agency: str) -> None:
    """Write, of each data set, a record whose newer version comes first, and one that is deleted."""
    producer = Producer(stack.kafka.settings(agency).librdkafka())
    refused: list[Any] = []
    for topic in (topic for topic in GIVEN if topic.writer == agency):
        data = EXAMPLES[topic.name].data()
        events = [(KEPT, 2, data), (KEPT, 1, data), (DELETED, 1, data), (DELETED, 2, None)]
        for record, version, held in events:
            key, meta = event_key(_subject(topic), record), codec.Meta(bytes(16), version, _operation(held), 0)
            producer.produce(
                topic.name,
                key=key,
                value=codec.encode(topic.name, meta, held),
                partition=partition(_subject(topic), stack.record.partitions),
                on_delivery=lambda error, _: refused.append(error) if error else None,
            )
    producer.flush()
    assert refused == []


def _operation(data: dict[str, Any] | None) -> codec.Operation:
    return "UPSERT" if data is not None else "DELETE"


@pytest.mark.parametrize("topic", GIVEN, ids=lambda topic: topic.name)
def test_the_newest_version_of_each_data_set_is_in_the_view_and_a_deleted_record_stays_deleted(
    platform: Platform, topic: Topic
) -> None:
    subject = _subject(topic)
    number = partition(subject, platform.partitions)
    held = platform.redis.hgetall(view.subject_key(number, subject))
    kept, deleted = (view.unpack(held[view.field(topic.name, record)]) for record in (KEPT, DELETED))
    assert (kept.version, kept.operation, deleted.version, deleted.operation) == (2, view.UPSERT, 2, view.DELETE)
    _, data = codec.decode(topic.name, kept.value)
    assert data is not None
    assert type(EXAMPLES[topic.name]).model_validate(data) == EXAMPLES[topic.name]


def test_what_nobody_wrote_is_not_there(platform: Platform) -> None:
    held = platform.redis.hgetall(view.subject_key(partition(PERSON, platform.partitions), PERSON))
    assert {view.split_field(name)[0] for name in held} == {
        topic.name for topic in GIVEN if topic.subject is Subject.PERSON
    }
    assert set(BY_NAME) > {topic.name for topic in GIVEN}
