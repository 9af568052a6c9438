"""A view and a log's tail in memory, and records for them."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from producers.reconciling.deriving import Standing
from producers.reconciling.following import Seeing, Seen
from producers.reconciling.keeping import Position
from schemas import codec, view
from schemas.partition import event_key, partition
from schemas.topics import INSURANCE, STUDENT, VACANCY
from tests.contract.examples import EXAMPLES

PARTITIONS = 2
NOVEMBER_MS = int(datetime(2026, 11, 10, tzinfo=UTC).timestamp() * 1000)


def subject(number: int) -> str:
    """Invent a subject; even numbers lie in partition 0."""
    return f"{number:04x}" + f"{number:028x}"


def record(number: int) -> str:
    """Invent a record id."""
    return f"{number:02x}" + "5a" * 7


class FakeView:
    """Holds entries by subject, and watermarks; `lose` forgets what came after an offset."""

    def __init__(self, partitions: int = PARTITIONS) -> None:
        self.partitions = partitions
        self.entries: dict[str, dict[bytes, bytes]] = {}
        self.marks: dict[Position, int] = {}
        self.failing = False
        self.named: set[str] = set()

    def watermarks(self, topics: Sequence[str]) -> dict[Position, int]:
        return {place: mark for place, mark in self.marks.items() if place[0] in topics}

    def read(self, tag: int, subjects: Sequence[str]) -> dict[str, Seeing]:
        if self.failing:
            raise ConnectionError
        assert {partition(one, self.partitions) for one in subjects} == {tag}
        return {one: Seeing(dict(self.entries.get(one, {})), self._standing(one)) for one in subjects}

    def _standing(self, one: str) -> Standing:
        held = self.entries.get(one, {})
        if any(name.startswith(STUDENT.encode()) and packed[16] == view.UPSERT for name, packed in held.items()):
            return Standing.ENROLLED
        return Standing.NAMED if one in self.named else Standing.UNKNOWN


class FakePlatform:
    """A log and the view made of it: what is written is in the view once it was applied."""

    def __init__(self) -> None:
        self.view = FakeView()
        self.log: dict[Position, list[tuple[str, bytes, bytes | None]]] = {}
        self._at: dict[Position, int] = {}
        self._next: Mapping[Position, int] = {}

    def write(self, topic: str, person: int, number: int, version: int, **data: object) -> None:
        """Write a record; without data it is a deletion, `value=None` makes a tombstone."""
        who = subject(person)
        key = event_key(who, record(number))
        tombstone = "value" in data
        values = None if not data else EXAMPLES[topic].model_dump() | data
        meta = codec.Meta(bytes(16), version, "DELETE" if values is None else "UPSERT", NOVEMBER_MS)
        value = None if tombstone else codec.encode(topic, meta, values)
        self.log.setdefault((topic, partition(who, PARTITIONS)), []).append((who, key, value))

    def apply(self) -> None:
        """Let the view apply all that stands in the log."""
        for (topic, number), lines in self.log.items():
            for who, key, value in lines:
                name = view.field(topic, key.decode().split("/")[1])
                held = self.view.entries.setdefault(who, {})
                if value is None:
                    held.pop(name, None)
                    continue
                version, operation = codec.peek(value)
                entry = view.Entry(version, NOVEMBER_MS, operation, value)
                if name not in held or view.wins(entry, view.unpack(held[name])):
                    held[name] = view.pack(entry)
            self.view.marks[topic, number] = len(lines) - 1

    def ends(self, topic: str, partitions: Sequence[int]) -> dict[int, int]:
        return {number: len(self.log.get((topic, number), [])) for number in partitions}

    def seek(self, positions: Mapping[Position, int]) -> None:
        self._next = dict(positions)

    def poll(self) -> list[Seen]:
        found = [
            Seen(*place, offset, line[0])
            for place, offset_next in self._next.items()
            for offset, line in list(enumerate(self.log.get(place, [])))[offset_next:]
        ]
        self._next = {place: max(at, len(self.log.get(place, []))) for place, at in self._next.items()}
        return found


__all__ = ["INSURANCE", "STUDENT", "VACANCY", "FakePlatform", "FakeView", "record", "subject"]
