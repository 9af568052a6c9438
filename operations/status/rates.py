"""How fast the logs grew lately, worked out from the samples remembered."""

from collections.abc import Collection, Sequence
from itertools import pairwise

from operations.status.snapshot import Sample


def rates(history: Sequence[Sample], topics: Collection[str], points: int) -> list[float]:
    """Give records per second between samples, oldest first, drawn together to at most so many points."""
    step = max(1, -(-(len(history) - 1) // points)) if len(history) > 1 else 1
    kept = list(reversed(list(reversed(history))[::step]))
    return [_rate(earlier, later, topics) for earlier, later in pairwise(kept)]


def _rate(earlier: Sample, later: Sample, topics: Collection[str]) -> float:
    seconds = (later.at_ms - earlier.at_ms) / 1000
    came = sum(end - earlier.ends.get(place, end) for place, end in later.ends.items() if place[0] in topics)
    return round(max(0, came) / seconds, 1) if seconds > 0 else 0.0
