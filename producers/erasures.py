"""Since when a person is erased: a row about what was before it is refused, one about what came after starts anew."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Protocol

from schemas.partition import partition
from schemas.view import watermark_key

FUNCTION: Final = "erased"


class Erasures(Protocol):
    """Answers for many people at once."""

    def moments(self, topic: str, pseudonyms: Sequence[str]) -> Mapping[str, int | None]:
        """Give, for each, when the person or this data set of theirs was erased last (ms since 1970, 0 for never).

        None where it can't be told. An answer may be older than the newest decision: whatever slips through is held
        against the decisions once more where it is applied, so this spares the log and tells the source.
        """
        ...


class View(Protocol):
    """The one call of the view that is needed."""

    def erased(self, tag: int, names: Sequence[str]) -> Sequence[int] | None:
        """Give the moment under each name (0 for none); None when the view can't be reached."""
        ...


class LiveErasures:
    """Asks the view: a person's erasure lies under the pseudonym, one data set's under `<pseudonym>/<topic>`."""

    def __init__(self, view: View, partitions: int) -> None:
        self._view, self._partitions = view, partitions

    def moments(self, topic: str, pseudonyms: Sequence[str]) -> Mapping[str, int | None]:
        """Ask with one call per partition concerned."""
        by_tag: dict[int, list[str]] = {}
        for person in dict.fromkeys(pseudonyms):
            by_tag.setdefault(partition(person, self._partitions), []).append(person)
        found: dict[str, int | None] = {}
        for tag, people in by_tag.items():
            told = self._view.erased(tag, [*people, *(f"{person}/{topic}" for person in people)])
            if told is None:
                found |= dict.fromkeys(people)
            else:
                found |= {person: max(told[at], told[at + len(people)]) for at, person in enumerate(people)}
        return found


class RedisErasures:
    """The view behind a Redis client made with the edge's own user."""

    def __init__(self, client: Any, unreachable: type[Exception] | tuple[type[Exception], ...]) -> None:
        self._client, self._unreachable = client, unreachable

    def erased(self, tag: int, names: Sequence[str]) -> Sequence[int] | None:
        """Ask the tag's node once for all of these names."""
        try:
            told = self._client.fcall_ro(FUNCTION, 1, watermark_key(tag), *names)
        except self._unreachable:
            return None
        return [int(moment or 0) for moment in told]
