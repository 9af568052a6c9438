"""People erased while the platform is behind, then late events and a view built again: nobody of them is ever back."""

import signal
from collections.abc import Iterator
from threading import Thread
from typing import Any, Final

import httpx2
import pytest
from confluent_kafka import Producer
from redis import Redis

from operations.access import read_settings
from operations.local.environment import environment
from operations.local.stack import Stack
from operations.local.supervisor import Supervisor
from operations.local.waiting import wait_until
from operations.people.erasing import Erased, Means, Reason, erase
from operations.people.reading import RedisView
from operations.rulings import RulingLog
from operations.web.clock import now_ms
from schemas import codec
from schemas.connection import KafkaSettings
from schemas.key_service import KeyServiceSettings
from schemas.partition import partition
from schemas.sealing import seal, unseal
from schemas.topics import MATCH, STUDENT
from tests.contract.examples import EXAMPLES
from tests.faults.living import Living, assert_whole
from tests.faults.traces import Logged, Traces

pytestmark = [pytest.mark.faults, pytest.mark.timeout(400)]
PEOPLE: Final = 120
SECONDS_MAX: Final = 90.0
WORKERS: Final = ("worker-1", "worker-2")


class Erasing:
    """A living platform on which some people are erased: who, and what lay in the log about them before."""

    def __init__(self, living: Living) -> None:
        self.living = living
        self.traces = Traces(living.stack)
        self.people: list[str] = []
        self.returning = ""
        self.others: list[str] = []
        self.before: list[Logged] = []
        self.found: list[Erased] = []

    def choose(self) -> None:
        """Take people who have matches first, then others of the register."""
        logged = self.traces.logged(_Everybody())
        of = {name: sorted({one.key[:32].decode() for one in logged if one.topic == name}) for name in (MATCH, STUDENT)}
        matched = of[MATCH][: PEOPLE // 2]
        others = [person for person in of[STUDENT] if person not in matched]
        self.people = matched + others[: PEOPLE - len(matched)]
        self.returning, *self.others = others[PEOPLE : PEOPLE + 40]
        self.before = [one for one in logged if one.key[:32].decode() in {*self.people, self.returning}]

    def erase(self) -> None:
        """Carry the erasure out as the steward does."""
        told = environment(self.living.stack, "steward")
        kafka: KafkaSettings = read_settings(KafkaSettings, told)
        view = RedisView(told["SAPHAN_REDIS_URL"], self.living.stack.record.partitions)
        keys = read_settings(KeyServiceSettings, told).client()
        rulings = RulingLog(kafka, self.living.stack.record.partitions)
        means = Means(view.entries, rulings, keys, lambda _: None, now_ms, wait_until)
        self.found.append(erase([*self.people, self.returning], Reason.PERSON_ASKED, means, SECONDS_MAX))
        view.close()
        keys.close()

    def send_late(self) -> None:
        """Send what was known before once more, as an edge would that had kept it: accepted before the erasure."""
        producer = Producer(self.living.stack.kafka.settings("ovec").librdkafka())
        at = self.found[-1].until_ms - 60_000
        for one in self.before:
            if one.topic == STUDENT:
                producer.produce(STUDENT, key=one.key, value=one.value, partition=one.partition, timestamp=at)
        producer.flush()

    def empty_the_view(self) -> None:
        """Lose the view, so that it is built again from the log."""
        client: Any = Redis.from_url(self.living.stack.valkey.url("admin"))
        client.flushall()
        client.close()


class _Everybody:
    def __contains__(self, _: object) -> bool:
        return True


@pytest.fixture(scope="module")
def erasing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Erasing]:
    with Stack.start(tmp_path_factory.mktemp("erasing")) as stack, Supervisor(stack.state) as supervisor:
        living = Living(stack, supervisor)
        living.begin()
        platform = Erasing(living)
        living.until_more_is_accepted(100)
        _fall_behind(living)
        platform.choose()
        asked = Thread(target=platform.erase)
        asked.start()
        for name in WORKERS:
            supervisor.signal(name, signal.SIGCONT)
        asked.join()
        yield platform


