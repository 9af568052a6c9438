"""A learner's G-code becomes a PIN on the real platform: found, joined, matched as one, split, and joined again."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import httpx2
import pytest
from redis import Redis

from operations.local.environment import environment
from operations.local.stack import Stack
from operations.local.supervisor import Supervisor
from operations.local.waiting import wait_until
from operations.review.reading import ViewPeople, together
from operations.review.settings import opened
from operations.rulings import Ruling
from producers.publisher.publishing import Publisher
from producers.receipts import Accepted, NotVocational, Receipt, TryAgain
from producers.settings import SimulationSettings
from producers.wiring import publisher
from schemas.identifiers import classify
from schemas.partition import match_record, partition
from schemas.person import pseudonym, subject
from schemas.profile import Profile, as_one, fold, stands_for
from schemas.topics import CERTIFICATE, IDENTITY, MATCH, STUDENT, TRAINING, VACANCY
from schemas.view import subject_key, unpack
from tests.producers.rows import CERTIFICATE_ROW, G_CODE, PIN, STUDENT_ROW, TRAINING_ROW, VACANCY_ROW

pytestmark = [pytest.mark.stack, pytest.mark.timeout(240)]

WAIT_SECONDS = 60.0
SAPHAN = str(Path(sys.executable).with_name("saphan"))


class Lived(NamedTuple):
    """A platform with a worker, and the edges of OVEC, DOE and DSD."""

    stack: Stack
    edges: Mapping[str, Publisher]
    redis: Any
    old: str
    new: str
    vacancy: str

    def publish(self, agency: str, topic: str, row: Mapping[str, str]) -> Receipt:
        """Send a row until the edge can say whether it is of the population."""
        receipts: list[Receipt] = []

        def answered() -> bool:
            receipts[:] = self.edges[agency].publish(topic, [row])
            return not isinstance(receipts[0], TryAgain)

        assert wait_until(answered, WAIT_SECONDS, 0.1), receipts
        return receipts[0]

    def held(self, one: str) -> dict[bytes, bytes]:
        """Give the bytes that the view holds under a pseudonym, but for decisions and matches."""
        records: dict[bytes, bytes] = self.redis.hgetall(subject_key(partition(one, self.stack.record.partitions), one))
        ours = (IDENTITY.encode(), MATCH.encode())
        return {name: packed for name, packed in records.items() if not name.startswith(ours)}

    def matches(self, one: str) -> list[tuple[str, int]]:
        """Give status and episode of each match under a pseudonym, whose ids must be what they always are."""
        records = self.redis.hgetall(subject_key(partition(one, self.stack.record.partitions), one))
        profile = fold(one, ((name, unpack(packed)) for name, packed in records.items()))
        assert {match.source.record for match in profile.matches} <= {match_record(one, self.vacancy)}
        return [(match.status, match.episode) for match in profile.matches]

    def whole(self, one: str) -> Profile:
        """Read a person under whichever of their numbers, as one."""
        people = ViewPeople(self.redis, self.stack.record.partitions)
        found = together(people, people.person(one))
        return as_one(stands_for(one, found), found)

    def review(self, *arguments: str, expected: int = 0) -> str:
        """Run `saphan review …` as a steward of this machine would."""
        environ = {name: value for name, value in os.environ.items() if not name.startswith("SAPHAN_")}
        done = subprocess.run(
            [SAPHAN, "review", *arguments, "--state", str(self.stack.state)],
            capture_output=True, text=True, check=False, env=environ, timeout=60,
        )  # fmt: skip
        assert done.returncode == expected, done.stdout + done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lived]:
    folder = tmp_path_factory.mktemp("identity")
    with (
        Stack.start(folder) as stack,
        Supervisor(folder, stack.note) as supervisor,
        pytest.MonkeyPatch.context() as patch,
    ):
        supervisor.start("worker", [SAPHAN, "worker", "run"], environment(stack, "worker"))
        supervisor.start("web", [SAPHAN, "web"], environment(stack, "web"))
        told = environment(stack, "simulate")
        key = bytes.fromhex(told["SAPHAN_PSEUDONYM_KEY"])
        old, new = (pseudonym(key, classify(number)) for number in (G_CODE, PIN))
        edges = {}
        for agency in ("ovec", "doe", "dsd"):
            for name, value in (told | environment(stack, agency)).items():
                patch.setenv(name, value)
            edges[agency] = publisher(agency, SimulationSettings())
        with closing(Redis.from_url(environment(stack, "steward")["SAPHAN_REDIS_URL"])) as redis:
            yield Lived(stack, edges, redis, old, new, subject(key, VACANCY, VACANCY_ROW["job_id"]))


OLD_ROW = STUDENT_ROW | {"citizen_id": G_CODE}
NEW_ROW = STUDENT_ROW | {"citizen_id": PIN, "other_ids": G_CODE, "revision": "3"}
CERTIFIED = CERTIFICATE_ROW | {"citizen_id": G_CODE}
TRAINED = TRAINING_ROW | {"citizen_id": G_CODE}
BETWEEN = TRAINED | {"training_no": "TR-00000002", "course": "งานไฟฟ้าเบื้องต้น"}
LATE = TRAINED | {"training_no": "TR-00000003", "course": "งานไฟฟ้าควบคุม"}
PARTED = TRAINED | {"training_no": "TR-00000004", "course": "งานซ่อมมอเตอร์"}


def change_number(lived: Lived) -> None:
    """Let a learner be known by a G-code at OVEC and DSD, and their college then learn their PIN."""
    assert isinstance(lived.publish("doe", VACANCY, VACANCY_ROW), Accepted)
    assert isinstance(lived.publish("ovec", STUDENT, OLD_ROW), Accepted)
    assert isinstance(lived.publish("dsd", CERTIFICATE, CERTIFIED), Accepted)
    assert isinstance(lived.publish("dsd", TRAINING, TRAINED), Accepted)
    assert wait_until(lambda: lived.matches(lived.old) == [("OPEN", 1)], WAIT_SECONDS, 0.1)
    assert isinstance(lived.publish("ovec", STUDENT, NEW_ROW), Accepted)
    assert wait_until(lambda: lived.matches(lived.old) == [("WITHDRAWN", 1)], WAIT_SECONDS, 0.1)


def apart(lived: Lived) -> None:
    """Check that a record whose number was corrected at its source has left the number it was filed under."""
    assert not lived.whole(lived.old).enrolments
    assert len(lived.whole(lived.new).enrolments) == 1
    # Without the certificate, which is still under the old number, the law lets nobody be matched.
    assert lived.matches(lived.new) == []
    # The college names the old number as a further one of its student's, so what comes under it is of the population;
    # but it is nobody else's record until a steward says so.
    assert wait_until(lambda: isinstance(lived.publish("dsd", TRAINING, BETWEEN), Accepted), WAIT_SECONDS, 0.1)
    assert wait_until(lambda: len(lived.whole(lived.old).trainings) == 2, WAIT_SECONDS, 0.1)
    assert not lived.whole(lived.new).trainings


def found(lived: Lived) -> str:
    """Scan, and give the number of the one suggestion there must be."""
    assert json.loads(lived.review("scan", "-o", "json"))["suggestion"] == 1
    (item,) = json.loads(lived.review("list", "--kind", "SUGGESTION", "-o", "json"))
    assert (item["subject"], item["other"]) == (lived.new, lived.old)
    assert "OTHER_NUMBER" in item["detail"]["because"]
    shown = lived.review("show", str(item["id"]))
    assert "กรมพัฒนาฝีมือแรงงาน" in shown
    assert "ฟ้าใส" not in shown
    return str(item["id"])


def as_one_person(lived: Lived) -> None:
    """Check that either number gives the one person, with all the records of both."""
    one = lived.whole(lived.old)
    assert one == lived.whole(lived.new)
    assert (one.subject, len(one.enrolments), len(one.certificates), len(one.trainings)) == (lived.new, 1, 1, 2)


def late_under_the_old_number(lived: Lived, before: int) -> None:
    """Let DSD go on under the old number: filed where it always was, read with the right person, and taken back."""
    assert isinstance(lived.publish("dsd", TRAINING, LATE), Accepted)
    assert wait_until(lambda: len(lived.whole(lived.new).trainings) == 3, WAIT_SECONDS, 0.1)
    assert len(lived.held(lived.old)) == before + 1
    assert isinstance(lived.publish("dsd", TRAINING, LATE | {"deleted": "1", "revision": "3"}), Accepted)
    assert wait_until(lambda: len(lived.whole(lived.new).trainings) == 2, WAIT_SECONDS, 0.1)


def test_a_number_that_changed_is_found_joined_and_split_and_what_comes_late_is_the_right_persons(lived: Lived) -> None:
    change_number(lived)
    apart(lived)
    number = found(lived)
    before = {one: lived.held(one) for one in (lived.old, lived.new)}
    profiles = {one: parts(lived.whole(one)) for one in (lived.old, lived.new)}

    lived.review("join", number, "--reason", "NUMBER_CHANGED")
    assert wait_until(lambda: lived.matches(lived.new) == [("OPEN", 1)], WAIT_SECONDS, 0.1)
    as_one_person(lived)
    assert {one: lived.held(one) for one in before} == before, "a record has moved"
    late_under_the_old_number(lived, len(before[lived.old]))

    lived.review("split", number, "--reason", "JOINED_BY_MISTAKE")
    assert wait_until(lambda: lived.matches(lived.new) == [("WITHDRAWN", 1)], WAIT_SECONDS, 0.1)
    for one, held in before.items():
        assert {name: lived.held(one)[name] for name in held} == held
        assert parts(lived.whole(one)) == profiles[one]
    # A steward parted the two: whatever the college says, what comes under the old number is dropped unread.
    assert wait_until(lambda: isinstance(lived.publish("dsd", TRAINING, PARTED), NotVocational), WAIT_SECONDS, 0.1)

    lived.review("join", lived.new, lived.old, "--reason", "CONFIRMED_BY_AGENCY")
    assert wait_until(lambda: lived.matches(lived.new) == [("OPEN", 2)], WAIT_SECONDS, 0.1)
    assert lived.matches(lived.old) == [("WITHDRAWN", 1)]
    assert "nothing was decided" in lived.review("join", lived.new, lived.old, "--reason", "CONFIRMED_BY_AGENCY")
    assert json.loads(lived.review("scan", "-o", "json"))["suggestion"] == 0


def parts(profile: Profile) -> tuple[object, ...]:
    """Give all that registers say of a person."""
    return profile.subject, profile.enrolments, profile.certificates, profile.trainings, profile.spells


def test_a_decision_that_makes_no_sense_ends_in_one_line_and_decides_nothing(lived: Lived) -> None:
    lived.review("split", "a" * 32, "b" * 32, "--reason", "NOT_THE_SAME_PERSON", expected=1)
    lived.review("join", "one", "--reason", "NUMBER_CHANGED", expected=2)
    lived.review("join", "1", "--reason", "BECAUSE", expected=2)
    lived.review("show", "999", expected=1)


def test_the_web_process_serves_the_stewards_page_and_writes_as_the_steward(lived: Lived) -> None:
    address = f"http://127.0.0.1:{lived.stack.record.web_port}"
    listed: list[str] = []

    def answers() -> bool:
        try:
            listed[:] = [httpx2.get(f"{address}/review").raise_for_status().text]
        except httpx2.HTTPError:
            return False
        return True

    assert wait_until(answers, WAIT_SECONDS, 0.2)
    assert "ใครเป็นใคร" in listed[0]
    assert lived.old not in listed[0]
    told = environment(lived.stack, "web")
    assert (told["SAPHAN_KAFKA_USERNAME"], told["SAPHAN_STEWARD_KAFKA_USERNAME"]) == ("operator", "steward")
    with opened(told, lambda: 1) as review:
        ruling = Ruling("OBJECTION", "f" * 32, "steward", "TEST", 1)
        review.steward._rulings.write([ruling])
