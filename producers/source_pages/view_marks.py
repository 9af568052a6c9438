"""Asks the view how far it has applied the log: one round trip, reads only, and no answer while it can't be reached."""

from collections.abc import Sequence
from typing import Any

from producers.source_pages.facts import Mark, Marks
from schemas.view import watermark_key

# Beside each watermark the view keeps the newest acceptance among what it applied.
_NEWEST = "a:"


class RedisMarks:
    """The view behind a Redis client of any user that may read watermarks."""

    def __init__(
        self, client: Any, unreachable: type[Exception] | tuple[type[Exception], ...], partitions: int
    ) -> None:
        self._client, self._unreachable, self._partitions = client, unreachable, partitions

    def marks(self, topics: Sequence[str]) -> Marks | None:
        """Give how far each partition of each data set is; None when the view can't be asked."""
        names = [name for topic in topics for name in (topic, _NEWEST + topic)]
        if not names:
            return {}
        try:
            pipeline = self._client.pipeline(transaction=False)
            for number in range(self._partitions):
                pipeline.hmget(watermark_key(number), names)
            told = pipeline.execute()
        except self._unreachable:
            return None
        return {
            (topic, number): _mark(*values[2 * at : 2 * at + 2])
            for number, values in enumerate(told)
            for at, topic in enumerate(topics)
        }


def _mark(offset: bytes | None, newest_ms: bytes | None) -> Mark:
    return Mark(-1 if offset is None else int(offset), int(newest_ms or 0))
