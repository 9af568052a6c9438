"""Since when a person is erased: a row about what was before it is refused, one about what came after starts anew."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Protocol

from producers.population import LogEnds
from schemas.partition import partition
from schemas.topics import IDENTITY
from schemas.view import watermark_key

FUNCTION: Final = "erased"


class Erasures(Protocol):
    """Answers for many people at once."""

    def moments(self, topic: str, pseudonyms: Sequence[str]) -> Mapping[str, int | None]:
        """Give, for each, when the person or this data set of theirs was erased last (ms since 1970, 0 for never).

        None where it can't be told.
        """
        ...


class View(Protocol):
    """The one call of the view that is needed."""

    def erased(self, tag: int, names: Sequence[str]) -> tuple[int, Sequence[int]] | None:
        """Give the last offset of decisions applied (-1 for none) and the moment under each name (0 for none).

        None when the view can't be reached.
        """
        ...


class LiveErasures:
    """Asks the view, believing it only where it has applied every decision that stood in the log at the question.

    A view that is behind, or is being built anew, does not know of an erasure yet: the old row of someone erased,
    accepted since, would bring them back. A person's erasure lies under the pseudonym, one data set's under
    `<pseudonym>/<topic>`.
    """

    def __init__(self, ends: LogEnds, view: View, partitions: int) -> None:
        self._ends, self._view, self._partitions = ends, view, partitions

    def moments(self, topic: str, pseudonyms: Sequence[str]) -> Mapping[str, int | None]:
        """Ask with one call per partition concerned."""
        by_tag: dict[int, list[str]] = {}
        for person in dict.fromkeys(pseudonyms):
            by_tag.setdefault(partition(person, self._partitions), []).append(person)
        ends = self._ends.ends(IDENTITY, sorted(by_tag)) if by_tag else {}
        found: dict[str, int | None] = {}
        for tag, people in by_tag.items():
            found |= self._of_tag(tag, topic, people, ends.get(tag))
        return found

    def _of_tag(self, tag: int, topic: str, people: Sequence[str], end: int | None) -> dict[str, int | None]:
        names = [*people, *(f"{person}/{topic}" for person in people)]
        told = None if end is None else self._view.erased(tag, names)
        if end is None or told is None or told[0] < end - 1:
            return dict.fromkeys(people)
        moments = told[1]
        return {person: max(moments[at], moments[at + len(people)]) for at, person in enumerate(people)}


class RedisErasures:
    """The view behind a Redis client made with the edge's own user."""

    def __init__(self, client: Any, unreachable: type[Exception] | tuple[type[Exception], ...]) -> None:
        self._client, self._unreachable = client, unreachable

    def erased(self, tag: int, names: Sequence[str]) -> tuple[int, Sequence[int]] | None:
        """Ask the tag's node once for all of these names."""
        try:
            told = self._client.fcall_ro(FUNCTION, 1, watermark_key(tag), *names)
        except self._unreachable:
            return None
        return int(told[0]), [int(moment or 0) for moment in told[1:]]