def _fall_behind(living: Living) -> None:
    """Let records wait that no worker has applied, then end the agencies: they would enrol the erased anew."""
    for name in WORKERS:
        living.supervisor.signal(name, signal.SIGSTOP)
    living.until_more_is_accepted(40)
    living.supervisor.signal("simulate", signal.SIGTERM)
    living.until(lambda: not living.supervisor.alive("simulate"), "the agencies to end")


def nobody_is_back(erasing: Erasing) -> None:
    assert erasing.traces.in_view(erasing.people) == {}
    assert erasing.traces.dead_letters(erasing.people) == []
    assert erasing.traces.in_databases(erasing.people) == {}


def test_the_people_chosen_left_traces_everywhere(erasing: Erasing) -> None:
    assert len(erasing.people) == PEOPLE
    assert {STUDENT, MATCH} <= {one.topic for one in erasing.before}


def test_erased_during_a_backlog_they_are_gone_from_view_alerts_desk_and_pages(erasing: Erasing) -> None:
    found = erasing.found[0]
    assert found.complete
    assert set(found.pseudonyms) >= set(erasing.people)
    assert_whole(erasing.living.at_rest())
    assert wait_until(lambda: not erasing.traces.in_databases(erasing.people), SECONDS_MAX)
    nobody_is_back(erasing)
    address = f"http://127.0.0.1:{erasing.living.stack.record.web_port}"
    page = httpx2.get(f"{address}/desk").text
    assert not any(person in page for person in erasing.people)


def test_no_key_of_theirs_is_left_and_everybody_elses_is(erasing: Erasing) -> None:
    assert erasing.traces.keys(erasing.people, "ovec") == {}
    others = [person for person in erasing.others if person not in erasing.found[0].pseudonyms]
    assert len(erasing.traces.keys(others, "ovec")) == len(others) > 0


def test_late_events_and_a_view_built_again_bring_nobody_back(erasing: Erasing) -> None:
    assert_whole(erasing.living.at_rest())
    alerts = erasing.living.alerts["ids"]
    erasing.send_late()
    assert_whole(erasing.living.at_rest())
    nobody_is_back(erasing)
    erasing.empty_the_view()
    found = erasing.living.at_rest()
    assert_whole(found)
    assert found.as_dict()["profiles"] > 0
    nobody_is_back(erasing)
    assert erasing.living.alerts["ids"] == alerts


def test_after_compaction_the_log_holds_nothing_of_them_but_the_decisions(erasing: Erasing) -> None:
    erasing.traces.hurry_compaction()

    def gone() -> bool:
        erasing.traces.roll()
        return not [one for one in erasing.traces.logged(erasing.people) if one.value is not None]

    assert wait_until(gone, SECONDS_MAX, 2.0)
    assert_whole(erasing.living.at_rest())
    nobody_is_back(erasing)


def test_whoever_enrols_afterwards_starts_anew_under_a_new_key(erasing: Erasing) -> None:
    person, stack = erasing.returning, erasing.living.stack
    (key,) = {one.key for one in erasing.before if one.topic == STUDENT and one.key.startswith(person.encode())}
    told = environment(stack, "ovec")
    with read_settings(KeyServiceSettings, told).client() as keys:
        sealed = seal(keys.keys_for([person], "ovec")[person], STUDENT, person, {"name": "ทดสอบ"})
    at = erasing.found[-1].until_ms + 1
    data = EXAMPLES[STUDENT].model_copy(update={"identity": sealed}).model_dump()
    value = codec.encode(STUDENT, codec.Meta(bytes(16), at, "UPSERT", at), data)
    producer = Producer(stack.kafka.settings("ovec").librdkafka())
    producer.produce(STUDENT, key=key, value=value, partition=partition(person, stack.record.partitions), timestamp=at)
    producer.flush()
    assert wait_until(lambda: erasing.traces.in_view([person]), SECONDS_MAX)
    assert_whole(erasing.living.at_rest())
    nobody_is_back(erasing)
    opened = unseal(erasing.traces.keys([person], "ovec")[person], STUDENT, person, sealed)
    assert opened == {"name": "ทดสอบ"}
