"""What the publisher asks of the log, and the two answers per event."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from producers.edge import Event


class Placed(NamedTuple):
    """Acknowledged by all replicas in sync, at this place."""

    partition: int
    offset: int


class Failed(NamedTuple):
    """Not known to stand in the log; sending it again is safe, since it is the same bytes."""

    code: str


Outcome = Placed | Failed


class Log(Protocol):
    """Takes events in order and answers for each."""

    def send(self, events: Sequence[Event], accepted_at: int) -> list[Outcome]:
        """Send all, each with the moment it was accepted (ms since 1970), and wait for every answer.

        A failure harms no other event. Raises nothing for what a broker or a network may do.
        """
        ...
