"""What the view holds, read from Redis one hash tag at a time."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, Protocol

from redis import Redis

from operations.verify.folding import line
from schemas import view
from schemas.chunks import chunks

SCAN_COUNT: Final = 2000
PIPELINE: Final = 500
DIRTY_KINDS: Final = ("d", "v")


class Held(Protocol):
    """The view as it stands."""

    def watermarks(self, number: int) -> dict[str, int]:
        """Give the last offset applied per topic of one tag."""
        ...

    def unsettled(self, number: int) -> frozenset[str]:
        """Name the subjects that changed and were not looked at since."""
        ...

    def entries(self, number: int) -> dict[bytes, bytes]:
        """Give every record of one tag, packed, by the name it has in a comparison."""
        ...


class RedisHeld:
    """The view on a real Redis."""

    def __init__(self, client: "Redis", topics: Sequence[str]) -> None:
        self._client: Any = client
        self._topics = tuple(topics)

    def watermarks(self, number: int) -> dict[str, int]:
        raw = self._client.hmget(view.watermark_key(number), self._topics)
        return {topic: int(offset) for topic, offset in zip(self._topics, raw, strict=True) if offset is not None}

    def unsettled(self, number: int) -> frozenset[str]:
        keys = [f"{view.tag(number)}:{kind}" for kind in DIRTY_KINDS]
        return frozenset(member.decode("ascii") for key in keys for member in self._client.zrange(key, 0, -1))

    def entries(self, number: int) -> dict[bytes, bytes]:
        prefix = view.subject_key(number, "").encode("ascii")
        keys = self._client.scan_iter(match=prefix.replace(b"{", rb"\{") + b"*", count=SCAN_COUNT)
        found: dict[bytes, bytes] = {}
        for chunk in chunks(keys, PIPELINE):
            pipeline = self._client.pipeline(transaction=False)
            for key in chunk:
                pipeline.hgetall(key)
            for key, fields in zip(chunk, pipeline.execute(), strict=True):
                subject = key[len(prefix) :].decode("ascii")
                found |= {line(subject, name): packed for name, packed in fields.items()}
        return found


def caught_up(watermarks: Mapping[tuple[str, int], int], ends: Mapping[tuple[str, int], int]) -> bool:
    """Say whether everything before the ends was applied; an empty partition has nothing to apply."""
    return all(watermarks.get(name, -1) >= end - 1 for name, end in ends.items())
