"""The steward of the demonstration: finds people kept twice, decides, takes a decision back, does what people ask."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import cycle
from random import Random
from typing import Final, Protocol

SUGGESTED_MAX: Final = 50
# After a scan so many times as long as it took go by before the next, so that it never takes more of a core than that,
# whatever the number of people.
SCAN_RESTS: Final = 20


class Act(StrEnum):
    """What a steward does, and what it is counted as."""

    SCAN = "scans"
    JOIN = "joins"
    SPLIT = "splits"
    OBJECT = "objections"
    ERASE = "erasures"


# The scan goes through everybody, so it comes once a round at most, and a round without one goes straight on.
ROUND: Final = (
    *(Act.SCAN, Act.JOIN, Act.OBJECT, Act.JOIN, Act.ERASE, Act.SPLIT),
    *(Act.OBJECT, Act.JOIN, Act.ERASE, Act.JOIN, Act.OBJECT, Act.JOIN),
)


class Office(Protocol):
    """What a steward works with; each act says whether it was done."""

    def scan(self) -> bool:
        """Go through everybody and note who may be one person."""
        ...

    def suggested(self, limit: int) -> Sequence[int]:
        """Give the suggestions that wait, by number."""
        ...

    def join(self, number: int) -> bool:
        """Decide that a suggestion's two are one person."""
        ...

    def split(self, number: int) -> bool:
        """Take the decision on a suggestion back."""
        ...

    def people(self) -> Sequence[str]:
        """Give the pseudonyms of people who have a match now."""
        ...

    def object(self, person: str) -> bool:
        """Record a person's objection."""
        ...

    def erase(self, person: str) -> bool:
        """Erase a person."""
        ...


@dataclass
class Steward:
    """One steward's day: what was decided, and how many of each act were done; `elapsed` is the clock in seconds."""

    office: Office
    draw: Random
    elapsed: Callable[[], float]
    joined: list[int] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._day = cycle(ROUND)
        self._scan_due = self.elapsed()

    def act(self) -> Act | None:
        """Do the next thing of the round; None when there is nothing to do it to."""
        act = next(self._day)
        if act is Act.SCAN and self.elapsed() < self._scan_due:
            act = next(self._day)
        if not self._do(act):
            return None
        self.done[act.value] += 1
        return act

    def _do(self, act: Act) -> bool:
        match act:
            case Act.SCAN:
                return self._scan()
            case Act.JOIN:
                return self._join()
            case Act.SPLIT:
                return bool(self.joined) and self.office.split(self.joined.pop())
            case Act.OBJECT:
                return self._asked(self.office.object)
            case Act.ERASE:
                return self._asked(self.office.erase)

    def _scan(self) -> bool:
        began = self.elapsed()
        try:
            return self.office.scan()
        finally:
            ended = self.elapsed()
            self._scan_due = ended + SCAN_RESTS * (ended - began)

    def _join(self) -> bool:
        waiting = self.office.suggested(SUGGESTED_MAX)
        if not waiting:
            return False
        number = self.draw.choice(waiting)
        done = self.office.join(number)
        if done:
            self.joined.append(number)
        return done

    def _asked(self, carry_out: Callable[[str], bool]) -> bool:
        people = self.office.people()
        return bool(people) and carry_out(self.draw.choice(people))
