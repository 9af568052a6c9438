"""Follows the view: whatever the log says changed is looked up in the view, once the view has applied it."""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice, takewhile
from typing import Final, NamedTuple, Protocol

from producers.reconciling.deriving import COMPARED, Row, Standing, rows
from producers.reconciling.keeping import Keeping, Key, Position
from schemas.partition import partition
from schemas.topics import IDENTITY

# Decisions about people tell who is in the population and who was erased.
FOLLOWED: Final = (*COMPARED, IDENTITY)
ROUND_MAX: Final = 5_000
WAITING_MAX: Final = 50_000
AGAIN_MAX: Final = 100


class Seen(NamedTuple):
    """One record of the log: where it lies, and whom it is about; None for a key that names nobody."""

    topic: str
    partition: int
    offset: int
    subject: str | None


class Seeing(NamedTuple):
    """What the view holds of a subject, by field, and how the person is in OVEC's population."""

    entries: Mapping[bytes, bytes]
    standing: Standing


class Tail(Protocol):
    """The log, read on from given offsets."""

    def poll(self) -> list[Seen]:
        """Give what came, each partition in order; nothing after a short wait."""
        ...

    def seek(self, positions: Mapping[Position, int]) -> None:
        """Go on from these offsets, of all partitions."""
        ...


class View(Protocol):
    """The view, as an operator may read it."""

    def watermarks(self, topics: Sequence[str]) -> dict[Position, int]:
        """Give the last offset applied per topic and partition; none where nothing was."""
        ...

    def read(self, tag: int, subjects: Sequence[str]) -> dict[str, Seeing]:
        """Give what is held of each of these subjects, who all lie under one tag."""
        ...


class Follower:
    """Keeps the tables at what the view holds; nothing is taken from what a sender says it sent.

    Where the view lost what it had, its watermark falls: then the log is read again from there, and until the view has
    healed no comparison says anything.
    """

    def __init__(self, tail: Tail, view: View, keeping: Keeping, partitions: int) -> None:
        self._tail, self._view, self._keeping, self._partitions = tail, view, keeping, partitions
        places = [(topic, number) for topic in FOLLOWED for number in range(partitions)]
        kept = keeping.positions()
        self._positions: dict[Position, int] = {place: kept.get(place, 0) for place in places}
        self._waiting: dict[Position, deque[Seen]] = {place: deque() for place in places}
        self._after = ""
        tail.seek(self._positions)

    def round(self) -> int:
        """Look up what changed and can be seen by now; gives how many records of the log were passed.

        What fails on the way leaves all as it was: the next round looks at the same again.
        """
        if sum(map(len, self._waiting.values())) < WAITING_MAX:
            for seen in self._tail.poll():
                self._waiting[seen.topic, seen.partition].append(seen)
        marks = self._view.watermarks(FOLLOWED)
        self._go_back(marks)
        passed = 0
        while visible := self._visible(marks):
            self._look_up(visible)
            for seen in visible:
                self._waiting[seen.topic, seen.partition].popleft()
            passed += len(visible)
        self._look_again()
        return passed

    def _visible(self, marks: Mapping[Position, int]) -> list[Seen]:
        """Give what the view has applied, of each partition in order, and no more than is looked up at once."""
        applied = (_applied(waiting, marks.get(place, -1)) for place, waiting in self._waiting.items() if waiting)
        return list(islice(chain.from_iterable(applied), ROUND_MAX))

    def _go_back(self, marks: Mapping[Position, int]) -> None:
        """Begin again where the view has lost what it had."""
        lost = {
            place: marks.get(place, -1) + 1
            for place, position in self._positions.items()
            if marks.get(place, -1) + 1 < position
        }
        if lost:
            self._keeping.note({}, {}, lost)
            self._positions |= lost
            for waiting in self._waiting.values():
                waiting.clear()
            self._tail.seek(self._positions)

    def _look_up(self, visible: Sequence[Seen]) -> None:
        """Read every subject concerned anew, and keep what is held of it together with how far this is."""
        positions = {(seen.topic, seen.partition): seen.offset + 1 for seen in visible}
        self._keep({seen.subject: None for seen in visible if seen.subject is not None}, positions)
        self._positions |= positions

    def _look_again(self) -> None:
        """Read some of those anew whose standing hangs on others' records, in turn: no record of theirs tells of it."""
        subjects = self._keeping.apart(self._after, AGAIN_MAX)
        self._after = subjects[-1] if len(subjects) == AGAIN_MAX else ""
        self._keep(subjects, {})

    def _keep(self, named: Iterable[str], positions: Mapping[Position, int]) -> None:
        subjects: defaultdict[int, list[str]] = defaultdict(list)
        for subject in named:
            subjects[partition(subject, self._partitions)].append(subject)
        known = self._keeping.known(subject for one in subjects.values() for subject in one)
        before: dict[Key, Row] = {}
        after: dict[Key, Row] = {}
        for tag, one in subjects.items():
            for subject, found in self._view.read(tag, one).items():
                held = known.get(subject, {})
                before |= held
                now = rows(subject, found.entries, held, found.standing)
                after |= {row.key: row for row in now}
        if positions or before != after:
            self._keeping.note(before, after, positions)


def _applied(waiting: Iterable[Seen], mark: int) -> Iterator[Seen]:
    """Give what the view has applied, up to the first that it has not."""
    return takewhile(lambda seen: seen.offset <= mark, waiting)
