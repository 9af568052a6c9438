"""The publisher on a real broker: offsets, permissions, partitions, and what the view knows of the population."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from confluent_kafka import Consumer, TopicPartition
from redis import Redis
from redis.exceptions import RedisError

from producers.erasures import LiveErasures, RedisErasures
from producers.ledger import Ledger
from producers.population import LivePopulation, Membership, RedisView
from producers.publisher.kafka import KafkaEnds, KafkaLog
from producers.publisher.log import Failed, Placed
from producers.publisher.publishing import Publisher
from producers.publisher.reading import Reader
from producers.receipts import Accepted
from schemas.agreement import DEMONSTRATION
from schemas.codec import decode
from schemas.connection import KafkaSettings
from schemas.identifiers import classify
from schemas.partition import event_key, partition, split_key
from schemas.topics import (
    AGENCIES,
    DEMAND,
    IDENTITY,
    INSURANCE,
    LABOUR_STATISTICS,
    PLACEMENT,
    SKILL_TEST,
    STUDENT,
    TEST_PLAN,
    VACANCY,
    dead_letter,
)
from schemas.view import Entry, field, pack, subject_key, watermark_key
from tests.producers.fakes import NOON_MS, PARTITIONS, FakeErasures, FakeLog, edge, publisher
from tests.producers.rows import PIN, ROWS, STUDENT_ROW

Settings = Callable[[str], KafkaSettings]
OWNED = {
    STUDENT: "ovec",
    DEMAND: "ovec",
    VACANCY: "doe",
    PLACEMENT: "doe",
    INSURANCE: "sso",
    SKILL_TEST: "dsd",
    TEST_PLAN: "dsd",
    LABOUR_STATISTICS: "mol",
}


def at(settings: KafkaSettings, topic: str, number: int, offset: int) -> Any:
    """Read the one record a receipt names."""
    consumer = Consumer(settings.librdkafka() | {"group.id": "saphan.test", "enable.auto.commit": False})
    try:
        consumer.assign([TopicPartition(topic, number, offset)])
        message = consumer.poll(20)
        assert message is not None
        assert message.error() is None
        return message
    finally:
        consumer.close()


def on_kafka(settings: KafkaSettings, ledger: Ledger, agency: str = "ovec") -> Publisher:
    reader = Reader(edge(agency), None, FakeErasures())
    return Publisher(reader, ledger, KafkaLog(settings, PARTITIONS), DEMONSTRATION, lambda: NOON_MS)


def test_a_receipt_names_where_the_event_stands_and_a_repeat_names_the_same_place(
    kafka_settings: Settings, tmp_path: Path
) -> None:
    sender = on_kafka(kafka_settings("ovec"), Ledger(f"sqlite:///{tmp_path / 'ledger.db'}"))
    rows = [{**STUDENT_ROW, "student_id": f"kafka-{tmp_path.name}-{number}"} for number in range(5)]
    receipts = sender.publish(STUDENT, [*rows, rows[0]])
    assert receipts[5] == receipts[0]
    assert sender.publish(STUDENT, rows) == receipts[:5]
    offsets = [receipt.offset for receipt in receipts[:5] if isinstance(receipt, Accepted)]
    assert offsets == list(range(offsets[0], offsets[0] + 5))
    message = at(kafka_settings("worker"), STUDENT, partition(edge("ovec").pseudonym(classify(PIN)), 6), offsets[3])
    meta, data = decode(STUDENT, message.value())
    assert (meta.version, data is not None and data["province"]) == (2, "21")
    assert message.timestamp()[1] == NOON_MS
    headers = dict(message.headers())
    assert headers["ce_type"] == b"th.saphan.ovec.student.v1"
    assert headers["traceparent"].startswith(b"00-" + meta.event_id.hex().encode())


@pytest.mark.parametrize(("agency", "topic"), [("ovec", DEMAND), ("dsd", TEST_PLAN), ("mol", LABOUR_STATISTICS)])
def test_a_record_about_no_person_stands_where_its_receipt_says(
    kafka_settings: Settings, agency: str, topic: str
) -> None:
    sender = on_kafka(kafka_settings(agency), Ledger("sqlite://"), agency)
    (receipt,) = sender.publish(topic, [ROWS[topic]])
    assert isinstance(receipt, Accepted)
    message = at(kafka_settings("worker"), topic, receipt.partition, receipt.offset)
    meta, data = decode(topic, message.value())
    assert (meta.version, data is not None and data["province"]) == (2, "21")
    subject, _record = split_key(message.key())
    assert partition(subject, PARTITIONS) == receipt.partition


@pytest.mark.parametrize("agency", ["ovec", "dsd"])
def test_the_edge_learns_from_the_view_since_when_somebody_is_erased_once_all_decisions_are_applied(
    kafka_settings: Settings, view_url: Callable[[str], str], redis_admin: Any, agency: str
) -> None:
    person, stranger = f"0000{agency.encode().hex():0<28}", "0000" + "f" * 28
    ends = KafkaEnds(kafka_settings(agency))
    erasures = LiveErasures(ends, RedisErasures(Redis.from_url(view_url("edge")), RedisError), PARTITIONS)
    end = ends.ends(IDENTITY, [0])[0]
    if end:
        assert erasures.moments(STUDENT, [person]) == {person: None}
    redis_admin.hset(watermark_key(0), IDENTITY, end - 1)
    assert erasures.moments(STUDENT, [person]) == {person: 0}
    redis_admin.hset("{0}:erased", person, NOON_MS)
    redis_admin.hset("{0}:erased", f"{person}/{SKILL_TEST}", NOON_MS + 5)
    assert erasures.moments(STUDENT, [person]) == {person: NOON_MS}
    assert erasures.moments(SKILL_TEST, [person, stranger]) == {person: NOON_MS + 5, stranger: 0}
    nowhere = RedisErasures(Redis(host="127.0.0.1", port=1), RedisError)
    assert LiveErasures(ends, nowhere, PARTITIONS).moments(STUDENT, [person]) == {person: None}


@pytest.mark.parametrize("agency", AGENCIES)
def test_an_agency_can_write_its_own_topics_and_no_others(kafka_settings: Settings, agency: str) -> None:
    log = KafkaLog(kafka_settings(agency), PARTITIONS)
    fake = FakeLog()
    publisher("ovec", fake).publish(STUDENT, [STUDENT_ROW])
    (event,) = fake.events(STUDENT)
    for topic, owner in (*OWNED.items(), (dead_letter(STUDENT), "saphan")):
        key = event_key(event.subject, "00112233445566ff")
        (outcome,) = log.send([type(event)(topic, event.subject, key, event.value, ())], NOON_MS)
        if owner == agency:
            assert isinstance(outcome, Placed)
        else:
            assert outcome == Failed("TOPIC_AUTHORIZATION_FAILED")
    log.close()


def test_a_log_with_another_number_of_partitions_is_not_written_to(kafka_settings: Settings) -> None:
    log = KafkaLog(kafka_settings("ovec"), PARTITIONS + 1)
    fake = FakeLog()
    publisher("ovec", fake).publish(STUDENT, [STUDENT_ROW])
    with pytest.raises(ValueError, match="has 6 partitions, not 7"):
        log.send(fake.events(STUDENT), NOON_MS)


def test_membership_is_known_only_once_the_view_has_reached_the_logs_end(
    kafka_settings: Settings, view_url: Callable[[str], str], redis_admin: Any, tmp_path: Path
) -> None:
    sender = on_kafka(kafka_settings("ovec"), Ledger("sqlite://"))
    (receipt,) = sender.publish(STUDENT, [{**STUDENT_ROW, "student_id": tmp_path.name}])
    assert isinstance(receipt, Accepted)
    person, number = edge("ovec").pseudonym(classify(PIN)), receipt.partition
    stranger = person[:4] + "f" * 28
    view = RedisView(Redis.from_url(view_url("edge")), RedisError)
    population = LivePopulation(KafkaEnds(kafka_settings("sso")), view, PARTITIONS)
    assert population.ask([person, stranger]) == dict.fromkeys((person, stranger), Membership.NOT_KNOWN)
    entry = pack(Entry(2, NOON_MS, 0, b"value"))
    redis_admin.hset(subject_key(number, person), field(STUDENT, "0" * 16), entry)
    redis_admin.hset(watermark_key(number), STUDENT, receipt.offset - 1)
    assert population.ask([person])[person] is Membership.NOT_KNOWN
    redis_admin.hset(watermark_key(number), STUDENT, receipt.offset)
    assert population.ask([person, stranger]) == {person: Membership.YES, stranger: Membership.NO}
    redis_admin.hset(subject_key(number, person), field(STUDENT, "0" * 16), pack(Entry(3, NOON_MS, 1, b"value")))
    assert population.ask([person])[person] is Membership.NO


def test_a_view_that_can_not_be_reached_makes_membership_not_known(kafka_settings: Settings) -> None:
    view = RedisView(Redis(host="127.0.0.1", port=1), RedisError)
    population = LivePopulation(KafkaEnds(kafka_settings("sso")), view, PARTITIONS)
    assert population.ask(["0" * 32]) == {"0" * 32: Membership.NOT_KNOWN}


def test_a_broker_that_can_not_be_reached_makes_membership_not_known() -> None:
    nowhere = KafkaSettings(bootstrap="127.0.0.1:1", security="PLAINTEXT")
    assert KafkaEnds(nowhere, ask_seconds_max=1).ends(STUDENT, [0]) == {}


def test_batches_of_several_threads_share_a_producer_and_each_gets_its_own_answers(kafka_settings: Settings) -> None:
    log, fake = KafkaLog(kafka_settings("doe"), PARTITIONS), FakeLog()
    publisher("doe", fake).publish(VACANCY, [ROWS[VACANCY]])
    (event,) = fake.events(VACANCY)
    batches = [[event._replace(key=event_key(event.subject, f"{n:08x}{m:08x}")) for m in range(300)] for n in range(6)]
    with ThreadPoolExecutor(6) as threads:
        outcomes = list(threads.map(lambda batch: log.send(batch, NOON_MS), batches))
    places = [place for batch in outcomes for place in batch if isinstance(place, Placed)]
    assert len(set(places)) == len(places) == 1800
    for batch in outcomes:
        assert [place.offset for place in batch if isinstance(place, Placed)] == sorted(
            place.offset for place in batch if isinstance(place, Placed)
        )
    log.close()
