"""The source's side of a comparison: from two fingerprints down to the exact records, in few exchanges."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from producers.reconciling.fingerprints import Fingerprint, RecordSet
from producers.reconciling.messages import SPLITS_MAX, Answer, AsOf, Exchange, Result, as_split
from schemas.chunks import chunks

Ask = Callable[[Exchange], Answer]


class NotReachedError(RuntimeError):
    """The view has not reached the end that the log had when the comparison began: nothing can be said now."""


class Patience(Protocol):
    """Waits a moment before the same is asked again."""

    def __call__(self) -> bool:
        """Wait; False once it has been long enough."""
        ...


@dataclass
class Differences:
    """What one side holds and the other does not, by record id.

    `missing`: only the source holds it, in this version. `extra`: only Saphan, in these. `different`: both, the
    source's version first.
    """

    missing: dict[str, int] = field(default_factory=dict)
    extra: dict[str, list[int]] = field(default_factory=dict)
    different: dict[str, tuple[int, list[int]]] = field(default_factory=dict)

    @property
    def any(self) -> bool:
        """Say whether there are any."""
        return bool(self.missing or self.extra or self.different)

    def add(self, own: Mapping[str, int], theirs: Iterable[tuple[str, int]]) -> None:
        """Compare one range's records."""
        held: dict[str, list[int]] = {}
        for record, version in theirs:
            held.setdefault(record, []).append(version)
        self.missing |= {record: version for record, version in own.items() if record not in held}
        self.extra |= {record: versions for record, versions in held.items() if record not in own}
        self.different |= {
            record: (version, held[record])
            for record, version in own.items()
            if record in held and held[record] != [version]
        }


@dataclass(frozen=True)
class Comparison:
    """What was found, and the ends of the log that it was found at."""

    differences: Differences
    as_of: AsOf
    count: int
    theirs: int
    exchanges: int

    @property
    def equal(self) -> bool:
        """Equal means the same fingerprint."""
        return not self.differences.any


class _Talk:
    """Counts exchanges and repeats what all of them say."""

    def __init__(self, ask: Ask, part: Mapping[str, str], whole: Fingerprint) -> None:
        self._ask, self._part, self._whole = ask, dict(part), whole
        self.exchanges = 0
        self.as_of: AsOf | None = None

    def say(self, own: RecordSet, prefixes: Iterable[str]) -> Answer:
        self.exchanges += 1
        splits = {prefix: as_split(own.splits(prefix)) for prefix in prefixes}
        answer = self._ask(
            Exchange(
                part=self._part, count=self._whole.size, digest=self._whole.digest, splits=splits, as_of=self.as_of
            )
        )
        self.as_of = answer.as_of
        return answer


def compare(own: RecordSet, ask: Ask, part: Mapping[str, str], wait: Patience) -> Comparison:
    """Find every difference; NotReachedError while the view lags behind.

    The number of exchanges grows with the logarithm of the number of records, what is exchanged also with the number
    of differences.
    """
    talk = _Talk(ask, part, own.fingerprint())
    answer = talk.say(own, [""])
    while not answer.reached:
        if not wait():
            raise NotReachedError("the view has not reached the log's end")
        answer = talk.say(own, [""])
    found, theirs, waiting = Differences(), answer.count, []
    if not answer.equal:
        waiting = _take(found, own, answer)
    while waiting:
        following: list[str] = []
        for prefixes in chunks(waiting, SPLITS_MAX):
            following += _take(found, own, talk.say(own, prefixes))
        waiting = following
    return Comparison(found, talk.as_of or {}, len(own), theirs, talk.exchanges)


def _take(found: Differences, own: RecordSet, answer: Answer) -> list[str]:
    """Note what an answer lists, and give the ranges to be split further."""
    for prefix, records in answer.records.items():
        found.add(own.listed(prefix), records)
    return answer.open


def closing(own: RecordSet, part: Mapping[str, str], found: Comparison, set_aside: Iterable[str]) -> Exchange:
    """Make the last exchange: what was found, and the fingerprint of the set without what is right as it is."""
    aside = set(set_aside)
    left = own.without(aside)
    result = Result(
        missing=len(found.differences.missing.keys() - aside),
        extra=len(found.differences.extra),
        different=len(found.differences.different),
        set_aside=len(aside),
    )
    return Exchange(part=dict(part), count=left.size, digest=left.digest, as_of=found.as_of, result=result)
