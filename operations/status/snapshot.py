"""One frozen look at the platform: what Kafka, the view and the workers said at one moment, before any judgement."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from schemas.agreement import Status

Place = tuple[str, int]


class PartitionLog(NamedTuple):
    """One partition of a topic: its oldest offset, the offset after its last record, and records of the last minute."""

    topic: str
    partition: int
    oldest: int
    end: int
    last_minute: int


@dataclass(frozen=True)
class TagView:
    """What the view says of one hash tag: how far it applied each topic, and what waits."""

    number: int
    watermarks: Mapping[str, int] = field(default_factory=dict)
    newest_accepted_ms: Mapping[str, int] = field(default_factory=dict)
    gaps_healed: int = 0
    dirty_people: int = 0
    dirty_vacancies: int = 0
    repairs: int = 0
    burials: int = 0


@dataclass(frozen=True)
class Worker:
    """A worker's own report: which tags it owns, since when it runs, when it said so, its memory."""

    name: str
    tags: tuple[int, ...]
    reported_ms: int
    started_ms: int | None = None
    memory_bytes: int | None = None


class GroupOffset(NamedTuple):
    """How far a consumer group committed; -1 when it committed nothing yet."""

    group: str
    topic: str
    partition: int
    committed: int


@dataclass(frozen=True)
class DeadLetters:
    """How many records of a topic could not be applied for one reason, and when the newest was put aside (ms)."""

    topic: str
    code: str
    letters: int
    newest_ms: int


@dataclass(frozen=True)
class Sample:
    """Where each partition's log ended and how far the view was, at one past moment."""

    at_ms: int
    ends: Mapping[Place, int]
    watermarks: Mapping[Place, int]


@dataclass(frozen=True)
class Snapshot:
    """Everything the judgements need; `heads_ms` is when the first record not yet applied was accepted, where asked.

    `agreement` says whether anything may flow on this day, where it was asked.
    """

    at_ms: int
    logs: tuple[PartitionLog, ...] = ()
    tags: tuple[TagView, ...] = ()
    workers: tuple[Worker, ...] = ()
    groups: tuple[GroupOffset, ...] = ()
    dead_letters: tuple[DeadLetters, ...] = ()
    history: tuple[Sample, ...] = ()
    heads_ms: Mapping[Place, int] = field(default_factory=dict)
    kafka_error: str | None = None
    redis_error: str | None = None
    agreement: Status | None = None

    def sample(self) -> Sample:
        """Give what later judgements need to remember of this moment."""
        ends = {(log.topic, log.partition): log.end for log in self.logs}
        marks = {(topic, tag.number): mark for tag in self.tags for topic, mark in tag.watermarks.items()}
        return Sample(self.at_ms, ends, marks)
