"""Tells waiting browsers of changes, and remembers how long each took from its cause."""

import asyncio
from bisect import bisect_right
from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from consumers.desk.applying import Change

REMEMBERED_MAX: Final = 5000
LATENCIES_MAX: Final = 200_000


class Hub:
    """Holds the last changes in memory; who fell further behind reads the table."""

    def __init__(self, newest: int) -> None:
        self._changes: deque[Change] = deque(maxlen=REMEMBERED_MAX)
        self._first_after = newest
        self.newest = newest
        self._news = asyncio.Event()
        self._latencies: deque[tuple[int, int]] = deque(maxlen=LATENCIES_MAX)

    def publish(self, changes: Sequence[Change], now_ms: int) -> None:
        """Tell changes, in order, that are committed; called on the event loop."""
        if not changes:
            return
        for change in changes:
            if len(self._changes) == REMEMBERED_MAX:
                self._first_after = self._changes[0].id
            self._changes.append(change)
            self.newest = change.id
            if change.caused_at is not None:
                self._latencies.append((now_ms, now_ms - change.caused_at))
        news, self._news = self._news, asyncio.Event()
        news.set()

    def forget(self, match: str) -> None:
        """Forget which match changes were about; their numbers stay, since browsers count by them."""
        kept = (replace(change, match="") if change.match == match else change for change in self._changes)
        self._changes = deque(kept, maxlen=REMEMBERED_MAX)

    def after(self, change: int) -> list[Change] | None:
        """Give the changes after one; None when memory does not reach back so far."""
        if change < self._first_after:
            return None
        first = bisect_right(self._changes, change, key=lambda one: one.id)
        return [self._changes[at] for at in range(first, len(self._changes))]

    async def wait(self, seconds: float) -> None:
        """Wait for news, or until the time is over."""
        try:
            async with asyncio.timeout(seconds):
                await self._news.wait()
        except TimeoutError:
            return

    def latencies_ms(self, since_ms: int) -> list[int]:
        """Give how long each change caused since a moment took from its cause to being visible here.

        What was caused before does not count, however late it comes: a backlog is not the way's own slowness.
        """
        return [latency for at, latency in self._latencies if at - latency >= since_ms]


def percentiles(latencies_ms: Sequence[int]) -> dict[str, int | None]:
    """Sum latencies up: how many, and the values that 50, 95 and 99 of 100 do not exceed (nearest rank)."""
    ranked = sorted(latencies_ms)

    def at(share: int) -> int | None:
        return ranked[max(0, -(-share * len(ranked) // 100) - 1)] if ranked else None

    return {"count": len(ranked), "p50": at(50), "p95": at(95), "p99": at(99)}
