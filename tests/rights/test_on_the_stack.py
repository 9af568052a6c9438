"""A person's rights by the commands themselves: a real Kafka, a real Valkey, a real key service and a real worker."""

import json
import os
import stat
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from confluent_kafka import Producer

from operations.access import access_from, read_settings
from operations.local.environment import environment
from operations.local.stack import Stack
from operations.local.supervisor import Supervisor
from operations.local.waiting import wait_until
from operations.people.holding import Person, gather
from operations.people.reading import RedisView
from operations.verify.running import run as verify
from schemas import topics
from schemas.identifiers import classify
from schemas.key_service import KeyServiceSettings
from schemas.partition import partition
from schemas.person import pseudonym
from schemas.sealing import seal
from tests.matching import examples

pytestmark = [pytest.mark.stack, pytest.mark.timeout(240)]

WAIT_SECONDS = 60.0
STOPS_SECONDS_MAX = 10.0
SAPHAN = str(Path(sys.executable).with_name("saphan"))
NUMBER, OTHER = "1-9999-00000-01-3", "1-9999-00000-02-1"
NAME = "นางสาวตัวอย่าง สมมติ"
IDENTITY = {"name": NAME, "telephone": "000-000-0000"}
VACANCY = "0001" + "2" * 28


class Lived(NamedTuple):
    """A platform with one graduate whom one vacancy fits."""

    stack: Stack
    person: str
    other: str
    view: RedisView

    def now(self) -> Person:
        """Read what is held of the person now."""
        return gather(self.person, self.view.entries)

    def matched(self) -> bool:
        """Say whether the match stands."""
        return bool(self.now().open_matches())

    def run(self, *arguments: str, asked: str | None = None, expected: int = 0) -> str:
        """Run a command as an operator of this machine would, in the stack's folder."""
        environ = {name: value for name, value in os.environ.items() if not name.startswith("SAPHAN_")}
        done = subprocess.run(
            [SAPHAN, *arguments, "--state", str(self.stack.state)],
            input=asked, capture_output=True, text=True, check=False, env=environ, timeout=60,
        )  # fmt: skip
        assert done.returncode == expected, done.stdout + done.stderr
        assert NUMBER.replace("-", "") not in done.stdout + done.stderr
        return done.stdout


def publish(stack: Stack) -> list[str]:
    """Let two of OVEC's graduates and DOE's vacancy be in the log; gives the graduates' pseudonyms."""
    told: Mapping[str, str] = environment(stack, "ovec")
    key = bytes.fromhex(told["SAPHAN_PSEUDONYM_KEY"])
    people = [pseudonym(key, classify(number)) for number in (NUMBER, OTHER)]
    with closing(read_settings(KeyServiceSettings, told).client()) as keys:
        found = keys.keys_for(people, "ovec")
    records: list[tuple[str, str, dict[str, Any]]] = [(topics.VACANCY, VACANCY, examples.vacancy())]
    # Only the first wants work.
    for person, wish in zip(people, ("WORK", "FURTHER_STUDY"), strict=True):
        sealed = seal(found[person], topics.STUDENT, person, IDENTITY)
        records.append((topics.STUDENT, person, examples.student(identity=sealed, wish=wish)))
    producer = Producer(stack.kafka.settings("admin").librdkafka())
    for topic, subject, data in records:
        name, value = examples.event(topic, subject, examples.record_id(), 1, data)
        producer.produce(topic, key=name, value=value, partition=partition(subject, stack.record.partitions))
    assert producer.flush(30) == 0
    return people


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    folder = tmp_path_factory.mktemp("rights")
    with Stack.start(folder) as stack, Supervisor(folder, stack.note) as supervisor:
        supervisor.start("worker", [SAPHAN, "worker", "run"], environment(stack, "worker"))
        person, other = publish(stack)
        told = environment(stack, "steward")
        with closing(RedisView(told["SAPHAN_REDIS_URL"], stack.record.partitions)) as view:
            made = Lived(stack, person, other, view)
            assert wait_until(made.matched, WAIT_SECONDS, 0.1), supervisor.log("worker").read_text()[-2000:]
            yield made


