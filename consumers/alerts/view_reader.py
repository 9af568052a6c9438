"""Reads subjects' records from the Redis view, many in one round trip."""

from collections.abc import Sequence
from typing import Protocol

from redis.asyncio import Redis

from schemas.partition import partition
from schemas.view import Entry, unpack, watermark_key

Records = list[tuple[bytes, Entry]]


class View(Protocol):
    """Where the records of persons and vacancies are read."""

    async def records(self, subjects: Sequence[str]) -> dict[str, Records]:
        """Give each subject's newest entries by hash field; none for a subject nobody wrote about."""


class RedisView:
    """The view on Redis, through its read-only function `profile`."""

    def __init__(self, redis: "Redis", partitions: int) -> None:
        self._redis = redis
        self._partitions = partitions

    async def records(self, subjects: Sequence[str]) -> dict[str, Records]:
        """Ask for all subjects in one pipeline."""
        async with self._redis.pipeline(transaction=False) as pipeline:
            for subject in subjects:
                key = watermark_key(partition(subject, self._partitions))
                pipeline.execute_command("FCALL_RO", "profile", 1, key, subject)
            replies = await pipeline.execute()
        return {subject: read_reply(reply) for subject, reply in zip(subjects, replies, strict=True)}


def read_reply(reply: Sequence[bytes]) -> Records:
    """Read the function's flat answer: a field, its entry, the next field, and so on."""
    return [(reply[at], unpack(reply[at + 1])) for at in range(0, len(reply), 2)]
