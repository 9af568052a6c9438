"""A worker's own report, as the operators' page and the metrics read it."""

import json
import resource
from collections.abc import Iterable, Mapping
from typing import Any, Final

from streams.tally import Tally
from streams.transport.chunk import Place

REPORT_SECONDS: Final = 1.0
REPORT_STAYS_SECONDS: Final = 15
KIB: Final = 1024


def report(
    worker: str, tags: Iterable[int], started_ms: int, at_ms: int, tally: Tally, lag: Mapping[Place, int]
) -> dict[str, Any]:
    """Say what a worker owns, has done, and is waiting for; no personal data."""
    by_topic: dict[str, int] = {}
    for place, behind in lag.items():
        by_topic[place.topic] = by_topic.get(place.topic, 0) + behind
    return {
        "worker": worker,
        "tags": sorted(tags),
        "at_ms": at_ms,
        "started_ms": started_ms,
        "memory_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KIB,
        "batches": tally.batches,
        "applied": tally.records,
        "changed": tally.changed,
        "stale": tally.stale,
        "repeated": tally.repeated,
        "repaired": tally.repaired,
        "buried": tally.buried,
        "gaps_healed": tally.gaps_healed,
        "fenced": tally.fenced,
        "retries": tally.retries,
        "dead_letters": dict(tally.dead_letters),
        "troubles": dict(tally.troubles),
        "lag": by_topic,
    }


def as_text(content: Mapping[str, Any]) -> str:
    """Write a report as JSON."""
    return json.dumps(content, separators=(",", ":"), sort_keys=True)
