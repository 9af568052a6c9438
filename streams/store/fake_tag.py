"""What one hash tag of the fake view holds, and what becomes of a record put into it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from schemas import codec, view
from schemas.partition import event_key
from schemas.topics import IDENTITY, MATCH
from streams.store.protocol import Batch, Candidate, Decided, Kind, Taken

DETAILED: Final = 60
Proposal = tuple[int, int, float | None, bytes]


@dataclass
class Tag:
    """All that lies under one hash tag."""

    marks: dict[str, int] = field(default_factory=dict)
    newest: dict[str, int] = field(default_factory=dict)
    owners: dict[str, bytes] = field(default_factory=dict)
    revision: int = 0
    gaps: int = 0
    subjects: dict[str, dict[bytes, bytes]] = field(default_factory=lambda: defaultdict(dict))
    dirty: dict[str, dict[str, int]] = field(default_factory=lambda: {"d": {}, "v": {}})
    repair: set[tuple[str, bytes]] = field(default_factory=set)
    bury: set[tuple[str, bytes]] = field(default_factory=set)
    erased: dict[str, int] = field(default_factory=dict)
    indexed: dict[str, dict[str, float]] = field(default_factory=lambda: defaultdict(dict))
    projections: dict[str, bytes] = field(default_factory=dict)
    due: dict[tuple[Kind, str], int] = field(default_factory=dict)
    matches: dict[str, dict[str, tuple[int, bytes]]] = field(default_factory=lambda: defaultdict(dict))
    proposals: dict[str, dict[str, Proposal]] = field(default_factory=lambda: defaultdict(dict))
    numbers: dict[str, frozenset[str]] = field(default_factory=dict)
    sought: dict[int, int] = field(default_factory=dict)

    def is_open(self, vacancy: str, person: str) -> bool:
        """Say whether a match stands: its version is 2 x episode + (0 open, 1 withdrawn)."""
        version, _ = self.matches[vacancy].get(person, (1, b""))
        return version % 2 == 0

    def erased_until(self, topic: str, subject: str) -> int | None:
        """Say until when a subject is erased, wholly or in this data set; decisions never are."""
        found = [self.erased[name] for name in (subject, f"{subject}/{topic}") if name in self.erased]
        return max(found) if found and topic != IDENTITY else None

    def forget_gone(self, vacancy: str) -> None:
        """Keep no facts of those who are no candidates of a vacancy any more and have no open match with it."""
        for person, (revision, version, score, _) in self.proposals[vacancy].items():
            if score is None and not self.is_open(vacancy, person):
                self.proposals[vacancy][person] = (revision, version, None, b"")

    def touch(self, kind: str, subjects: Sequence[str]) -> int:
        """Make subjects dirty under the next revision."""
        self.revision += 1
        self.dirty[kind] |= dict.fromkeys(subjects, self.revision)
        return self.revision


def records(batch: Batch) -> Iterator[tuple[bytes, bytes]]:
    """Read a batch's parts back into keys and packed entries."""
    parts = batch.parts
    for key, head, value in zip(parts[1::5], parts[3::5], parts[4::5], strict=True):
        yield key, head + value


def apply_one(held: Tag, topic: str, key: bytes, packed: bytes) -> str:
    """Put one record in its place and say what became of it."""
    subject, record = key[:32].decode(), key[33:].decode()
    records, name = held.subjects[subject], view.field(topic, record)
    entry, standing = view.unpack(packed), records.get(name)
    until = held.erased_until(topic, subject)
    if entry.operation == view.TOMBSTONE:
        return _bury(held, topic, key, records, name)
    before = until is not None and entry.accepted_at <= until
    if before and not _opens(topic, packed):
        return _leave_out(held, topic, key, standing)
    if standing == packed:
        held.repair.discard((topic, key))
        return "repeated"
    if standing is None or view.wins(entry, view.unpack(standing)):
        records[name] = packed
        held.bury.discard((topic, key))
        if before:
            held.touch("d", [subject])
        return "changed"
    if len(standing) > view.HEAD_BYTES:
        held.repair.add((topic, key))
    return "stale"


