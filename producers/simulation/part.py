"""What every part of the invented country does: write its registers as they stand, and let things happen."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Final, Protocol

from producers.draft import Row

# Even, so that every record has an older version that may arrive late.
FIRST_REVISION: Final = 2
Happening = tuple[str, Row]
# Given the moment and an even revision, greater than any used for the same record before: the rows that follow.
Kind = Callable[[datetime, int], list[Happening]]


class Part(Protocol):
    """One part of the country."""

    def register(self, topic: str, at: datetime) -> Iterator[Row]:
        """Write one register as it stands; nothing for a topic that is another part's."""
        ...

    def kinds(self, today: date) -> Iterator[tuple[Kind, int]]:
        """Name what may happen, each with its weight."""
        ...
