"""One row that came in and what became of it."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from producers.receipts import Accepted, NotVocational, Receipt, Refused, TryAgain


class Outcome(StrEnum):
    """What a row's receipt said."""

    ACCEPTED = "ACCEPTED"
    REFUSED = "REFUSED"
    TRY_AGAIN = "TRY_AGAIN"
    DROPPED = "DROPPED"


class Way(StrEnum):
    """The way in a row took."""

    GATEWAY = "gateway"
    FILE = "file"
    UPLOAD = "upload"
    EDGE = "edge"
    OUTBOX = "outbox"
    SDK = "sdk"


class Batch(NamedTuple):
    """What rows that came in together have in common; `received_at` in ms since 1970."""

    source: str
    topic: str
    id: str
    way: Way
    received_at: int


class Arrival(NamedTuple):
    """A row of the table: `line` counts from 1 within its batch, `record` is the own number's keyed hash.

    `code` and `field` say why a row was refused (`code` also why it must come again); `partition` and `offset` where
    an accepted one stands.
    """

    source: str
    topic: str
    batch: str
    line: int
    record: str | None
    received_at: int
    way: Way
    outcome: Outcome
    code: str | None = None
    field: str | None = None
    partition: int | None = None
    offset: int | None = None


_TAKEN: Final = (None, None)


def arrivals(
    batch: Batch, first_line: int, records: Sequence[str | None], receipts: Sequence[Receipt]
) -> list[Arrival]:
    """Put rows' records and receipts together, in their order."""
    found = []
    for line, (record, receipt) in enumerate(zip(records, receipts, strict=True), first_line):
        outcome, told, place = _read(receipt)
        known = (batch.source, batch.topic, batch.id, line, record, batch.received_at, batch.way)
        found.append(Arrival(*known, outcome, *told, *place))
    return found


def _read(receipt: Receipt) -> tuple[Outcome, tuple[str | None, str | None], tuple[int | None, int | None]]:
    match receipt:
        case Accepted():
            return Outcome.ACCEPTED, _TAKEN, (receipt.partition, receipt.offset)
        case Refused():
            return Outcome.REFUSED, (receipt.code, receipt.field), _TAKEN
        case TryAgain():
            return Outcome.TRY_AGAIN, (receipt.because, None), _TAKEN
        case NotVocational():
            return Outcome.DROPPED, _TAKEN, _TAKEN
