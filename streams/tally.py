"""What a worker counts about itself, for its report and its watchdog."""

from collections import Counter
from dataclasses import dataclass, field

from streams.store.protocol import Applied

TROUBLE_CHARACTERS_MAX = 200


@dataclass
class Tally:
    """Counters since the start, and the calls that are being repeated just now with why."""

    batches: int = 0
    records: int = 0
    changed: int = 0
    stale: int = 0
    repeated: int = 0
    gaps_healed: int = 0
    fenced: int = 0
    repaired: int = 0
    buried: int = 0
    retries: int = 0
    dead_letters: Counter[str] = field(default_factory=Counter)
    troubles: dict[str, str] = field(default_factory=dict)

    def applied(self, records: int, outcome: Applied) -> None:
        """Count a batch that was applied."""
        self.batches += 1
        self.records += records
        self.changed += outcome.changed
        self.stale += outcome.stale
        self.repeated += outcome.repeated

    def trouble(self, what: str, why: str) -> None:
        """Note that a call failed and is being repeated."""
        self.retries += 1
        self.troubles[what] = why[:TROUBLE_CHARACTERS_MAX]

    def over(self, what: str) -> None:
        """Note that a call works again."""
        self.troubles.pop(what, None)
