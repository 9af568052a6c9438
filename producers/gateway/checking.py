"""What a check goes through instead of key service, ledger and log: all is read and encoded, and nothing is kept."""

from collections.abc import Iterable, Sequence
from typing import Final

from producers.edge import Event
from producers.ledger import Ledger, Sent
from producers.publisher.log import Outcome, Placed
from producers.receipt_lines import NOT_PUBLISHED
from schemas.partition import partition
from schemas.sealing import AGENCY_KEY_BYTES

# Sealing with it shows whether the record fits; what is sealed goes nowhere.
SPARE_KEY: Final = bytes(AGENCY_KEY_BYTES)


class SpareKeys:
    """Gives everybody the same key, so that no person gets one for a row that is only tried."""

    def keys_for(self, pseudonyms: Iterable[str], agency: str) -> dict[str, bytes]:  # noqa: ARG002  (as the edge asks)
        """Give the spare key."""
        return dict.fromkeys(pseudonyms, SPARE_KEY)


class UnnotedLedger(Ledger):
    """Knows what was sent and remembers no more."""

    def note(self, sent: Sequence[Sent]) -> None:
        """Leave it."""


class UnsentLog:
    """Says where each event would go."""

    def __init__(self, partitions: int) -> None:
        self._partitions = partitions

    def send(self, events: Sequence[Event], accepted_at: int) -> list[Outcome]:  # noqa: ARG002  (as the log is asked)
        """Place each event nowhere."""
        return [Placed(partition(event.subject, self._partitions), NOT_PUBLISHED) for event in events]