def test_an_objection_withdraws_what_stands_at_once_and_its_withdrawal_lets_it_stand_again(lived: Lived) -> None:
    records = [one for one in lived.now().held if one.topic == topics.STUDENT]
    began = time.monotonic()
    outcome = json.loads(lived.run("person", "object", lived.person, "-o", "json"))
    took = time.monotonic() - began
    assert outcome == {"open_before": 1, "open_after": 0, "in_force": True}
    assert took < STOPS_SECONDS_MAX, f"{took:.1f} s with the command's own start"
    (match,) = lived.now().of(topics.MATCH)
    assert match.data is not None
    assert (match.data["status"], match.data["withdrawn_because"]) == ("WITHDRAWN", "OBJECTED")
    # What statistics are made of is as it was.
    assert [one for one in lived.now().held if one.topic == topics.STUDENT] == records

    lived.run("person", "withdraw-objection", lived.person)
    assert wait_until(lived.matched, WAIT_SECONDS, 0.1)
    (match,) = lived.now().of(topics.MATCH)
    assert (match.version, match.data and match.data["episode"]) == (4, 2)
    assert verify(access_from(environment(lived.stack, "operator")), WAIT_SECONDS, lambda _: None).view_equals_log


def test_a_person_named_by_their_number_is_told_what_is_held_and_never_by_that_number(lived: Lived) -> None:
    told = json.loads(lived.run("person", "explain", "--identifier", "-o", "json", asked=NUMBER + "\n"))
    assert told["person"] == lived.person
    student = next(one for one in told["data_sets"] if one["data_set"] == topics.STUDENT)
    assert (student["from"], student["clause"]) == ("ovec", "3.1.1(1)")
    assert student["records"][0]["fields"]["field"] == "ช่างไฟฟ้ากำลัง"
    read = lived.run("person", "explain", lived.person)
    assert "ทะเบียนนักเรียน นักศึกษา" in read
    assert NAME not in read


def test_a_number_is_no_argument_and_a_wrong_one_is_refused(lived: Lived) -> None:
    lived.run("person", "explain", "1" * 13, expected=2)
    lived.run("person", "explain", "--identifier", asked="1999900000000\n", expected=2)
    lived.run("person", "explain", expected=2)
    lived.run("person", "explain", lived.person, "--identifier", expected=2)


def test_a_persons_copy_holds_the_identity_that_the_key_service_opened(lived: Lived, tmp_path: Path) -> None:
    mine = tmp_path / "mine.json"
    said = lived.run("person", "export", lived.person, "--out", str(mine))
    assert NAME not in said
    copy = json.loads(mine.read_text(encoding="utf-8"))
    identities = [record["identity"] for one in copy["data_sets"] for record in one["records"] if record["identity"]]
    assert identities == [IDENTITY]
    assert stat.S_IMODE(mine.stat().st_mode) == 0o600
    lived.run("person", "export", lived.person, "--out", str(mine), expected=2)


def test_a_correction_waits_at_the_agency_that_owns_the_record(lived: Lived) -> None:
    record = lived.now().of(topics.STUDENT)[0].record
    asked = ("person", "correct", lived.person, "--data-set", topics.STUDENT, "--record", record, "--field", "district")
    assert "OVEC" in lived.run(*asked)
    assert "รออยู่แล้ว" in lived.run(*asked)
    told = json.loads(lived.run("person", "explain", lived.person, "-o", "json"))
    assert [(one["owner"], one["field"], one["answered"]) for one in told["corrections"]] == [
        ("ovec", "district", False)
    ]
    lived.run(*asked[:-1], "wage", expected=1)


def test_the_ledger_of_all_this_is_whole_and_a_head_vouches_for_it(lived: Lived, tmp_path: Path) -> None:
    lived.run("person", "explain", lived.person)
    mine = tmp_path / "ovec.jsonl"
    lived.run("audit", "head", "--out", str(mine))
    found = json.loads(lived.run("audit", "verify", "--heads", str(mine), "-o", "json"))
    assert found["well"]
    assert found["guarded_through"] == found["entries"] > 0
    seen = [json.loads(lived.run("person", "explain", one, "-o", "json")) for one in (lived.person, lived.other)]
    assert sum(one["seen_count"] for one in seen) == found["entries"]
    assert {entry["receiver"] for one in seen for entry in one["seen_by"]} == {"person"}


def test_whoever_is_erased_is_held_no_more_and_who_saw_them_still_is(lived: Lived, tmp_path: Path) -> None:
    lived.run("person", "explain", lived.other)
    erased = json.loads(lived.run("person", "erase", lived.other, "--yes", "-o", "json"))
    assert (erased["pseudonyms"], erased["records"], erased["complete"]) == ([lived.other], 1, True)
    told = json.loads(lived.run("person", "explain", lived.other, "-o", "json"))
    assert told["data_sets"] == []
    assert [one["decision"] for one in told["decisions"]] == ["ERASURE"]
    assert told["seen_count"] > 0
    lived.run("person", "export", lived.other, "--out", str(tmp_path / "none.json"))
    assert NAME not in (tmp_path / "none.json").read_text(encoding="utf-8")
