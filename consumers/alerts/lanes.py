"""Who is next: alerts of one match go one after another, those of different matches side by side."""

import heapq
from collections import deque
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Waiting:
    """An alert to be sent to one endpoint: `sequence` is its place among all, `due_at` (ms) when it may be sent."""

    sequence: int
    webhook_id: str
    match: str
    body: str
    recorded_at: int
    attempts: int = 0
    due_at: int = 0


class Lanes:
    """A lane per match; only the first of a lane may be taken, and it stays first until it is done."""

    def __init__(self) -> None:
        self._lanes: dict[str, deque[Waiting]] = {}
        self._heads: list[tuple[int, int, str]] = []
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def add(self, alert: Waiting) -> None:
        """Put an alert at the end of its match's lane."""
        lane = self._lanes.setdefault(alert.match, deque())
        lane.append(alert)
        self._size += 1
        if len(lane) == 1:
            self._show(alert)

    def take(self, now_ms: int) -> Waiting | None:
        """Take the alert that has been due longest; None when none is due."""
        if not self._heads or self._heads[0][0] > now_ms:
            return None
        return self._lanes[heapq.heappop(self._heads)[2]][0]

    def done(self, alert: Waiting) -> None:
        """Take a sent (or given up) alert out, and let the next of its match come."""
        lane = self._lanes[alert.match]
        lane.popleft()
        self._size -= 1
        if lane:
            self._show(lane[0])
        else:
            del self._lanes[alert.match]

    def again(self, alert: Waiting, due_at: int, attempts: int) -> None:
        """Put a taken alert back at the head of its lane, to be sent again when due."""
        self._lanes[alert.match][0] = later = replace(alert, due_at=due_at, attempts=attempts)
        self._show(later)

    def next_due(self) -> int | None:
        """Say when the next alert is due (ms); None when all are taken."""
        return self._heads[0][0] if self._heads else None

    def _show(self, alert: Waiting) -> None:
        heapq.heappush(self._heads, (alert.due_at, alert.sequence, alert.match))
