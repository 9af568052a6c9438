"""How late the view is: in records, in seconds, and as a state an operator can act on."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from operations.status.snapshot import PartitionLog, Place, Sample, Snapshot
from schemas.topics import BY_NAME

WARN_SECONDS: Final = 5.0
STALLED_SECONDS: Final = 15.0


class State(StrEnum):
    """OK: nothing waits long. WARN: late, but moving. STALLED: late, and nothing was applied meanwhile."""

    OK = "OK"
    WARN = "WARN"
    STALLED = "STALLED"


@dataclass(frozen=True)
class Lag:
    """One partition's lag behind its log; `applied` is the last offset applied, None before the first."""

    topic: str
    partition: int
    applied: int | None
    records: int
    seconds: float
    state: State


def lags(snapshot: Snapshot) -> tuple[Lag, ...]:
    """Judge every partition the view applies, in the order of the snapshot's logs."""
    marks = snapshot.sample().watermarks
    applied = {tag.number for tag in snapshot.tags}
    logs = [log for log in snapshot.logs if log.partition in applied and log.topic in BY_NAME]
    return tuple(_lag(log, marks.get((log.topic, log.partition)), snapshot) for log in logs)


def worst(states: Sequence[State]) -> State:
    """Give the worst of several states; nothing at all is OK."""
    order = list(State)
    return max(states, key=order.index, default=State.OK)


def unapplied(snapshot: Snapshot) -> dict[Place, int]:
    """Name the first offset not yet applied of each late partition whose lateness the history can't tell."""
    return {
        (lag.topic, lag.partition): (-1 if lag.applied is None else lag.applied) + 1
        for lag in lags(snapshot)
        if lag.records and not _reaches_back(snapshot.history, (lag.topic, lag.partition), lag.applied)
    }


def _lag(log: PartitionLog, applied: int | None, snapshot: Snapshot) -> Lag:
    place = (log.topic, log.partition)
    records = max(0, log.end - max(log.oldest, -1 if applied is None else applied + 1))
    if not records:
        return Lag(log.topic, log.partition, applied, 0, 0.0, State.OK)
    seconds = _seconds(snapshot, place, applied)
    return Lag(log.topic, log.partition, applied, records, seconds, _state(snapshot.history, place, applied, seconds))


def _seconds(snapshot: Snapshot, place: Place, applied: int | None) -> float:
    """Give how long the first unapplied record has been waiting.

    The history tells it when it reaches back far enough. Else the record's own time does: not the first choice, since a
    repaired record carries the time it was first accepted.
    """
    seen = [sample.at_ms for sample in snapshot.history if _waiting(sample, place, applied)]
    waited = (snapshot.at_ms - min(seen)) / 1000 if seen else 0.0
    if _reaches_back(snapshot.history, place, applied) or place not in snapshot.heads_ms:
        return waited
    return max(waited, (snapshot.at_ms - snapshot.heads_ms[place]) / 1000)


def _waiting(sample: Sample, place: Place, applied: int | None) -> bool:
    return sample.ends.get(place, 0) > (-1 if applied is None else applied) + 1


def _reaches_back(history: Sequence[Sample], place: Place, applied: int | None) -> bool:
    return any(place in sample.ends and not _waiting(sample, place, applied) for sample in history)


def _state(history: Sequence[Sample], place: Place, applied: int | None, seconds: float) -> State:
    if seconds < WARN_SECONDS:
        return State.OK
    moved = any(sample.watermarks.get(place) != applied for sample in history)
    return State.STALLED if seconds >= STALLED_SECONDS and not moved else State.WARN
