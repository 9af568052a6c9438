"""Who may be one person, and who can't both be right: pairs found, never joined by themselves."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from operations.review.claims import STUDYING, Claim
from operations.review.store import STEWARD, Item, Kind
from schemas.topics import STUDENT

SAME_NAME_AND_ADDRESS: Final = "SAME_NAME_AND_ADDRESS"
OTHER_NUMBER: Final = "OTHER_NUMBER"
RECORD_TWICE: Final = "RECORD_TWICE"
NUMBER_CLAIMED_TWICE: Final = "NUMBER_CLAIMED_TWICE"
ENROLLED_TWICE: Final = "ENROLLED_TWICE"


@dataclass
class Suggestions:
    """The pairs that may be one person, each with every reason found; the first named of a pair names the second."""

    reasons: dict[tuple[str, str], set[str]] = field(default_factory=dict)

    def alike(self, group: Sequence[str]) -> None:
        """Take people of equal name and address: each is paired with the first of them."""
        first, *others = sorted(group)
        for other in others:
            self._add(first, other, SAME_NAME_AND_ADDRESS)

    def named(self, subject: str, other: str) -> None:
        """Take someone whose register names another number, under which there are records, too."""
        if subject != other:
            self._add(subject, other, OTHER_NUMBER)

    def _add(self, one: str, other: str, reason: str) -> None:
        pair = (one, other)
        if reason == OTHER_NUMBER and (other, one) in self.reasons and pair not in self.reasons:
            self.reasons[pair] = self.reasons.pop((other, one))
        elif (other, one) in self.reasons:
            pair = (other, one)
        self.reasons.setdefault(pair, set()).add(reason)

    def items(self, one_person: Mapping[str, str], at_ms: int) -> Iterator[Item]:
        """Give a suggestion for each pair that is not one person yet; `one_person` names who stands for a pseudonym."""
        for (subject, other), reasons in sorted(self.reasons.items()):
            if one_person.get(subject, subject) != one_person.get(other, other):
                detail = {"because": sorted(reasons)}
                yield Item(Kind.SUGGESTION, STEWARD, subject, at_ms, other, STUDENT, None, detail)


def record_twice(topic: str, record: str, group: Sequence[str], at_ms: int) -> Iterator[Item]:
    """Give a conflict for each further person under whose number one record of a register stands at the same time."""
    first, *others = sorted(group)
    for other in others:
        yield Item(Kind.CONFLICT, STEWARD, first, at_ms, other, topic, record, {"about": RECORD_TWICE})


def claimed_twice(number: str, group: Sequence[str], at_ms: int) -> Iterator[Item]:
    """Give a conflict for each further person for whom a register claims the same other number."""
    first, *others = sorted(group)
    for other in others:
        detail = {"about": NUMBER_CLAIMED_TWICE, "number": number}
        yield Item(Kind.CONFLICT, STEWARD, first, at_ms, other, STUDENT, None, detail)


def enrolled_twice(subject: str, person: Iterable[Claim], at_ms: int) -> Iterator[Item]:
    """Give a conflict when two who were joined study in two places at once: one of them may be somebody else."""
    studying = sorted(
        (one for one in person if one.topic == STUDENT and one.status in STUDYING),
        key=lambda one: (one.subject != subject, one.subject, one.record),
    )
    if not studying:
        return
    first = studying[0]
    for one in studying[1:]:
        if one.subject != first.subject and one.part.college != first.part.college:
            detail = {"about": ENROLLED_TWICE, "colleges": sorted([first.part.college, one.part.college])}
            yield Item(Kind.CONFLICT, STEWARD, first.subject, at_ms, one.subject, STUDENT, one.record, detail)
