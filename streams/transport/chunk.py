"""One partition's records as they travel through a worker."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol


class Place(NamedTuple):
    """A partition of a topic; equal to, and hashed like, the named tuples of aiokafka and Faust."""

    topic: str
    partition: int


class Record(Protocol):
    """A record of the log; what aiokafka parsed, without the copy it would make for each one."""

    @property
    def offset(self) -> int:
        """Where it lies in its partition."""
        ...

    @property
    def timestamp(self) -> int:
        """When its edge accepted it (ms)."""
        ...

    @property
    def key(self) -> bytes | None:
        """Give the subject and record id; whatever was sent, when malformed."""
        ...

    @property
    def value(self) -> bytes | None:
        """Give the framed event; None is a tombstone."""
        ...

    @property
    def headers(self) -> Sequence[tuple[str, bytes | None]]:
        """Give the headers as they came."""
        ...


@dataclass(frozen=True, slots=True)
class Chunk:
    """Records of one partition, in order, and the offsets they stand for: from `start` to `last`, both included.

    Compaction leaves holes; `start` is where the read began and `last` where it ended, so chunks of a partition that
    follow each other touch, and a lost one is seen.
    """

    place: Place
    start: int
    last: int
    records: Sequence[Record]


def split(place: Place, start: int, last: int, records: Sequence[Record], records_max: int) -> list[Chunk]:
    """Cut what was read into chunks of at most `records_max` records; a read that held none still gives one."""
    pieces = [records[at : at + records_max] for at in range(0, len(records), records_max)] or [records]
    ends = [piece[-1].offset for piece in pieces[:-1]] + [last]
    starts = [start] + [end + 1 for end in ends[:-1]]
    return [Chunk(place, *around, piece) for around, piece in zip(zip(starts, ends, strict=True), pieces, strict=True)]
