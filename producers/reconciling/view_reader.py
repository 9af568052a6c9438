"""Reads the view for the follower: watermarks, a subject's records, and who is in the population."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from producers.population import FUNCTION
from producers.reconciling.following import Seeing
from producers.reconciling.keeping import Position
from schemas import view
from schemas.topics import STUDENT

_CHUNK: Final = 500


class RedisView:
    """The view behind a Redis client made with a user who may read all of it."""

    def __init__(self, client: Any, partitions: int) -> None:
        self._client, self._partitions = client, partitions

    def watermarks(self, topics: Sequence[str]) -> dict[Position, int]:
        """Give the last offset applied per topic and partition."""
        found: dict[Position, int] = {}
        for number in range(self._partitions):
            told = self._client.hmget(view.watermark_key(number), topics)
            found |= {(topic, number): int(last) for topic, last in zip(topics, told, strict=True) if last is not None}
        return found

    def read(self, tag: int, subjects: Sequence[str]) -> dict[str, Seeing]:
        """Give what is held of each, asking once per some hundred of them."""
        found: dict[str, Seeing] = {}
        for chunk in _chunks(subjects):
            pipeline = self._client.pipeline(transaction=False)
            for subject in chunk:
                pipeline.hgetall(view.subject_key(tag, subject))
            entries = pipeline.execute()
            told = self._client.fcall_ro(FUNCTION, 1, view.watermark_key(tag), STUDENT, *chunk)
            found |= {
                subject: Seeing(held, int(known) == 1)
                for subject, held, known in zip(chunk, entries, told[1:], strict=True)
            }
        return found


def _chunks(subjects: Sequence[str]) -> Iterator[Sequence[str]]:
    return (subjects[at : at + _CHUNK] for at in range(0, len(subjects), _CHUNK))
