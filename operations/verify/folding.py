"""The plain-Python fold of one partition's log: what the view must hold, worked out without Redis."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from schemas import codec, view
from schemas.codec import GateError
from schemas.partition import partition, split_key
from schemas.topics import BY_NAME, IDENTITY


class LogRecord(NamedTuple):
    """One record as it lies in the log; a tombstone's `value` is None, `accepted_at` is the record's timestamp (ms)."""

    topic: str
    offset: int
    key: bytes | None
    value: bytes | None
    accepted_at: int


@dataclass
class Fold:
    """The winning entry of every record of one partition, and what was left out of it on the way.

    `erased` says until when (ms) whom: a subject, or `<subject>/<topic>` for one data set.
    """

    number: int
    partitions: int
    erased: Mapping[str, int]
    winners: dict[tuple[str, bytes], view.Entry] = field(default_factory=dict)
    records: int = 0
    refused: int = 0
    tombstones: int = 0

    def name(self, record: LogRecord) -> tuple[str, bytes] | None:
        """Name the view's field this record belongs in; None when its key or partition makes it a dead letter."""
        try:
            subject, own = split_key(record.key or b"")
        except ValueError:
            return None
        if partition(subject, self.partitions) != self.number:
            return None
        return subject, view.field(record.topic, own)

    def add(self, record: LogRecord) -> tuple[str, bytes] | None:
        """Take one record in, in any order; give the field it is about, or None when it is a dead letter."""
        self.records += 1
        name = self.name(record)
        if name is None:
            self.refused += 1
            return None
        if record.value is None:
            # It ends an erased record, which is left out already; whatever else it is about, workers publish again.
            self.tombstones += 1
            return name
        try:
            version, operation = _judged(record.topic, record.value)
        except GateError:
            self.refused += 1
            return None
        if not _erased_before(self.erased, name[0], record):
            entry = view.Entry(version, max(record.accepted_at, 0), operation, record.value)
            holder = self.winners.get(name)
            if holder is None or view.wins(entry, holder):
                self.winners[name] = entry
        return name


def fold(records: Iterable[LogRecord], number: int, partitions: int, erased: Mapping[str, int]) -> Fold:
    """Fold one partition's records; order and repeats do not matter, as they do not for the view."""
    folded = Fold(number, partitions, erased)
    for record in records:
        folded.add(record)
    return folded


def expected(folded: Fold) -> dict[bytes, bytes]:
    """Give what the view must hold, packed: a winner that does not decode keeps its version and loses its bytes."""
    return {
        line(subject, name): view.pack(_decodable(name, entry)) for (subject, name), entry in folded.winners.items()
    }


def erasures(records: Iterable[LogRecord]) -> dict[str, int]:
    """Give who was erased until when (ms), wholly or in one data set, from one partition of the identity topic."""
    found: dict[str, int] = {}
    for record in records:
        try:
            subject, _ = split_key(record.key or b"")
            _, data = codec.decode(record.topic, record.value or b"")
        except (GateError, ValueError):
            continue
        if data is not None and data["decision"] == "ERASURE":
            name = f"{subject}/{data['data_set']}" if data["data_set"] else subject
            found[name] = max(found.get(name, 0), record.accepted_at)
    return found


def line(subject: str, name: bytes) -> bytes:
    """Name a record among all of the view: subject, topic, record id; no personal data."""
    return subject.encode("ascii") + b"/" + name


def _judged(topic: str, value: bytes) -> tuple[int, int]:
    """Give version and operation of a value workers apply; where matching never looks they decode it first."""
    if BY_NAME[topic].decoded_on_arrival:
        codec.decode(topic, value)
    else:
        codec.gate(topic, value)
    return codec.peek(value)


def _decodable(name: bytes, entry: view.Entry) -> view.Entry:
    topic, _ = view.split_field(name)
    try:
        codec.decode(topic, entry.value)
    except GateError:
        return entry._replace(value=b"")
    return entry


def _erased_before(erased: Mapping[str, int], subject: str, record: LogRecord) -> bool:
    """Say whether this record was accepted before its subject was erased; decisions about who is who stay."""
    names = () if record.topic == IDENTITY else (subject, f"{subject}/{record.topic}")
    return any(record.accepted_at <= erased[name] for name in names if name in erased)
