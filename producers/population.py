"""Whether a person is in OVEC's population: yes, no, or not known while the view is behind the log."""

from collections.abc import Mapping, Sequence
from enum import Enum, auto
from typing import Any, Final, Protocol

from schemas.partition import partition
from schemas.topics import STUDENT
from schemas.view import watermark_key

FUNCTION: Final = "population"
NAMED: Final = "named"
_NAMES_MAX: Final = 1000


class Membership(Enum):
    """The three answers."""

    YES = auto()
    NO = auto()
    NOT_KNOWN = auto()


class Population(Protocol):
    """Answers for many pseudonyms at once."""

    def ask(self, pseudonyms: Sequence[str]) -> dict[str, Membership]:
        """Give an answer for each; NOT_KNOWN whenever the view or the log can't be asked."""
        ...


class LogEnds(Protocol):
    """Tells where a topic's partitions end."""

    def ends(self, topic: str, partitions: Sequence[int]) -> Mapping[int, int]:
        """Give the offset after the last record of each partition asked for; none for one that can't be told."""
        ...


class View(Protocol):
    """The calls of the view an edge may make here."""

    def population(self, tag: int, topic: str, subjects: Sequence[str]) -> tuple[int, list[bool]] | None:
        """Give the last offset applied (-1 for none) and who is known; None when the view can't be reached."""
        ...

    def named(self, tag: int, subjects: Sequence[str]) -> list[bool] | None:
        """Say which are further numbers of people under this tag; None when the view can't be reached."""
        ...


class LivePopulation:
    """Asks the view, believing it only where it has reached the log's end as of the question.

    The log is asked first: whatever was acknowledged to OVEC before the question is then counted. An answer from a
    view that is behind could drop a person who enrolled a moment ago, or let in one who was just deleted.

    Whom OVEC's register names by a further number is of the population under that number, too: it is the register that
    says who is a vocational student (clause 3.2.1(2)), and SSO knows a foreigner by nothing but the card. This is known
    once a worker has looked at the enrolment, a moment after it was applied; a "no" until then is asked again.
    """

    def __init__(self, ends: LogEnds, view: View, partitions: int) -> None:
        self._ends, self._view, self._partitions = ends, view, partitions

    def ask(self, pseudonyms: Sequence[str]) -> dict[str, Membership]:
        """Give an answer for each, with one call per partition concerned."""
        by_tag: dict[int, list[str]] = {}
        for person in dict.fromkeys(pseudonyms):
            by_tag.setdefault(partition(person, self._partitions), []).append(person)
        ends = self._ends.ends(STUDENT, sorted(by_tag)) if by_tag else {}
        answers: dict[str, Membership] = {}
        for tag, people in by_tag.items():
            answers |= self._of_tag(tag, people, ends.get(tag))
        return answers | self._named([person for person, answer in answers.items() if answer is Membership.NO])

    def _named(self, people: Sequence[str]) -> dict[str, Membership]:
        """Look under every tag for who is named by one of these numbers: the namer lies under another number."""
        found: dict[str, Membership] = {}
        for start in range(0, len(people), _NAMES_MAX):
            some = people[start : start + _NAMES_MAX]
            for tag in range(self._partitions):
                told = self._view.named(tag, some)
                if told is None:
                    found |= {person: Membership.NOT_KNOWN for person in some if person not in found}
                    break
                found |= {person: Membership.YES for person, known in zip(some, told, strict=True) if known}
        return found

    def _of_tag(self, tag: int, people: Sequence[str], end: int | None) -> dict[str, Membership]:
        told = None if end is None else self._view.population(tag, STUDENT, people)
        if end is None or told is None or told[0] < end - 1:
            return dict.fromkeys(people, Membership.NOT_KNOWN)
        return {
            person: Membership.YES if known else Membership.NO for person, known in zip(people, told[1], strict=True)
        }


class RedisView:
    """The view behind a Redis client made with the edge's own user."""

    def __init__(self, client: Any, unreachable: type[Exception] | tuple[type[Exception], ...]) -> None:
        self._client, self._unreachable = client, unreachable

    def population(self, tag: int, topic: str, subjects: Sequence[str]) -> tuple[int, list[bool]] | None:
        """Ask the tag's node once for all of these people."""
        try:
            told = self._client.fcall_ro(FUNCTION, 1, watermark_key(tag), topic, *subjects)
        except self._unreachable:
            return None
        return int(told[0]), [int(known) == 1 for known in told[1:]]

    def named(self, tag: int, subjects: Sequence[str]) -> list[bool] | None:
        """Ask the tag's node once for all of these numbers."""
        try:
            told = self._client.fcall_ro(NAMED, 1, watermark_key(tag), *subjects)
        except self._unreachable:
            return None
        return [int(known) == 1 for known in told]
