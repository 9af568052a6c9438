"""How much of each partition is in flight between the fetcher and the view, so that memory stays bounded."""

from collections import Counter

from streams.transport.chunk import Chunk, Place


class Room:
    """Counts records in flight; made anew at each assignment, so that what was dropped in a rebalance is forgotten.

    Faust's own back-pressure stops fetching for a whole second; this bound is reached first and waits for milliseconds.
    """

    def __init__(self, records_max: int) -> None:
        self._records_max = records_max
        self._in_flight: Counter[Place] = Counter()

    def enter(self, chunk: Chunk) -> None:
        """Count a chunk handed on; an empty one counts too, since it also waits its turn."""
        self._in_flight[chunk.place] += len(chunk.records) + 1

    def leave(self, chunk: Chunk) -> None:
        """Count a chunk as done with."""
        self._in_flight[chunk.place] -= len(chunk.records) + 1

    def is_full(self, place: Place) -> bool:
        """Say whether no more of this partition may be handed on for now."""
        return self._in_flight[place] >= self._records_max

    def total(self) -> int:
        """Count what is in flight."""
        return sum(self._in_flight.values())
