"""Gives erased records their end in the log: a null value under each of their keys, so that compaction drops them."""

import asyncio
from typing import Final

from streams.publishing import Outgoing, Publisher
from streams.store.protocol import Burial, Store
from streams.tally import Tally

BURIALS: Final = 500


async def bury(tag: int, group: str, token: bytes, store: Store, publisher: Publisher, tally: Tally) -> int:
    """Publish null values for a tag's erased records; gives how many. FencedError when the tag is another's.

    A key is struck off when its null value is applied, not when it is acknowledged: what is seen is in the log.
    """
    waiting = await store.burials(tag, group, token, BURIALS)
    await asyncio.gather(*(publisher.publish(tombstone(tag, one)) for one in waiting))
    tally.buried += len(waiting)
    return len(waiting)


def tombstone(tag: int, burial: Burial) -> Outgoing:
    """Give a key's null value, dated at the erasure: consumers tell by that which erasure it belongs to."""
    return Outgoing(burial.topic, burial.key, None, (), tag, burial.moment_ms)
