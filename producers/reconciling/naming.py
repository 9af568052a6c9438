"""Names a register's numbers: by the edge's own key, or by asking the gateway, which is the edge of who has none."""

from collections.abc import Callable, Sequence
from itertools import islice

from producers.edge import Edge
from schemas.identifiers import Identifier

NAMES_MAX = 1_000
Ask = Callable[[str, Sequence[str]], list[str]]


class EdgeNaming:
    """Names by an edge's key."""

    def __init__(self, edge: Edge) -> None:
        self._edge = edge

    def records(self, topic: str, own_ids: Sequence[str]) -> list[str]:
        """Give the record id of each number."""
        return [self._edge.record(topic, own_id) for own_id in own_ids]

    def person(self, identifier: Identifier) -> str | None:
        """Give a person's pseudonym."""
        return self._edge.pseudonym(identifier)


class AskedNaming:
    """Names by asking, each number once; people are named by nobody but an edge."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._known: dict[tuple[str, str], str] = {}

    def records(self, topic: str, own_ids: Sequence[str]) -> list[str]:
        """Give the record id of each number."""
        unknown = iter(dict.fromkeys(own_id for own_id in own_ids if (topic, own_id) not in self._known))
        while asked := list(islice(unknown, NAMES_MAX)):
            names = zip(asked, self._ask(topic, asked), strict=True)
            self._known |= {(topic, own_id): name for own_id, name in names}
        return [self._known[topic, own_id] for own_id in own_ids]

    def person(self, identifier: Identifier) -> str | None:  # noqa: ARG002  (nobody can be named here)
        """Give None: the key that makes pseudonyms is not here."""
        return None
