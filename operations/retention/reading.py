"""Everybody in the view, some hundred at a time, with what is held of them; read only."""

from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from redis import Redis

from operations.retention.rules import OF_PEOPLE
from schemas.partition import partition
from schemas.view import Entry, split_field, subject_key, unpack

_SCAN_COUNT: Final = 1000
_AT_ONCE: Final = 250
_EVERY_SUBJECT: Final = subject_key(0, "").replace("{0}", "{*}") + "*"


class ViewPeople:
    """People on a real Redis, asked as an operator."""

    def __init__(self, client: "Redis", partitions: int) -> None:
        self._client: Any = client
        self._partitions = partitions

    def everybody(self) -> Iterator[tuple[str, list[tuple[bytes, Entry]]]]:
        """Give each subject that holds a record about a person; somebody may come twice."""
        keys = self._client.scan_iter(match=_EVERY_SUBJECT, count=_SCAN_COUNT)
        while chunk := list(islice(keys, _AT_ONCE)):
            pipeline = self._client.pipeline(transaction=False)
            for key in chunk:
                pipeline.hgetall(key)
            for key, held in zip(chunk, pipeline.execute(), strict=True):
                if any(split_field(name)[0] in OF_PEOPLE for name in held):
                    yield key.rpartition(b":")[2].decode("ascii"), _entries(held)

    def person(self, subject: str) -> list[tuple[bytes, Entry]]:
        """Give what is held under one pseudonym."""
        return _entries(self._client.hgetall(subject_key(partition(subject, self._partitions), subject)))


def _entries(held: dict[bytes, bytes]) -> list[tuple[bytes, Entry]]:
    return [(name, unpack(packed)) for name, packed in held.items()]
