"""Notes what became of a file's lines for the source's own page, and which deletions wait for a person."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from producers.arrivals.notes import Notes
from producers.arrivals.telling import HELD_MAX, HeldDeletions, Line
from producers.files.answering import Known
from producers.files.outcomes import ACCEPTED, DROPPED, REFUSED, Outcome
from producers.files.state import Sent
from producers.receipts import Accepted, NotVocational, Receipt, Refused, TryAgain

# Gives a record's keyed hash by its data set and own number; None where it is for the gateway to name records.
Naming = Callable[[str, str], str] | None


class Noting(Protocol):
    """Whoever is told of a file's lines before it is written down how far the file was sent."""

    def lines(self, sent: Sent, batch: Sequence[Known], outcomes: Sequence[Outcome]) -> None:
        """Note lines with what became of them; told of the same lines again after a crash, it notes them once."""
        ...

    def deletions(self, sent: Sent, own: Sequence[str], receipts: Sequence[Receipt]) -> None:
        """Note deletions that were sent for what a complete file no longer holds."""
        ...

    def held(self, topic: str, waiting: Sequence[Sent]) -> None:
        """Note which deletions of a data set wait for a person's word."""
        ...


@dataclass(frozen=True)
class FileNoting:
    """Notes lines that go past the gateway; of a file that goes over it, those that never left."""

    notes: Notes
    record: Naming

    def lines(self, sent: Sent, batch: Sequence[Known], outcomes: Sequence[Outcome]) -> None:
        """Note lines with what became of them."""
        found = [
            Line(one.line.number, self._named(sent.topic, one.number), receipt(told))
            for one, told in zip(batch, outcomes, strict=True)
            if self.record is not None or one.line.problem is not None or not one.number
        ]
        self.notes.rows(sent.topic, found, f"{sent.digest} {sent.as_of} {sent.lines}")

    def deletions(self, sent: Sent, own: Sequence[str], receipts: Sequence[Receipt]) -> None:
        """Note deletions; over the gateway it was told of them itself."""
        if self.record is not None:
            told = enumerate(zip(own, receipts, strict=True), 1)
            found = [Line(number, self._named(sent.topic, one), told) for number, (one, told) in told]
            self.notes.rows(sent.topic, found, f"deletions {sent.digest} {sent.as_of} {own[0]}")

    def held(self, topic: str, waiting: Sequence[Sent]) -> None:
        """Note which deletions wait."""
        own = [one for one in waiting if one.topic == topic][-HELD_MAX:]
        self.notes.held(
            topic, [HeldDeletions(number=one.id, as_of=one.as_of, gone=one.gone, known=one.known) for one in own]
        )

    def _named(self, topic: str, number: str) -> str | None:
        return self.record(topic, number) if self.record and number and number.isprintable() else None


class _Unnoted:
    """Notes nothing, where nobody is to be told."""

    def lines(self, sent: Sent, batch: Sequence[Known], outcomes: Sequence[Outcome]) -> None:
        """Leave it."""

    def deletions(self, sent: Sent, own: Sequence[str], receipts: Sequence[Receipt]) -> None:
        """Leave it."""

    def held(self, topic: str, waiting: Sequence[Sent]) -> None:
        """Leave it."""


UNNOTED: Final[Noting] = _Unnoted()


def receipt(one: Outcome) -> Receipt:
    """Read a line's answer back."""
    if one.outcome == ACCEPTED:
        topic, partition, offset = one.receipt.rsplit("/", 2)
        return Accepted(topic, int(partition), int(offset))
    if one.outcome == REFUSED:
        return Refused(one.code, one.field, one.th, one.en, one.example)
    return NotVocational() if one.outcome == DROPPED else TryAgain(one.code)
