"""What streams asks of the view; each call is one atomic step on one hash tag."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol

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
    """A person proposed for a vacancy, with score and what the proposer knew."""

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


class Repair(NamedTuple):
    """A record whose winner must be published again; the entry is empty when it is no longer held."""

    topic: str
    key: bytes
    entry: bytes


class Store(Protocol):
    """The view; FencedError when another holds the tag, RedisError when Redis can't answer."""

    async def claim(self, tag: int, group: str, token: bytes, floor: int) -> dict[str, int]:
        """Take a tag over; revisions go on from `floor` (ms) at least. Gives last offsets applied by topic."""
        ...

    async def apply(self, tag: int, group: str, token: bytes, batch: Batch) -> Applied | Gap:
        """Put a batch into the view and move the watermark, or do nothing at all."""
        ...

    async def gap_healed(self, tag: int, group: str, token: bytes) -> int:
        """Count one gap healed."""
        ...

    async def take(self, tag: int, group: str, token: bytes, kind: Kind, limit: int) -> list[Taken]:
        """Read the longest waiting of the dirty; they stay dirty until cleaned."""
        ...

    async def index(
        self,
        tag: int,
        group: str,
        token: bytes,
        person: str,
        leave: Sequence[str],
        enter: Sequence[tuple[str, float]],
        projection: bytes = b"",
    ) -> None:
        """Move a person between index keys `<occupation>:<province>`, storing the projection found there."""
        ...

    async def clean(
        self,
        tag: int,
        group: str,
        token: bytes,
        kind: Kind,
        subject: str,
        revision: int,
        projection: bytes,
        due_ms: int | None,
    ) -> bool:
        """Take a subject out of the dirty set; False when it changed since it was taken and so stays."""
        ...

    async def propose(
        self,
        tag: int,
        vacancy: str,
        person: str,
        revision: int,
        vacancy_version: int,
        score: float | None,
        detail: bytes,
    ) -> bool:
        """Tell a vacancy's tag a person's score, None for gone; no token, ordered by revision and version."""
        ...

    async def nudge(self, tag: int, person: str) -> None:
        """Make a person dirty because another pseudonym of theirs changed; no token."""
        ...

    async def candidates(self, tag: int, limit: int, suffixes: Sequence[str]) -> list[tuple[str, bytes]]:
        """Find the people indexed under any of the suffixes, each with their projection."""
        ...

    async def settle(
        self, tag: int, group: str, token: bytes, vacancy: str, person: str, version: int, detail: bytes
    ) -> bool:
        """Record a match as published; False when a later version stands."""
        ...

    async def repairs(self, tag: int, group: str, token: bytes, limit: int) -> list[Repair]:
        """Read records that must be published again."""
        ...

    async def repaired(self, tag: int, group: str, token: bytes, repair: Repair) -> bool:
        """Forget a repair that was acknowledged; False when something newer came meanwhile."""
        ...

    async def tick(self, tag: int, group: str, token: bytes, now_ms: int) -> int:
        """Make dirty whoever's moment came; gives how many (at most 1,000 a call)."""
        ...

    async def quarantine(self, tag: int, group: str, token: bytes, subject: str, field: bytes, version: int) -> bool:
        """Empty a record that doesn't decode; False when another version took its place."""
        ...

    async def erase(self, tag: int, group: str, token: bytes, subject: str, moment_ms: int) -> int:
        """Remove what was accepted about a person up to a moment, and keep it from coming back."""
        ...

    async def population(self, tag: int, topic: str, subjects: Sequence[str]) -> tuple[int, list[bool]]:
        """Say how far the topic was applied, and which subjects hold a record of it."""
        ...

    async def profile(self, tag: int, subject: str) -> dict[bytes, bytes]:
        """Read a subject's records by field."""
        ...

    async def report(self, worker: str, content: str, seconds: int) -> None:
        """Leave a worker's own report for the operators."""
        ...