def _leave_out(held: Tag, topic: str, key: bytes, standing: bytes | None) -> str:
    """Leave out what was accepted before an erasure; the log must end in a null value, or in what came since."""
    until = held.erased_until(topic, key[:32].decode()) or 0
    newer = standing is not None and view.unpack(standing).accepted_at > until and len(standing) > view.HEAD_BYTES
    (held.repair if newer else held.bury).add((topic, key))
    return "erased"


def _bury(held: Tag, topic: str, key: bytes, records: dict[bytes, bytes], name: bytes) -> str:
    until = held.erased_until(topic, key[:32].decode())
    if until is not None:
        held.bury.discard((topic, key))
    if name not in records:
        return "nothing"
    if until is None or view.unpack(records[name]).accepted_at > until:
        if len(records[name]) > view.HEAD_BYTES:
            held.repair.add((topic, key))
        return "kept"
    if _opens(topic, records[name]):
        return "kept"
    del records[name]
    return "changed"


def _opens(topic: str, packed: bytes) -> bool:
    """Say whether this is an open match: it stays until its vacancy was told that the person is gone."""
    return topic == MATCH and len(packed) > view.HEAD_BYTES and view.unpack(packed).version % 2 == 0


def erase_from(held: Tag, subject: str, moment_ms: int, data_set: str, *, told: bool) -> int:
    """Remove what an erasure takes; gives how much."""
    name = f"{subject}/{data_set}" if data_set else subject
    held.erased[name] = max(moment_ms, held.erased.get(name, -1))
    records = held.subjects[subject]
    gone = [one for one, packed in records.items() if _erasable(one, packed, moment_ms, data_set, told=told)]
    for one in gone:
        topic, record = view.split_field(one)
        held.bury.add((topic, event_key(subject, record)))
        held.repair.discard((topic, event_key(subject, record)))
        del records[one]
    return len(gone)


def _erasable(name: bytes, packed: bytes, moment_ms: int, data_set: str, *, told: bool) -> bool:
    """Say whether an erasure takes this record; the decision itself stays."""
    topic, _ = view.split_field(name)
    meant = topic != IDENTITY and data_set in ("", topic)
    return meant and view.unpack(packed).accepted_at <= moment_ms and (told or not _opens(topic, packed))


def held_entry(held: Tag, topic: str, key: bytes) -> bytes:
    """Give a record as it is held; empty when it is not."""
    return held.subjects.get(key[:32].decode(), {}).get(view.field(topic, key[33:].decode()), b"")


def best(scored: dict[str, float]) -> list[tuple[str, float]]:
    """Order by score, then by person, downwards, as a sorted set does."""
    return sorted(scored.items(), key=lambda one: (one[1], one[0]), reverse=True)


def _score(proposal: Proposal) -> float:
    return -1.0 if proposal[2] is None else proposal[2]


def taken(held: Tag, kind: Kind, subject: str, revision: int) -> Taken:
    """Give one dirty subject with all that is known of it."""
    records = dict(held.subjects.get(subject, {}))
    one = Taken(subject, revision, held.projections.get(subject, b""), records)
    if kind == "d":
        return one
    matches = tuple(Decided(person, *said) for person, said in held.matches[subject].items())
    proposals = held.proposals[subject]
    ranked = best({person: score for person, (_, _, score, _) in proposals.items() if score is not None})
    best_listed = ranked[:DETAILED]
    named = {person for person, _ in best_listed}
    open_and_told = [person for person, told in proposals.items() if held.is_open(subject, person) and told[3]]
    standing = [person for person in open_and_told if person not in named]
    listed = best_listed + [(person, _score(proposals[person])) for person in standing]
    return one._replace(
        matches=matches,
        candidates=tuple(Candidate(person, score, proposals[person][3]) for person, score in listed),
    )


def in_population(held: Tag, topic: str, subject: str) -> bool:
    """Say whether a subject holds a record of this topic, or is joined to another and was not erased since."""
    return any(_counts(topic, *one, erased=subject in held.erased) for one in held.subjects.get(subject, {}).items())


def _counts(topic: str, name: bytes, packed: bytes, *, erased: bool) -> bool:
    entry, (own_topic, _) = view.unpack(packed), view.split_field(name)
    if own_topic != IDENTITY or not entry.value:
        return own_topic == topic and entry.operation == view.UPSERT
    try:
        _, decided = codec.decode(IDENTITY, entry.value)
    except codec.GateError:
        return False
    return not erased and decided is not None and decided["decision"] == "JOIN"
