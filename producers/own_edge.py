"""An agency's own edge as a way in: its publisher, put together from the environment of its role."""

from collections.abc import Mapping, Sequence
from typing import Self

from producers.publisher.publishing import Publisher
from producers.receipts import Receipt
from producers.settings import EdgeSettings
from producers.wiring import publisher


class OwnEdge:
    """Publishes in this process."""

    def __init__(self, own: Publisher) -> None:
        self._publisher = own

    def send(self, topic: str, rows: Sequence[Mapping[str, str]]) -> list[Receipt]:
        """Give a receipt for each row, in their order; ValueError for a topic that is not the agency's."""
        return self._publisher.publish(topic, rows)

    def close(self) -> None:
        """Let go of the ledger."""
        self._publisher.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def own_edge(agency: str) -> OwnEdge:
    """Make an agency's edge from its environment."""
    return OwnEdge(publisher(agency, EdgeSettings()))
