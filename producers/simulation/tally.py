"""Counts receipts, and writes the count where the demonstration and the operators read it."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal, assert_never

from producers.data_sets import DATA_SETS
from producers.receipts import Accepted, NotVocational, Receipt, Refused, TryAgain

Phase = Literal["load", "live", "reconciling", "reconciled", "stopped"]
# Ends the name of a way that is an edge of the agency's own.
DIRECT: Final = ".direct"


@dataclass
class Tally:
    """What became of all rows so far; `seconds_publishing` counts the load only, without waiting for the view."""

    phase: Phase = "load"
    refused: Counter[str] = field(default_factory=Counter)
    per_topic: Counter[str] = field(default_factory=Counter)
    not_vocational: int = 0
    try_again: int = 0
    loaded: int = 0
    seconds_publishing: float = 0.0
    loaded_at_ms: int | None = None
    ways: Counter[str] = field(default_factory=Counter)
    reconciliation: dict[str, Any] = field(default_factory=dict)

    def came_by(self, way: str, receipts: Iterable[Receipt]) -> None:
        """Add the rows accepted to their way in."""
        self.ways[way] += sum(isinstance(receipt, Accepted) for receipt in receipts)

    def count(self, receipts: Iterable[Receipt]) -> None:
        """Add the receipts of a batch."""
        for receipt in receipts:
            match receipt:
                case Accepted(topic=topic):
                    self.per_topic[topic] += 1
                case Refused(code=code):
                    self.refused[code] += 1
                case TryAgain():
                    self.try_again += 1
                case NotVocational():
                    self.not_vocational += 1
                case _:
                    assert_never(receipt)

    @property
    def accepted(self) -> int:
        """How many events stand in the log."""
        return self.per_topic.total()

    def loaded_now(self, at_ms: int) -> None:
        """Close the load: what follows is lived."""
        self.phase, self.loaded, self.loaded_at_ms = "live", self.accepted, at_ms

    def report(self) -> dict[str, Any]:
        """Give the figures as they are written down."""
        loaded = self.loaded or self.accepted
        rate = loaded / self.seconds_publishing if self.seconds_publishing else 0.0
        return {
            "phase": self.phase,
            "accepted": self.accepted,
            "refused": dict(self.refused),
            "dropped_not_vocational": self.not_vocational,
            "try_again": self.try_again,
            "events_per_second_load": round(rate, 1),
            "per_topic": {topic: self.per_topic[topic] for topic in DATA_SETS},
            "loaded_at_ms": self.loaded_at_ms,
            "ways_in": {way: count for way, count in self.ways.items() if not way.endswith(DIRECT)},
            "reconciliation": self.reconciliation,
        }

    def write(self, path: Path) -> None:
        """Write the figures so that a reader never sees half of them."""
        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_name(f"{path.name}.part")
        half.write_text(json.dumps(self.report()), encoding="utf-8")
        half.replace(path)
