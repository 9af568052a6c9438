"""Erases what is overdue: a decision per person and data set, and the keys of those of whom nothing sealed is left."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from operations.people.erasing import Keys, Reason, Rulings, Wait
from operations.retention.rules import overdue, still_sealed
from operations.review.store import STEWARD
from operations.rulings import ERASURE, Ruling
from schemas.chunks import chunks
from schemas.view import Entry

AT_ONCE: Final = 500
Person = tuple[str, Sequence[tuple[bytes, Entry]]]


@dataclass(frozen=True)
class Means:
    """What is erased with: the log, the keys, one person's entries as the view has them now, and patience."""

    rulings: Rulings
    keys: Keys
    read: Callable[[str], Sequence[tuple[bytes, Entry]]]
    wait: Wait


class Erased(NamedTuple):
    """What was erased: records and people by data set, keys destroyed, and whether the view holds none of it."""

    records: Counter[str]
    people: Counter[str]
    keys: int
    complete: bool

    def as_dict(self) -> dict[str, Any]:
        """Give the stable keys of `-o json`."""
        by_topic = {name: {"records": self.records[name], "people": self.people[name]} for name in sorted(self.records)}
        return {"data_sets": by_topic, "keys_destroyed": self.keys, "complete": self.complete}


def erase_overdue(people: Iterable[Person], until: Mapping[str, int], means: Means, seconds_max: float) -> Erased:
    """Go through everybody, some hundred at a time; raises RulingNotWrittenError, KeysUnavailableError.

    A decision is dated at its data set's cutoff and so takes nothing that was accepted since, nor anything accepted
    while this runs.
    """
    records: Counter[str] = Counter()
    of: Counter[str] = Counter()
    keys, complete = 0, True
    for some in chunks((one for one in people if overdue(one[1], until)), AT_ONCE):
        late = {subject: overdue(entries, until) for subject, entries in some}
        means.rulings.write(
            Ruling(ERASURE, subject, STEWARD, Reason.RETENTION.value, until[topic], data_set=topic)
            for subject, found in late.items()
            for topic in sorted(found)
        )
        # Looked up again: something may have been sealed meanwhile.
        unsealed = [subject for subject in late if not still_sealed(means.read(subject), until)]
        for subject in unsealed:
            means.keys.destroy(subject)
        keys += len(unsealed)
        for found in late.values():
            records.update(found)
            of.update(found.keys())
        complete &= means.wait(
            lambda late=late: not any(overdue(means.read(subject), until) for subject in late),  # type: ignore[misc]
            seconds_max,
        )
    return Erased(records, of, keys, complete)


def planned(people: Iterable[Person], until: Mapping[str, int]) -> Erased:
    """Say what would be erased, and erase nothing."""
    records: Counter[str] = Counter()
    of: Counter[str] = Counter()
    keys = 0
    for _, entries in people:
        found = overdue(entries, until)
        records.update(found)
        of.update(found.keys())
        keys += bool(found) and not still_sealed(entries, until)
    return Erased(records, of, keys, complete=False)
