"""How much a source may send: rows a second and requests a second, each a bucket that fills evenly."""

from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil
from typing import NamedTuple

from producers.gateway.problems import ProblemError

MS: int = 1000


class Bucket(NamedTuple):
    """What is left of an allowance; below nothing it is a debt that is waited off. Times in ms since 1970."""

    per_second: float
    most: float
    left: float
    at_ms: int

    def at(self, now_ms: int) -> "Bucket":
        """Fill evenly with the time gone by."""
        gone = max(0, now_ms - self.at_ms) / MS
        return self._replace(left=min(self.most, self.left + gone * self.per_second), at_ms=max(now_ms, self.at_ms))

    def taken(self, count: int, now_ms: int) -> "Bucket":
        """Take an amount, into debt where there is not enough."""
        filled = self.at(now_ms)
        return filled._replace(left=filled.left - count)

    def wait_seconds(self) -> float:
        """Give how long until there is no debt."""
        return max(0.0, -self.left / self.per_second)


def full(per_second: float, most: float, now_ms: int) -> Bucket:
    """Give a full bucket."""
    return Bucket(per_second, most, most, now_ms)


@dataclass
class Limits:
    """Each source's allowances, from the moment it is first seen; a burst of ten seconds' worth is taken at once."""

    rows_per_second: float
    requests_per_second: float
    now_ms: Callable[[], int]
    _rows: dict[str, Bucket] = field(default_factory=dict)
    _requests: dict[str, Bucket] = field(default_factory=dict)

    def request(self, source: str) -> None:
        """Count a request; ProblemError saying when to come again while rows or requests are in debt."""
        now = self.now_ms()
        requests = self._of(self._requests, source, self.requests_per_second, now)
        rows = self._of(self._rows, source, self.rows_per_second, now).at(now)
        wait = max(requests.taken(1, now).wait_seconds(), rows.wait_seconds())
        if wait > 0:
            raise ProblemError("TOO_FAST", max(1, ceil(wait)))
        self._requests[source] = requests.taken(1, now)

    def rows(self, source: str, count: int) -> float:
        """Count rows taken; gives for how many seconds the next ones should wait."""
        now = self.now_ms()
        left = self._of(self._rows, source, self.rows_per_second, now).taken(count, now)
        self._rows[source] = left
        return left.wait_seconds()

    def _of(self, kept: dict[str, Bucket], source: str, per_second: float, now: int) -> Bucket:
        return kept.get(source) or full(per_second, per_second * 10, now)
