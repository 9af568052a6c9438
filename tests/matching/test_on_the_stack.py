"""Two real workers on a real Kafka and a real Valkey: people and vacancies of the same instant find each other."""

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from confluent_kafka import Consumer, Producer, TopicPartition

from operations.local.environment import environment
from operations.local.stack import Stack
from operations.local.supervisor import Supervisor
from operations.local.waiting import wait_until
from schemas import codec, topics
from schemas.codes import occupations, provinces
from schemas.partition import partition
from tests.matching import examples

pytestmark = [pytest.mark.stack, pytest.mark.timeout(240)]

PAIRS = 200
WAIT_SECONDS = 120.0
SAPHAN = str(Path(sys.executable).with_name("saphan"))


def pairs() -> Iterator[tuple[str, str, str, str]]:
    """Give people and vacancies of which each fits exactly one other: an occupation of their own, in their province."""
    where = sorted(provinces())
    for number, occupation in zip(range(PAIRS), sorted(occupations()), strict=False):
        spread = f"{number * 977 % 65536:04x}"
        yield f"{spread}{number:028x}", f"{spread[::-1]}{number:027x}f", occupation, where[number % len(where)]


def produce(stack: Stack) -> None:
    """Let each pair be accepted at the same instant."""
    producer = Producer(stack.kafka.settings("admin").librdkafka() | {"linger.ms": 0})
    for person, vacancy, occupation, province in pairs():
        who = examples.student(field="-", province=province, district=None, desired_occupations=[occupation])
        what = examples.vacancy(occupation=occupation, province=province, district=None, certificate_required=False)
        for topic, subject, data in ((topics.STUDENT, person, who), (topics.VACANCY, vacancy, what)):
            key, value = examples.event(topic, subject, examples.record_id(), 1, data)
            producer.produce(topic, key=key, value=value, partition=partition(subject, stack.record.partitions))
    assert producer.flush(30) == 0


class Matches:
    """What the match topic has said so far."""

    def __init__(self, stack: Stack) -> None:
        self.said: Counter[tuple[str, str, str]] = Counter()
        settings = stack.kafka.settings("admin").librdkafka()
        self.consumer = Consumer(settings | {"group.id": "consumer.test", "auto.offset.reset": "earliest"})
        places = [TopicPartition(topics.MATCH, one, 0) for one in range(stack.record.partitions)]
        self.consumer.assign(places)

    def read(self) -> bool:
        """Read on; says whether every pair was matched."""
        while messages := self.consumer.consume(500, 0.2):
            for message in messages:
                key, value = message.key(), message.value()
                assert isinstance(key, bytes)
                assert isinstance(value, bytes)
                _, data = codec.decode(topics.MATCH, value)
                assert data is not None
                self.said[key[:32].decode(), data["vacancy"], data["status"]] += 1
        return len(self.said) >= EXPECTED_COUNT


def lawful(occupation: str) -> bool:
    """Leave out what the law demands a certificate for."""
    return occupation != "7411"


EXPECTED = Counter({(who, where, "OPEN"): 1 for who, where, occupation, _ in pairs() if lawful(occupation)})
EXPECTED_COUNT = len(EXPECTED)


def test_people_and_vacancies_of_the_same_instant_match_once_each_across_two_workers(tmp_path: Path) -> None:
    with Stack.start(tmp_path) as stack, Supervisor(tmp_path, stack.note) as supervisor:
        for number in (1, 2):
            supervisor.start(f"worker-{number}", [SAPHAN, "worker", "run"], environment(stack, "worker"))
        produce(stack)
        matches = Matches(stack)
        try:
            wait_until(matches.read, WAIT_SECONDS, 0.2)
        finally:
            matches.consumer.close()
        logs = "".join(supervisor.log(f"worker-{number}").read_text()[-1500:] for number in (1, 2))
        assert matches.said == EXPECTED, logs
