"""A log, a population and a clock in memory, which pass what their real counterparts pass."""

from collections.abc import Mapping, Sequence
from uuid import uuid4

from producers.edge import Edge, Event
from producers.ledger import Ledger
from producers.population import Membership
from producers.publisher.log import Failed, Outcome, Placed
from producers.publisher.publishing import Publisher
from producers.publisher.reading import Reader
from schemas.agreement import DEMONSTRATION, Agreement
from schemas.codec import Meta, decode
from schemas.partition import partition
from schemas.sealing import derive
from schemas.topics import BY_NAME

KEY = bytes(range(32))
PARTITIONS = 6
NOON_MS = 1_795_410_000_000


class FakeLog:
    """Appends to lists; `failing` names topics that a broker does not answer for."""

    def __init__(self, failing: Mapping[str, str] | None = None) -> None:
        self.records: dict[tuple[str, int], list[Event]] = {}
        self.failing = dict(failing or {})
        self.sent = 0

    def send(self, events: Sequence[Event], accepted_at: int) -> list[Outcome]:
        assert accepted_at > 0
        self.sent += len(events)
        return [self._append(event) for event in events]

    def _append(self, event: Event) -> Outcome:
        if event.topic in self.failing:
            return Failed(self.failing[event.topic])
        number = partition(event.subject, PARTITIONS)
        held = self.records.setdefault((event.topic, number), [])
        held.append(event)
        return Placed(number, len(held) - 1)

    def events(self, topic: str) -> list[Event]:
        return [event for (name, _), held in self.records.items() if name == topic for event in held]

    def standing(self, topic: str) -> dict[bytes, tuple[Meta, dict[str, object] | None]]:
        """Fold the log: the newest version of each key."""
        found: dict[bytes, tuple[Meta, dict[str, object] | None]] = {}
        for event in self.events(topic):
            opened = decode(topic, event.value)
            if event.key not in found or opened[0].version >= found[event.key][0].version:
                found[event.key] = opened
        return {key: opened for key, opened in found.items() if opened[1] is not None}


class FakeKeys:
    """Gives each person a key made of the pseudonym."""

    def __init__(self) -> None:
        self.asked = 0

    def keys_for(self, pseudonyms: object, agency: str) -> dict[str, bytes]:
        self.asked += 1
        assert not isinstance(pseudonyms, str)
        return {one: derive(one.encode(), agency) for one in pseudonyms}  # type: ignore[attr-defined]


class FakeErasures:
    """Answers what it was told to; 0 (never erased) for everyone else."""

    def __init__(self, answers: Mapping[str, int | None] | None = None) -> None:
        self.answers = dict(answers or {})

    def moments(self, topic: str, pseudonyms: Sequence[str]) -> dict[str, int | None]:
        assert topic in BY_NAME
        return {one: self.answers.get(one, 0) for one in pseudonyms}


class FakePopulation:
    """Answers what it was told to; NO for everyone else."""

    def __init__(self, answers: Mapping[str, Membership] | None = None) -> None:
        self.answers = dict(answers or {})

    def ask(self, pseudonyms: Sequence[str]) -> dict[str, Membership]:
        return {one: self.answers.get(one, Membership.NO) for one in pseudonyms}


def edge(agency: str) -> Edge:
    return Edge(agency, KEY, FakeKeys())


def in_memory() -> str:
    """Give the address of a database in memory, its own, which any thread reaches."""
    return f"sqlite:///file:/{uuid4()}?vfs=memdb&uri=true"


def publisher(
    agency: str,
    log: FakeLog,
    ledger: Ledger | None = None,
    population: FakePopulation | None = None,
    erasures: FakeErasures | None = None,
    agreement: Agreement = DEMONSTRATION,
) -> Publisher:
    reader = Reader(edge(agency), population, erasures or FakeErasures())
    return Publisher(reader, ledger or Ledger(in_memory()), log, agreement, lambda: NOON_MS)
