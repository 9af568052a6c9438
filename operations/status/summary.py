"""What the operators are told, worked out from one snapshot: rows per topic, agency, worker; the state of all."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from operations.status.lag import Lag, State, lags, worst
from operations.status.snapshot import DeadLetters, Snapshot, TagView, Worker
from schemas.topics import AGENCIES, BY_NAME, DEAD_LETTER_PREFIX

REPORT_SECONDS_MAX: Final = 15.0


@dataclass(frozen=True)
class TopicRow:
    """One topic: whose it is, how much it holds, how fast it grows, how late the view is."""

    topic: str
    writer: str
    records: int
    log_end: int
    rate_per_second: float
    lag_records: int
    lag_seconds: float
    state: State
    newest_accepted_ms: int | None


@dataclass(frozen=True)
class AgencyRow:
    """How long ago the platform last accepted something from an agency; None when it never did."""

    agency: str
    newest_accepted_ms: int | None
    age_seconds: float | None


@dataclass(frozen=True)
class WorkerRow:
    """One worker, what it owns, and how long ago it said so."""

    worker: str
    tags: tuple[int, ...]
    reported_seconds_ago: float
    memory_bytes: int | None


@dataclass(frozen=True)
class Reason:
    """Why the platform is not well: a code, what it is about, and what to do, in Thai and English."""

    code: str
    about: str
    th: str
    en: str


@dataclass(frozen=True)
class Summary:
    """The whole of `saphan status`."""

    at_ms: int
    state: State
    topics: tuple[TopicRow, ...]
    partitions: tuple[Lag, ...]
    agencies: tuple[AgencyRow, ...]
    workers: tuple[WorkerRow, ...]
    tags: tuple[TagView, ...]
    gaps_healed: int
    dead_letters: tuple[DeadLetters, ...]
    reasons: tuple[Reason, ...]


def summarise(snapshot: Snapshot) -> Summary:
    """Judge a snapshot; the same snapshot always gives the same summary."""
    partitions = lags(snapshot)
    reasons = tuple(unwell(snapshot, partitions))
    return Summary(
        at_ms=snapshot.at_ms,
        state=worst([lag.state for lag in partitions] + ([State.STALLED] if reasons else [])),
        topics=tuple(_topic(name, snapshot, partitions) for name in BY_NAME),
        partitions=partitions,
        agencies=tuple(_agency(name, snapshot) for name in AGENCIES),
        workers=tuple(_worker(worker, snapshot.at_ms) for worker in sorted(snapshot.workers, key=lambda one: one.name)),
        tags=snapshot.tags,
        gaps_healed=sum(tag.gaps_healed for tag in snapshot.tags),
        dead_letters=tuple(sorted(snapshot.dead_letters, key=lambda row: (-row.letters, row.topic, row.code))),
        reasons=reasons,
    )


def unwell(snapshot: Snapshot, partitions: Iterable[Lag]) -> Iterable[Reason]:
    """Give each reason for which a promise is not kept right now; none means well."""
    if snapshot.agreement is not None and not snapshot.agreement.in_force:
        since, th, en = snapshot.agreement.since.isoformat(), snapshot.agreement.th, snapshot.agreement.en
        yield Reason("AGREEMENT_NOT_IN_FORCE", since, th, en)
    if snapshot.kafka_error is not None:
        yield Reason("KAFKA_UNREACHABLE", snapshot.kafka_error, "ติดต่อ Kafka ไม่ได้", "Kafka does not answer")
    if snapshot.redis_error is not None:
        yield Reason("REDIS_UNREACHABLE", snapshot.redis_error, "ติดต่อ Redis ไม่ได้", "Redis does not answer")
    stalled = sorted({lag.partition for lag in partitions if lag.state is State.STALLED})
    if stalled:
        about = ", ".join(map(str, stalled))
        yield Reason("STALLED", about, f"ส่วนที่ {about} หยุดนิ่ง", f"Partition {about}: nothing moves")
    owned = {tag for worker in snapshot.workers for tag in worker.tags if _fresh(worker, snapshot.at_ms)}
    orphaned = sorted(tag.number for tag in snapshot.tags if tag.number not in owned)
    if orphaned and snapshot.redis_error is None:
        about = ", ".join(map(str, orphaned))
        yield Reason("NO_OWNER", about, f"ส่วนที่ {about} ไม่มีผู้ประมวลผล", f"Partition {about}: no worker owns it")


def _topic(name: str, snapshot: Snapshot, partitions: Iterable[Lag]) -> TopicRow:
    own = [log for log in snapshot.logs if log.topic == name]
    late = [lag for lag in partitions if lag.topic == name]
    return TopicRow(
        topic=name,
        writer=BY_NAME[name].writer,
        records=sum(log.end - log.oldest for log in own),
        log_end=sum(log.end for log in own),
        rate_per_second=round(sum(log.last_minute for log in own) / 60, 1),
        lag_records=sum(lag.records for lag in late),
        lag_seconds=max((lag.seconds for lag in late), default=0.0),
        state=worst([lag.state for lag in late]),
        newest_accepted_ms=newest(snapshot.tags, [name]),
    )


def newest(tags: Iterable[TagView], topics: Iterable[str]) -> int | None:
    """Give the newest acceptance the view has seen of any of these topics (ms)."""
    wanted = set(topics)
    return max((at for tag in tags for topic, at in tag.newest_accepted_ms.items() if topic in wanted), default=None)


def _agency(agency: str, snapshot: Snapshot) -> AgencyRow:
    at = newest(snapshot.tags, [topic.name for topic in BY_NAME.values() if topic.writer == agency])
    return AgencyRow(agency, at, None if at is None else max(0.0, (snapshot.at_ms - at) / 1000))


def _worker(worker: Worker, at_ms: int) -> WorkerRow:
    return WorkerRow(worker.name, worker.tags, max(0.0, (at_ms - worker.reported_ms) / 1000), worker.memory_bytes)


def _fresh(worker: Worker, at_ms: int) -> bool:
    return at_ms - worker.reported_ms <= REPORT_SECONDS_MAX * 1000


def origin(dead_letter_topic: str) -> str:
    """Name the topic whose dead letters these are."""
    return dead_letter_topic.removeprefix(DEAD_LETTER_PREFIX)
