"""Rows waiting to be handed in: some at once, some only after so many others."""

import heapq
from collections.abc import Iterable, Iterator

from producers.draft import Row
from producers.simulation.faults import Handed


class Line:
    """Keeps rows until as many others have been handed in as each is to wait for."""

    def __init__(self) -> None:
        self._waiting: list[tuple[int, int, str, Row]] = []
        self._handed = self._joined = 0

    def join(self, rows: Iterable[Handed]) -> None:
        """Let rows join; those that are not to wait come out next, in their order."""
        for one in rows:
            self._joined += 1
            heapq.heappush(self._waiting, (self._handed + one.later, self._joined, one.topic, one.row))

    def due(self) -> Iterator[tuple[str, Row]]:
        """Hand in whatever has waited long enough."""
        while self._waiting and self._waiting[0][0] <= self._handed:
            _, _, topic, row = heapq.heappop(self._waiting)
            self._handed += 1
            yield topic, row

    def rest(self) -> list[tuple[str, Row]]:
        """Hand in whatever still waits, in its order."""
        found = [(topic, row) for _, _, topic, row in sorted(self._waiting, key=lambda one: one[:2])]
        self._waiting.clear()
        self._handed += len(found)
        return found
