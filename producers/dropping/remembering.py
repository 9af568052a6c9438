"""A publisher that remembers, beside what it does, which records it dropped unread, and forgets those dealt with."""

from collections.abc import Callable, Sequence
from typing import Protocol

from producers.columns import BadRowError
from producers.data_sets import DATA_SETS
from producers.draft import DataSet, Row
from producers.dropping.drops import Drop
from producers.edge import Edge
from producers.ledger import Ledger
from producers.publisher.log import Log
from producers.publisher.publishing import Publisher
from producers.publisher.reading import Reader
from producers.receipts import Accepted, NotVocational, Receipt, Refused
from schemas.agreement import Agreement


class Memory(Protocol):
    """Where drops are kept (producers.dropping.drops.Drops)."""

    def note(self, drops: Sequence[Drop]) -> None:
        """Remember what was dropped."""
        ...

    def forget(self, topic: str, records: Sequence[str]) -> None:
        """Forget records that were dealt with."""
        ...

    def close(self) -> None:
        """Let go of the memory."""
        ...


class RememberingPublisher(Publisher):
    """Notes a drop before its receipt is given: whoever has the receipts can rely on the list."""

    def __init__(
        self,
        reader: Reader,
        ledger: Ledger,
        log: Log,
        agreement: Agreement,
        now_ms: Callable[[], int],
        drops: Memory,
    ) -> None:
        super().__init__(reader, ledger, log, agreement, now_ms)
        self._own, self._drops, self._clock = reader.edge, drops, now_ms

    def publish(self, topic: str, rows: Sequence[Row]) -> list[Receipt]:
        """Give a receipt for each row, in their order; ValueError for a topic that is not the agency's."""
        receipts = super().publish(topic, rows)
        data_set = DATA_SETS[topic]
        if not data_set.population_only:
            return receipts
        # A row may be followed by a later one of the same record in the same batch: the last word counts.
        last = {record_of(self._own, data_set, row): told for row, told in _both(rows, receipts)}
        at = self._clock()
        self._drops.note([
            Drop(topic, record, person_of(self._own, data_set, row), at)
            for record, (row, receipt) in last.items()
            if isinstance(receipt, NotVocational)
        ])  # fmt: skip
        settled = [record for record, (_, receipt) in last.items() if isinstance(receipt, Accepted | Refused)]
        self._drops.forget(topic, settled)
        return receipts

    def close(self) -> None:
        """Let go of the ledger and of the memory."""
        super().close()
        self._drops.close()


def record_of(edge: Edge, data_set: DataSet, row: Row) -> str:
    """Name the record a row is about as the log would; by the whole row where it says no number."""
    try:
        return edge.record(data_set.topic, data_set.change(row).own_id)
    except BadRowError:
        text = "\x1e".join(f"{name}\x1f{value}" for name, value in sorted(row.items()) if value)
        return edge.digest(text.encode(errors="surrogatepass")).hex()[:16]


def person_of(edge: Edge, data_set: DataSet, row: Row) -> str:
    """Give the pseudonym of whom a row is about; BadRowError where it names nobody."""
    if data_set.identify is None:
        raise ValueError(f"{data_set.topic} is about nobody, so nothing of it is dropped")
    return edge.pseudonym(data_set.identify(row))


def _both(rows: Sequence[Row], receipts: Sequence[Receipt]) -> list[tuple[Row, tuple[Row, Receipt]]]:
    return [(row, (row, receipt)) for row, receipt in zip(rows, receipts, strict=True)]
