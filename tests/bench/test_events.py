"""The events of the bench: repeatable, well-formed, of the size that was asked for."""

from statistics import mean

from bench.events import events
from schemas import codec
from schemas.partition import partition, split_key
from schemas.topics import INSURANCE

PARTITIONS = 6


def test_the_same_seed_gives_the_same_events_and_another_seed_others() -> None:
    assert list(events(50, PARTITIONS)) == list(events(50, PARTITIONS))
    assert list(events(50, PARTITIONS)) != list(events(50, PARTITIONS, seed=2))


def test_every_event_passes_the_gate_and_lies_in_its_subjects_partition() -> None:
    for event in events(100, PARTITIONS):
        _, data = codec.decode(INSURANCE, event.value)
        assert data
        assert event.partition == partition(split_key(event.key)[0], PARTITIONS)


def test_an_event_is_about_195_bytes() -> None:
    assert 190 < mean(len(event.value) for event in events(500, PARTITIONS)) < 200


def test_each_event_is_a_record_of_its_own_and_a_person_has_three() -> None:
    keys = [split_key(event.key) for event in events(300, PARTITIONS)]
    assert len(set(keys)) == len(keys) == 300
    assert len({subject for subject, _ in keys}) == 100


def test_every_partition_has_its_share() -> None:
    assert {event.partition for event in events(300, PARTITIONS)} == set(range(PARTITIONS))
