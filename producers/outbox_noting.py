"""Notes what became of an outbox's rows for its source's own page: each once, whenever the relay is stopped."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from producers.arrivals.notes import Notes
from producers.arrivals.telling import Line, Telling
from producers.outbox_table import Waiting
from producers.receipts import Receipt

Answers = Sequence[tuple[Waiting, Receipt]]


class Naming(Protocol):
    """What gives a record's keyed hash: the agency's edge."""

    def record(self, topic: str, own_id: str) -> str:
        """Give the hash that stands for the agency's own number."""
        ...


@dataclass
class Noting:
    """Writes down what the marks will say before they are set, and lets it be told once they are.

    After a crash in between, the outbox itself says which of it happened; the rest is relayed, and noted, once more.
    """

    notes: Notes
    edge: Naming
    _open: list[tuple[str, Telling]] = field(default_factory=list)

    def resume(self, marked: Callable[[Sequence[int]], bool]) -> None:
        """Settle what was open when a relay ended; `marked` says whether rows are, as all of a round are or none."""
        self.notes.journal.resolve(marked)
        self.notes.wake()

    def before_marks(self, ended: Answers) -> None:
        """Write down rows that came to their end, a batch per data set."""
        by_topic: dict[str, list[Line]] = {}
        for row, receipt in ended:
            line = Line(row.id, self.edge.record(row.topic, row.record_id), receipt)
            by_topic.setdefault(row.topic, []).append(line)
        self._open = []
        for topic, lines in by_topic.items():
            for telling, own in self.notes.tellings(topic, lines, ""):
                self.notes.keep(topic, telling, own)
                self._open.append((topic, telling))

    def marked(self) -> None:
        """Let what was written down be told."""
        for topic, telling in self._open:
            self.notes.keep(topic, telling)
        self._open = []
