"""Each agency's own books: the newest row of every record it ever handed in, or withheld."""

from collections.abc import Iterable
from typing import Final

from producers.draft import Row
from producers.receipts import Accepted
from producers.schema_fields import own_number
from producers.simulation.way import Answer

# What a comparison reads of a row: which version of which record it is, and whom it is about.
_COMPARED: Final = ("revision", "changed_at", "deleted", "citizen_id", "insured_id", "id_kind")


class Books:
    """All books, by data set and the register's own number; what did not arrive is kept whole, to be sent again."""

    def __init__(self) -> None:
        self._rows: dict[str, dict[str, Row]] = {}
        self._unsent: dict[str, dict[str, Row]] = {}

    def note(self, answers: Iterable[Answer]) -> None:
        """Write down rows with what became of them."""
        for topic, row, receipt in answers:
            self._write(topic, row, arrived=isinstance(receipt, Accepted))

    def withhold(self, topic: str, row: Row) -> None:
        """Write down a row that is not sent."""
        self._write(topic, row, arrived=False)

    def rows(self, topic: str) -> list[Row]:
        """Give a data set's rows."""
        return list(self._rows.get(topic, {}).values())

    def known(self, topic: str, row: Row) -> Row | None:
        """Give what was written down of the same record before."""
        return self._rows.get(topic, {}).get(self.number(topic, row))

    def arrived(self, topic: str, row: Row) -> bool:
        """Say whether the record's newest row was taken."""
        return self.number(topic, row) not in self._unsent.get(topic, {})

    def unsent(self, topic: str, number: str) -> Row | None:
        """Give a record's newest row to be sent again; None where it was taken and is not kept whole."""
        return self._unsent.get(topic, {}).get(number)

    def number(self, topic: str, row: Row) -> str:
        """Give the register's own number of a row's record."""
        return row[own_number(topic)].strip()

    def _write(self, topic: str, row: Row, *, arrived: bool) -> None:
        number = self.number(topic, row)
        kept, unsent = self._rows.setdefault(topic, {}), self._unsent.setdefault(topic, {})
        before = kept.get(number)
        if before is not None and int(before["revision"]) > int(row["revision"]):
            return
        kept[number] = {name: row[name] for name in (own_number(topic), *_COMPARED) if name in row}
        if arrived:
            unsent.pop(number, None)
        else:
            unsent[number] = row
