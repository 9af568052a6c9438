"""Reads the view for the follower: watermarks, a subject's records, and who is in the population."""

from collections.abc import Sequence
from typing import Any, Final

from producers.population import FUNCTION, NAMED
from producers.reconciling.deriving import Standing
from producers.reconciling.following import Seeing
from producers.reconciling.keeping import Position
from schemas import view
from schemas.chunks import chunks
from schemas.topics import STUDENT

_CHUNK: Final = 500


class RedisView:
    """The view behind a Redis client made with a user who may read all of it."""

    def __init__(self, client: Any, partitions: int) -> None:
        self._client, self._partitions = client, partitions

    def watermarks(self, topics: Sequence[str]) -> dict[Position, int]:
        """Give the last offset applied per topic and partition."""
        pipeline = self._client.pipeline(transaction=False)
        for number in range(self._partitions):
            pipeline.hmget(view.watermark_key(number), topics)
        return {
            (topic, number): int(last)
            for number, told in enumerate(pipeline.execute())
            for topic, last in zip(topics, told, strict=True)
            if last is not None
        }

    def read(self, tag: int, subjects: Sequence[str]) -> dict[str, Seeing]:
        """Give what is held of each, asking once per some hundred of them."""
        found: dict[str, Seeing] = {}
        for chunk in chunks(subjects, _CHUNK):
            pipeline = self._client.pipeline(transaction=False)
            for subject in chunk:
                pipeline.hgetall(view.subject_key(tag, subject))
            entries = pipeline.execute()
            standings = self._standings(tag, chunk)
            found |= {subject: Seeing(held, standings[subject]) for subject, held in zip(chunk, entries, strict=True)}
        return found

    def _standings(self, tag: int, subjects: Sequence[str]) -> dict[str, Standing]:
        """Ask as an edge does: who holds an enrolment or is joined, and of the others, whom an enrolment names."""
        told = self._client.fcall_ro(FUNCTION, 1, view.watermark_key(tag), STUDENT, *subjects)
        found = {
            subject: Standing.ENROLLED if int(known) == 1 else Standing.UNKNOWN
            for subject, known in zip(subjects, told[1:], strict=True)
        }
        others = [subject for subject, standing in found.items() if standing is Standing.UNKNOWN]
        for number in range(self._partitions if others else 0):
            named = self._client.fcall_ro(NAMED, 1, view.watermark_key(number), *others)
            found |= {subject: Standing.NAMED for subject, known in zip(others, named, strict=True) if int(known) == 1}
        return found
