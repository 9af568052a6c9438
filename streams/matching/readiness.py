"""When a tag may be decided on: once all that stood in the log when it became ours has been taken in."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from schemas import topics
from streams.matching.following import FOLLOWED, Following
from streams.matching.reading import Reader
from streams.matching.shared import Shared
from streams.transport.chunk import Place


@dataclass(frozen=True)
class Noted:
    """Where the log ended when a tag became ours under a token: its own topics, and those followed as a whole."""

    token: bytes
    rewind: int
    applied: Mapping[str, int]
    followed: Mapping[Place, int]


def reached(noted: Noted, marks: Mapping[str, int], positions: Mapping[Place, int]) -> bool:
    """Say whether view and board hold all that was in the log: matches, identities and vacancies, and the facts."""
    applied = all(marks.get(topic, -1) >= end - 1 for topic, end in noted.applied.items())
    return applied and all(positions.get(place, 0) >= end for place, end in noted.followed.items())


class Readiness:
    """Which of our tags may be decided on."""

    def __init__(self, shared: Shared, following: Following, reader: Reader) -> None:
        self._noted: dict[int, Noted] = {}
        self._shared = shared
        self._following = following
        self._reader = reader

    async def look(self) -> frozenset[int]:
        """Note the log's ends for tags that are new to us; gives those that became ready, and makes them so."""
        shared = self._shared
        for tag in [tag for tag, token in shared.ready.items() if shared.assigned.get(tag) != token]:
            del shared.ready[tag]
        waiting = {tag: token for tag, token in shared.assigned.items() if tag not in shared.ready}
        if not waiting or not self._following.started:
            return frozenset()
        fresh = {tag: token for tag, token in waiting.items() if not self._known(tag, token)}
        if fresh:
            await self._note(fresh)
        became = {tag: token for tag, token in waiting.items() if await self._is_ready(tag)}
        shared.ready |= became
        return frozenset(became)

    def _known(self, tag: int, token: bytes) -> bool:
        return tag in self._noted and self._noted[tag].token == token

    async def _note(self, fresh: Mapping[int, bytes]) -> None:
        followed = [Place(topic, one) for topic in FOLLOWED for one in range(self._shared.partitions)]
        applied = [Place(topic, tag) for topic in topics.APPLIED for tag in fresh]
        ends = await self._shared.ask("ends", partial(self._reader.ends, [*followed, *applied]))
        rewind = self._following.read_matches_again()
        for tag, token in fresh.items():
            own = {topic: ends[Place(topic, tag)] for topic in topics.APPLIED}
            self._noted[tag] = Noted(token, rewind, own, {place: ends[place] for place in followed})

    async def _is_ready(self, tag: int) -> bool:
        noted, following = self._noted[tag], self._following
        if following.rewinds_done < noted.rewind:
            return False
        marks = await self._shared.ask("watermarks", partial(self._shared.store.watermarks, tag))
        return reached(noted, marks, following.positions)
