"""Snapshots and log records made by hand, for examples that read at a glance."""

from dataclasses import replace

from operations.status.snapshot import DeadLetters, PartitionLog, Sample, Snapshot, TagView, Worker
from operations.verify.folding import LogRecord
from schemas import codec, registry
from schemas.partition import event_key
from schemas.topics import APPLIED, IDENTITY, STUDENT

NOW_MS = 1_795_420_800_000
PARTITIONS = 6


def a_snapshot(**changes: object) -> Snapshot:
    """Give a platform that is well: everything applied, two workers, some traffic."""
    logs = tuple(
        PartitionLog(topic, number, 0, 3400 + 37 * number, 60 + number)
        for topic in APPLIED
        for number in range(PARTITIONS)
    )
    tags = tuple(
        TagView(
            number,
            dict.fromkeys(APPLIED, 3399 + 37 * number),
            {topic: NOW_MS - 2000 - 400 * at for at, topic in enumerate(APPLIED)},
        )
        for number in range(PARTITIONS)
    )
    workers = (
        Worker("7c1f-1", (0, 1, 2), NOW_MS - 900, NOW_MS - 60_000, 121_000_000),
        Worker("9a40-2", (3, 4, 5), NOW_MS - 1800, NOW_MS - 60_000, 118_000_000),
    )
    history = tuple(
        Sample(
            NOW_MS - back * 5000,
            {(log.topic, log.partition): log.end - back * (20 + (back * 7) % 11) for log in logs},
            {(log.topic, log.partition): log.end - 1 - back * (20 + (back * 7) % 11) for log in logs},
        )
        for back in range(40, 0, -1)
    )
    return replace(Snapshot(NOW_MS, logs, tags, workers, history=history), **changes)  # type: ignore[arg-type]


def an_unwell_snapshot() -> Snapshot:
    """Give one where a partition stands still without an owner, with dead letters and healed gaps."""
    well = a_snapshot()
    stuck = replace(well.tags[4], watermarks=dict.fromkeys(APPLIED, 3000), gaps_healed=2, dirty_people=41, repairs=3)
    letters = (
        DeadLetters("sso.insurance.v1", "UNKNOWN_SCHEMA", 214, NOW_MS - 40_000),
        DeadLetters("ovec.student.v1", "TRUNCATED", 3, NOW_MS - 7_200_000),
    )
    history = tuple(
        Sample(old.at_ms, dict.fromkeys(old.ends, 3400), dict.fromkeys(old.ends, 3000)) for old in well.history
    )
    late = replace(well.workers[1], tags=(3, 5))
    return replace(
        well,
        tags=(*well.tags[:4], stuck, well.tags[5]),
        dead_letters=letters,
        history=history,
        workers=(well.workers[0], late),
    )


PERSON = "0000" + "a" * 28  # its partition is 0
RECORD = "b" * 16


def a_value(
    version: int,
    reason: str = "SAME_PERSON",
    decision: str = "JOIN",
    operation: str = "UPSERT",
    data_set: str | None = None,
) -> bytes:
    """Encode an identity decision as it lies on its topic."""
    meta = codec.Meta(b"\1" * 16, version, "DELETE" if operation == "DELETE" else "UPSERT", NOW_MS)
    data = {
        "decision": decision,
        "canonical": PERSON,
        "alias": "0000" + "c" * 28,
        "decided_by": "steward",
        "reason": reason,
        "decided_at": NOW_MS,
        "data_set": data_set,
    }
    return codec.encode(IDENTITY, meta, None if operation == "DELETE" else data)


def a_record(value: bytes | None, *, offset: int = 0, subject: str = PERSON, accepted_at: int = NOW_MS) -> LogRecord:
    """Give one record of the identity topic."""
    return LogRecord(IDENTITY, offset, event_key(subject, RECORD), value, accepted_at)


def of_students(version: int, *, accepted_at: int = NOW_MS) -> LogRecord:
    """Give an enrolment record that passes the gate, though only its head is there."""
    head = registry.current(STUDENT).frame + b"\1" * 16 + bytes([version * 2, 0])
    return LogRecord(STUDENT, 0, event_key(PERSON, RECORD), head, accepted_at)
