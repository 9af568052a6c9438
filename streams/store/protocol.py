"""What streams asks of the view; each call is one atomic step on one hash tag."""

from collections.abc import Sequence
from typing import Protocol

from streams.store.values import (
    Applied,
    Batch,
    Burial,
    Candidate,
    Cleaning,
    Decided,
    FencedError,
    Gap,
    Kind,
    Move,
    Proposal,
    Repair,
    Settlement,
    Taken,
)

__all__ = [
    "Applied",
    "Batch",
    "Burial",
    "Candidate",
    "Cleaning",
    "Decided",
    "FencedError",
    "Gap",
    "Kind",
    "Move",
    "Proposal",
    "Repair",
    "Settlement",
    "Store",
    "Taken",
]


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
        numbers: Sequence[str] = (),
    ) -> bool:
        """Take a subject out of the dirty set; False when it changed since it was taken and so stays.

        `numbers` are the further numbers a person is named by, in place of those named before.
        """
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

    async def index_many(self, tag: int, group: str, token: bytes, moves: Sequence[Move]) -> None:
        """Move several people between index keys."""
        ...

    async def clean_many(
        self, tag: int, group: str, token: bytes, kind: Kind, cleanings: Sequence[Cleaning]
    ) -> list[bool]:
        """Take several subjects out of the dirty set; False for those changed since they were taken."""
        ...

    async def propose_many(self, tag: int, proposals: Sequence[Proposal]) -> int:
        """Tell a tag several proposals; gives how many changed something."""
        ...

    async def settle_many(
        self, tag: int, group: str, token: bytes, settlements: Sequence[Settlement], *, wake: bool
    ) -> int:
        """Record several matches as published, making their vacancies dirty on `wake`; gives how many were news."""
        ...

    async def candidates_many(
        self, tag: int, limit: int, lookups: Sequence[Sequence[str]]
    ) -> list[list[tuple[str, bytes]]]:
        """Answer several lookups of people."""
        ...

    async def sought(self, tag: int, group: str, token: bytes, partition: int, offset: int) -> None:
        """Note how far a partition's new vacancies were put to this tag's people."""
        ...

    async def watermarks(self, tag: int) -> dict[str, int]:
        """Read last offsets by topic, newest acceptances (`a:<topic>`), and what was sought (`s:<partition>`)."""
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

    async def erase(
        self, tag: int, group: str, token: bytes, subject: str, moment_ms: int, data_set: str = "", *, told: bool
    ) -> int:
        """Remove what was accepted about a person up to a moment, and keep it from coming back; gives how much.

        Only of one data set when named. Open matches go once the vacancies were `told` that the person is gone.
        """
        ...

    async def burials(self, tag: int, group: str, token: bytes, limit: int) -> list[Burial]:
        """Read some of the keys that must end in a null value; one is forgotten when that value is applied."""
        ...

    async def population(self, tag: int, topic: str, subjects: Sequence[str]) -> tuple[int, list[bool]]:
        """Say how far the topic was applied, and which subjects hold a record of it."""
        ...

    async def named(self, tag: int, subjects: Sequence[str]) -> list[bool]:
        """Say which of these are further numbers of people whose enrolments lie under this tag."""
        ...

    async def profile(self, tag: int, subject: str) -> dict[bytes, bytes]:
        """Read a subject's records by field."""
        ...

    async def report(self, worker: str, content: str, seconds: int) -> None:
        """Leave a worker's own report for the operators."""
        ...
