"""A small world for matching: a log and a view in memory, one worker, and a clock that moves when it is told to."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from schemas import codec, topics
from schemas.agreement import DEMONSTRATION, Agreement
from schemas.dead_letters import Origin, Original
from schemas.partition import partition
from streams.dead_letters import DeadLetters
from streams.matching.loop import MatchingLoop
from streams.matching.reading import Read
from streams.matching.rules import rules_of
from streams.packing import pack
from streams.patience import Patience
from streams.publishing import Outgoing
from streams.store.fake import FakeStore
from streams.store.protocol import Applied, Store
from streams.tally import Tally
from streams.transport.chunk import Chunk, Place
from tests.matching import examples

PARTITIONS = 2
GROUP = "saphan.worker"
ROUNDS_MAX = 1000


@dataclass(frozen=True)
class Written:
    """One record of the log."""

    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes | None]] = ()


class MemoryLog:
    """All topics, in memory."""

    def __init__(self) -> None:
        self.places: dict[Place, list[Written]] = defaultdict(list)

    def append(self, place: Place, timestamp: int, key: bytes | None, value: bytes | None) -> Written:
        """Write a record behind the last."""
        written = Written(len(self.places[place]), timestamp, key, value)
        self.places[place].append(written)
        return written


class MemoryReader:
    """Reads whole topics of the log in memory."""

    def __init__(self, log: MemoryLog) -> None:
        self._log = log
        self._next: dict[Place, int] = {}

    async def start(self, topics: Sequence[str]) -> None:
        self._next = {Place(topic, one): 0 for topic in topics for one in range(PARTITIONS)}

    async def read(self, wait_seconds: float) -> list[Read]:  # noqa: ARG002 -- what is in memory is there at once
        found = []
        for place, start in self._next.items():
            records = self._log.places[place][start:]
            found += [Read(place, one.offset, one.timestamp, one.key, one.value) for one in records]
            self._next[place] = start + len(records)
        return found

    async def rewind(self, topic: str) -> None:
        self._next |= {place: 0 for place in self._next if place.topic == topic}

    async def positions(self) -> Mapping[Place, int]:
        return dict(self._next)

    async def ends(self, places: Iterable[Place]) -> Mapping[Place, int]:
        return {place: len(self._log.places[place]) for place in places}

    async def stop(self) -> None:
        self._next.clear()


class MutedLetters(DeadLetters):
    """Dead letters of a world in which nothing is broken."""

    def __init__(self) -> None:
        """Need neither publisher nor key."""

    async def keep(self, origin: Origin, original: Original) -> None:
        raise AssertionError(f"{origin.code}: nothing should be put aside, {len(original.value or b'')} bytes")


class Told(NamedTuple):
    """What the match topic said: who, where, how often, and why not any more."""

    person: str
    vacancy: str
    status: str
    episode: int
    because: str | None


def opened(person: str, vacancy: str, episode: int = 1) -> Told:
    """Say that a match was opened."""
    return Told(person, vacancy, "OPEN", episode, None)


def withdrawn(person: str, vacancy: str, because: str, episode: int = 1) -> Told:
    """Say that a match was withdrawn."""
    return Told(person, vacancy, "WITHDRAWN", episode, because)


class World:
    """One worker that owns everything; what it publishes is applied as any other record."""

    def __init__(self, agreement: Agreement = DEMONSTRATION, store: Store | None = None) -> None:
        self.now_ms = examples.MORNING
        self.log = MemoryLog()
        self.store: Store = FakeStore() if store is None else store
        self.tokens = {tag: b"token-%d" % tag for tag in range(PARTITIONS)}
        self._seen = 0
        self._published: list[tuple[bytes, bytes]] = []
        self.dead: list[str] = []
        self.agreement = agreement
        self.loop = self.worker()

    def worker(self) -> MatchingLoop:
        """Make a worker that knows nothing yet."""
        tally = Tally()
        key = X25519PrivateKey.generate().public_key().public_bytes_raw()
        return MatchingLoop(
            store=self.store,
            publisher=self,
            dead_letters=DeadLetters(self, key, tally),
            kafka={},
            group=GROUP,
            partitions=PARTITIONS,
            now_ms=lambda: self.now_ms,
            patience=Patience(tally),
            rules=rules_of(self.agreement),
            reader=MemoryReader(self.log),
        )

    async def open(self) -> "World":
        """Start the worker and give it all tags."""
        for tag, token in self.tokens.items():
            await self.store.claim(tag, GROUP, token, 0)
        await self.loop._following.start()
        await self.loop.assigned(frozenset(self.tokens), self.tokens)
        return self

    async def publish(self, outgoing: Outgoing) -> None:
        """Take what the worker publishes: matches come back to it by the log."""
        if outgoing.topic != topics.MATCH:
            self.dead.append(outgoing.topic)
            return
        assert outgoing.partition is not None
        assert outgoing.value is not None
        self._published.append((outgoing.key, outgoing.value))
        await self.write(topics.MATCH, outgoing.partition, outgoing.key, outgoing.value)

    async def accept(self, topic: str, subject: str, data: Any, version: int = 1, record: int = 1) -> None:
        """Let an agency's event be accepted now; no data deletes the record."""
        key, value = examples.event(topic, subject, examples.record_id(record), version, data)
        await self.write(topic, partition(subject, PARTITIONS), key, value)

    async def write(self, topic: str, tag: int, key: bytes, value: bytes | None) -> None:
        """Put a record into the log and apply it."""
        written = self.log.append(Place(topic, tag), self.now_ms, key, value)
        await self.apply(topic, tag, written)
        await self.loop.applied(tag)

    async def apply(self, topic: str, tag: int, written: Written) -> None:
        """Apply one record to the view."""
        chunk = Chunk(Place(topic, tag), written.offset, written.offset, [written])
        applied = await self.store.apply(tag, GROUP, self.tokens[tag], pack(chunk, PARTITIONS).batch)
        assert isinstance(applied, Applied)

    async def settle(self) -> None:
        """Let the worker do all there is to do."""
        for _ in range(ROUNDS_MAX):
            came = await self.loop._following.step(0)
            more = await self.loop.work()
            if not came and not more and not self.loop._hot and not self.loop._told:
                return
        raise AssertionError("the worker never comes to rest")

    async def pass_to(self, now_ms: int) -> None:
        """Let time pass, and the worker notice."""
        self.now_ms = now_ms
        await self.settle()
        await self.loop.tick()
        await self.settle()

    async def told(self) -> list[Told]:
        """Give what was newly said on the match topic once the worker has come to rest."""
        await self.settle()
        news, self._seen = self._published[self._seen :], len(self._published)
        return [_told(key, value) for key, value in news]

    async def nothing_more(self) -> None:
        """Check that nothing more is said, however often the worker looks."""
        await self.pass_to(self.now_ms)
        await self.loop.tick()
        assert await self.told() == []

    def last(self) -> dict[str, Any]:
        """Give the data of what was last said on the match topic."""
        _, data = codec.decode(topics.MATCH, self._published[-1][1])
        assert data is not None
        return data

    async def restart(self) -> None:
        """End the worker and start another that owns everything under new tokens."""
        await self.loop.stop()
        self.tokens = {tag: token + b"+" for tag, token in self.tokens.items()}
        self.loop = self.worker()
        await self.open()

    async def rebuild(self) -> None:
        """Lose the whole view, and have another worker build it again from the log."""
        self.store = FakeStore()
        await self.restart()
        for place, records in list(self.log.places.items()):
            for written in list(records):
                await self.apply(place.topic, place.partition, written)
                await self.loop.applied(place.partition)


def _told(key: bytes, value: bytes) -> Told:
    _, data = codec.decode(topics.MATCH, value)
    assert data is not None
    person = key[:32].decode()
    return Told(person, data["vacancy"], data["status"], data["episode"], data["withdrawn_because"])


def under(agreement: Agreement, *, without: str = "", last_day: Any = None) -> Agreement:
    """Change an agreement: without the row that lets a topic reach DOE, or with another last day of its term."""
    rows = tuple(row for row in agreement.rows if (row.topic, row.receiver) != (without, "doe"))
    return replace(agreement, rows=rows, last_day=last_day or agreement.last_day)
