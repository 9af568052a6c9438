"""The verification's way: what it waits for, what it leaves out, and that a planted difference is found."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import pytest

from operations.verify.alerts import AlertsResult, CalledFor, Delivered, compare_alerts
from operations.verify.folding import Fold, LogRecord, expected, fold
from operations.verify.held import caught_up
from operations.verify.linked import Profiles, profiles
from operations.verify.verifying import Verification, verify
from schemas import codec, view
from schemas.partition import event_key, match_id, match_record
from schemas.topics import IDENTITY, MATCH
from schemas.webhooks import AlertStatus, webhook_id
from tests.operations.examples import NOW_MS, PERSON, a_record, a_value

VACANCY = "0000" + "d" * 28


@dataclass
class FakeLog:
    """A log of one partition."""

    records: list[LogRecord]

    def ends(self) -> dict[tuple[str, int], int]:
        return {(IDENTITY, 0): len([record for record in self.records if record.topic == IDENTITY])}

    def read(self, number: int, until: Mapping[str, int]) -> Iterator[LogRecord]:
        assert number == 0
        return (record for record in self.records if record.offset < until.get(record.topic, 0))


@dataclass
class FakeHeld:
    """A view of one tag; its watermarks may move between two looks."""

    marks: list[dict[str, int]]
    held: dict[bytes, bytes]
    waiting: frozenset[str] = field(default=frozenset())

    def watermarks(self, number: int) -> dict[str, int]:
        assert number == 0
        return self.marks.pop(0) if len(self.marks) > 1 else self.marks[0]

    def unsettled(self, number: int) -> frozenset[str]:
        assert number == 0
        return self.waiting

    def entries(self, number: int) -> dict[bytes, bytes]:
        assert number == 0
        return self.held


def once(condition: Callable[[], bool], _: float) -> bool:
    return condition()


def check(log: FakeLog, held: FakeHeld, told: list[Delivered] | None = None) -> Verification:
    return verify(log, held, 1, once, 1.0, lambda _: None, None if told is None else lambda: told)


RECORDS = [a_record(a_value(1), offset=0), a_record(a_value(2), offset=1)]
HELD = expected(fold(RECORDS, 0, 1, {}))


def test_a_view_that_applied_the_whole_log_equals_it() -> None:
    found = check(FakeLog(RECORDS), FakeHeld([{IDENTITY: 1}], HELD))
    assert found.view_equals_log
    assert found.well
    assert found.as_dict()["records"] == 1


def test_a_planted_difference_is_found() -> None:
    planted = {name: packed[:-1] + b"\xff" for name, packed in HELD.items()}
    found = check(FakeLog(RECORDS), FakeHeld([{IDENTITY: 1}], planted))
    assert not found.view_equals_log
    assert not found.well
    assert found.tags[0].differences[0].record.startswith(PERSON)


def test_a_view_that_did_not_reach_the_logs_end_is_not_called_equal() -> None:
    behind = expected(fold(RECORDS[:1], 0, 1, {}))
    found = check(FakeLog(RECORDS), FakeHeld([{IDENTITY: 0}], behind))
    assert not found.reached
    assert not found.view_equals_log


def test_someone_not_yet_looked_at_is_left_out() -> None:
    found = check(FakeLog(RECORDS), FakeHeld([{IDENTITY: 1}], {}, frozenset({PERSON})))
    assert found.well
    assert found.tags[0].left_out == 1
    assert not found.view_equals_log


def test_what_is_written_while_it_is_read_is_left_out_and_counted() -> None:
    moving = FakeHeld([{IDENTITY: 1}, {IDENTITY: 0}, {IDENTITY: 1}], {})
    found = check(FakeLog(RECORDS), moving)
    assert found.reached
    assert found.tags[0].equal
    assert found.tags[0].left_out == 1
    assert found.well
    assert not found.view_equals_log


def test_watermarks_before_the_end_are_not_caught_up() -> None:
    assert caught_up({("a", 0): 4}, {("a", 0): 5, ("b", 0): 0})
    assert not caught_up({("a", 0): 3}, {("a", 0): 5})
    assert not caught_up({}, {("a", 0): 1})


def a_match(version: int, because: str | None = None, offset: int = 0) -> LogRecord:
    data = {
        "vacancy": VACANCY,
        "episode": version // 2,
        "status": "WITHDRAWN" if version % 2 else "OPEN",
        "score": 80,
        "withdrawn_because": because,
        "criteria": [],
        "occupation": "7411",
        "province": "21",
        "caused_at": NOW_MS,
        "unchecked": False,
    }
    value = codec.encode(MATCH, codec.Meta(b"\2" * 16, version, "UPSERT", NOW_MS), data)
    return LogRecord(MATCH, offset, event_key(PERSON, match_record(PERSON, VACANCY)), value, NOW_MS)


def delivered(version: int) -> Delivered:
    match = match_id(PERSON, VACANCY)
    status = AlertStatus.WITHDRAWN if version % 2 else AlertStatus.OPEN
    return Delivered(webhook_id(match, version // 2, status), match, version)


def called_for(*records: LogRecord) -> CalledFor:
    found = CalledFor()
    for record in records:
        found.add(record)
    return found


def compared(log: CalledFor, told: list[Delivered]) -> AlertsResult:
    return compare_alerts(log, told, told)


def test_alerts_equal_the_matches_when_each_was_delivered_under_its_one_id() -> None:
    log = called_for(a_match(2), a_match(3, "HIRED"), a_match(2))
    assert (log.opened, dict(log.withdrawn)) == (1, {"HIRED": 1})
    assert compared(log, [delivered(2), delivered(3)]).equal


def test_a_match_nobody_was_told_of_is_missing() -> None:
    result = compared(called_for(a_match(2), a_match(3, "HIRED")), [delivered(2)])
    assert (result.missing, result.unfounded, result.equal) == (1, 0, False)


@pytest.mark.parametrize("stray", [delivered(4), Delivered("msg_0", match_id(VACANCY, PERSON), 2)])
def test_an_alert_that_no_record_explains_is_unfounded(stray: Delivered) -> None:
    result = compared(called_for(a_match(2)), [delivered(2), stray])
    assert (result.missing, result.unfounded) == (0, 1)


def test_an_alert_of_a_match_decided_after_the_topic_was_read_is_not_called_unfounded() -> None:
    result = compare_alerts(called_for(a_match(2)), [delivered(2)], [delivered(2), delivered(3)])
    assert result.equal
    assert result.delivered == 2


def test_after_compaction_older_alerts_of_a_match_are_explained_by_its_newest_version() -> None:
    assert compared(called_for(a_match(5, "PLACED")), [delivered(n) for n in (2, 3, 4, 5)]).equal


def test_what_can_not_be_a_match_calls_for_nothing() -> None:
    poison = a_match(2)._replace(value=b"poison")
    assert called_for(poison, a_match(2)._replace(key=b"?")).ids == set()


def entry(topic: str, subject: str, operation: int = view.UPSERT) -> tuple[bytes, bytes]:
    packed = view.pack(view.Entry(1, NOW_MS, operation, b""))
    return subject.encode() + b"/" + view.field(topic, "b" * 16), packed


def test_linked_are_those_of_whom_two_agencies_hold_a_record_that_was_not_deleted() -> None:
    a, b, c, d = (letter * 32 for letter in "abcd")
    entries = dict(
        [
            entry("ovec.student.v1", a),
            entry("sso.insurance.v1", a),
            entry("ovec.student.v1", b),
            entry("sso.insurance.v1", b, view.DELETE),
            entry("ovec.student.v1", c),
            entry("saphan.match.v1", c),
            entry("doe.vacancy.v1", d),
        ]
    )
    assert profiles(entries) == Profiles(3, 1)


def test_a_fold_counts_what_it_read() -> None:
    folded = Fold(0, 1, {})
    folded.add(a_record(None))
    folded.add(a_record(b"poison"))
    assert (folded.records, folded.tombstones, folded.refused) == (2, 1, 1)
