"""Keeps what became of an outbox's rows for its source's own page: no personal data, a record's keyed hash only."""

from collections.abc import Callable
from dataclasses import dataclass

from producers.arrivals.arrival import Batch, Way, arrivals
from producers.arrivals.store import Arrivals
from producers.edge import Edge
from producers.outbox import Answers
from producers.outbox_table import Waiting
from producers.receipts import Receipt, TryAgain


@dataclass(frozen=True)
class Noting:
    """Notes each row once it is answered for good; one that is to come again will be told then."""

    kept: Arrivals
    edge: Edge
    source: str
    way: Way
    now_ms: Callable[[], int]

    def __call__(self, answers: Answers) -> None:
        """Note a round's rows, a batch per data set."""
        by_topic: dict[str, list[tuple[Waiting, Receipt]]] = {}
        for row, receipt in answers:
            if not isinstance(receipt, TryAgain):
                by_topic.setdefault(row.topic, []).append((row, receipt))
        for topic, own in by_topic.items():
            batch = Batch(self.source, topic, f"outbox-{own[0][0].id}", self.way, self.now_ms())
            records = [self.edge.record(topic, row.record_id) for row, _ in own]
            self.kept.note(arrivals(batch, 1, records, [receipt for _, receipt in own]))
