"""The whole check in the order it is done: wait for the view to reach the log's end, then compare tag by tag."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from operations.verify.alerts import AlertsResult, CalledFor, Delivered, compare_alerts
from operations.verify.comparing import TagResult, compare, view_equals_log
from operations.verify.folding import Fold, LogRecord, erasures, expected, line
from operations.verify.held import Held, caught_up
from operations.verify.linked import Profiles, profiles
from operations.verify.log import Log
from schemas.topics import IDENTITY, MATCH

Wait = Callable[[Callable[[], bool], float], bool]
REST_SECONDS_MAX: Final = 5.0
Told = Callable[[], Iterable[Delivered]]


@dataclass(frozen=True)
class Verification:
    """What was found: `reached` says whether the view had reached the log's end in time."""

    reached: bool
    tags: tuple[TagResult, ...]
    people: tuple[Profiles, ...]
    called_for: CalledFor
    alerts: AlertsResult | None

    @property
    def view_equals_log(self) -> bool:
        """True only after everything was applied and every tag gave the same digest."""
        return self.reached and view_equals_log(self.tags)

    @property
    def well(self) -> bool:
        """True when nothing differs; records written while they were read are no difference."""
        return self.reached and all(tag.equal for tag in self.tags) and (self.alerts is None or self.alerts.equal)

    def as_dict(self) -> dict[str, Any]:
        """Give the stable keys of `-o json`."""
        return {
            "well": self.well,
            "view_equals_log": self.view_equals_log,
            "reached": self.reached,
            "records": sum(tag.records for tag in self.tags),
            "differing": sum(tag.differing for tag in self.tags),
            "left_out": sum(tag.left_out for tag in self.tags),
            "profiles": sum(found.people for found in self.people),
            "profiles_linked": sum(found.linked for found in self.people),
            "matches_opened": self.called_for.opened,
            "matches_withdrawn": dict(self.called_for.withdrawn),
            "alerts_equal_matches": None if self.alerts is None else self.alerts.equal,
            "alerts": None if self.alerts is None else asdict(self.alerts),
            "tags": [asdict(tag) | {"equal": tag.equal} for tag in self.tags],
        }


def reaches(held: Held, ends: Mapping[tuple[str, int], int], partitions: int) -> bool:
    """Say whether the view has applied everything before the ends."""
    numbers = range(partitions)
    marks = {(topic, number): mark for number in numbers for topic, mark in held.watermarks(number).items()}
    return caught_up(marks, ends)


def rests(held: Held, partitions: int) -> bool:
    """Say whether everyone who changed was looked at; on a platform that lives this may never be so."""
    return not any(held.unsettled(number) for number in range(partitions))


def verify(
    log: Log,
    held: Held,
    partitions: int,
    wait: Wait,
    seconds_max: float,
    done: Callable[[TagResult], None],
    told: Told | None = None,
) -> Verification:
    """Check every tag; `wait` polls a condition until it holds or time is up, `done` hears of each tag's result.

    With `told`, which gives what was delivered, the alerts are compared with the match topic too. Someone not yet
    looked at may still be put aside as undecodable, so they are waited for a little, and else left out.
    """
    ends = log.ends()
    reached = wait(lambda: reaches(held, ends, partitions), seconds_max)
    wait(lambda: rests(held, partitions), min(seconds_max, REST_SECONDS_MAX))
    before = () if told is None else tuple(told())
    called_for, results, people = CalledFor(), [], []
    for number in range(partitions):
        result, found = verify_tag(number, log, held, partitions, called_for)
        results.append(result)
        people.append(found)
        done(result)
    alerts = None if told is None else _alerts(called_for, before, told, wait, seconds_max)
    return Verification(reached, tuple(results), tuple(people), called_for, alerts)


def _alerts(
    called_for: CalledFor, before: Iterable[Delivered], told: Told, wait: Wait, seconds_max: float
) -> AlertsResult:
    """Compare once every alert called for was delivered, or time is up: some may be under way."""
    wait(lambda: called_for.ids <= {row.webhook_id for row in told()}, seconds_max)
    return compare_alerts(called_for, before, told())


def verify_tag(number: int, log: Log, held: Held, partitions: int, called_for: CalledFor) -> tuple[TagResult, Profiles]:
    """Compare one tag, leaving out what was written between the first look at its watermarks and the last."""
    before, unsettled = held.watermarks(number), held.unsettled(number)
    seen = held.entries(number)
    ends = {topic: mark + 1 for topic, mark in held.watermarks(number).items()}
    erased = erasures(log.read(number, {IDENTITY: ends.get(IDENTITY, 0)}))
    records = _noting(log.read(number, ends), called_for)
    folded, moving = _fold_noting(records, Fold(number, partitions, erased), before)
    ours = expected(folded)
    moving |= {name for name in ours if name[:32].decode("ascii") in unsettled}
    return compare(number, ours, seen, moving, (folded.records, folded.refused)), profiles(seen)


def _noting(records: Iterable[LogRecord], called_for: CalledFor) -> Iterator[LogRecord]:
    for record in records:
        if record.topic == MATCH:
            called_for.add(record)
        yield record


def _fold_noting(records: Iterator[LogRecord], folded: Fold, before: Mapping[str, int]) -> tuple[Fold, set[bytes]]:
    """Fold, and name the records written since the watermarks were first looked at."""
    moving = set()
    for record in records:
        name = folded.add(record)
        if name is not None and record.offset > before.get(record.topic, -1):
            moving.add(line(*name))
    return folded, moving
