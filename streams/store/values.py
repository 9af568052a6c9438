"""What goes to the view and comes back from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

Kind = Literal["d", "v"]
"""Whom a call is about: d people, v vacancies; also the name of the set of those changed and not yet matched."""


class FencedError(Exception):
    """Another worker claimed the tag, or the view lost our claim: make sure of membership before claiming again."""


class Applied(NamedTuple):
    """What became of a batch: records that took their place, older ones, repeats; the revision of those made dirty."""

    changed: int
    stale: int
    repeated: int
    revision: int


class Gap(NamedTuple):
    """The view's watermark is behind what we applied: it lost something, or we skipped something."""

    watermark: int


@dataclass(frozen=True, slots=True)
class Batch:
    """One partition's records in the order of the log, as `apply` takes them.

    `previous` is the last offset before them, `last` the last one they cover (compacted ones included), `newest` the
    newest acceptance (ms). `parts` holds five bytes objects a record: the key's length line, the key, the entry's
    length line, the entry's head (see schemas.view.pack) and the value; joined they are the command's own bytes.
    """

    topic: str
    previous: int
    last: int
    newest: int
    kind: Kind | Literal[""]
    parts: Sequence[bytes] = ()

    def __len__(self) -> int:
        """Count the records."""
        return len(self.parts) // 5


class Decided(NamedTuple):
    """A match as published: who, the record's version (2 x episode + 0 open, 1 withdrawn), what was said."""

    person: str
    version: int
    detail: bytes


class Candidate(NamedTuple):
    """A person proposed for a vacancy, with score (-1: gone) and what the proposer knew."""

    person: str
    score: float
    detail: bytes


class Taken(NamedTuple):
    """A dirty subject: its revision, what was last known of it, its records by field; a vacancy's matches too."""

    subject: str
    revision: int
    projection: bytes
    records: dict[bytes, bytes]
    matches: tuple[Decided, ...] = ()
    candidates: tuple[Candidate, ...] = ()


class Move(NamedTuple):
    """A person's way between index keys, with the projection to be found there."""

    person: str
    leave: Sequence[str]
    enter: Sequence[tuple[str, float]]
    projection: bytes


class Proposal(NamedTuple):
    """A person's score for a vacancy, None for gone; ordered by the person's revision, then the vacancy's version."""

    vacancy: str
    person: str
    revision: int
    vacancy_version: int
    score: float | None
    detail: bytes


class Cleaning(NamedTuple):
    """A subject dealt with as of a revision: what is known of it now, and when time alone changes that (ms).

    `numbers` are the further numbers (pseudonyms) a person's enrolments name.
    """

    subject: str
    revision: int
    projection: bytes
    due_ms: int | None
    numbers: Sequence[str] = ()


class Settlement(NamedTuple):
    """A match as published."""

    vacancy: str
    person: str
    version: int
    detail: bytes


class Burial(NamedTuple):
    """A key of an erased record, which must end in a null value in the log, and the moment of the erasure (ms)."""

    topic: str
    key: bytes
    moment_ms: int


class Repair(NamedTuple):
    """A record whose winner must be published again; the entry is empty when it is no longer held."""

    topic: str
    key: bytes
    entry: bytes
