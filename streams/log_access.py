"""What a worker asks of the log besides what is handed to it: where it stands, whether it is a member, old records."""

from collections.abc import AsyncGenerator, Mapping
from typing import Protocol

from streams.transport.chunk import Chunk, Place


class LogWentBackError(Exception):
    """The log ends before what was already applied: the topic was made anew or cut, which no retry can mend."""


class Log(Protocol):
    """The log as one tag's owner needs it; KafkaError when the broker can't answer."""

    async def committed(self, tag: int) -> Mapping[str, int]:
        """Give, by topic, the last offset that this group says it applied of a tag; a hint only."""
        ...

    async def ends(self, tag: int) -> Mapping[str, int]:
        """Give, by topic, the offset after the last record of a tag."""
        ...

    async def still_member(self) -> bool:
        """Say whether this worker is a member of the group's present generation."""
        ...

    def reread(self, place: Place, start: int, last: int) -> AsyncGenerator[Chunk, None]:
        """Read a partition again from `start` until `last` at least, in chunks that touch each other."""
        ...
