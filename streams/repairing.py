"""Keeps the compacted log right: where an older version arrived last, the winner is published again."""

from typing import Final

from schemas import codec, view
from schemas.codec import GateError, Meta
from schemas.headers import cloud_event_headers
from schemas.topics import BY_NAME
from streams.publishing import Outgoing, Publisher
from streams.store.protocol import Repair, Store
from streams.tally import Tally

REPAIRS: Final = 100


async def repair(tag: int, group: str, token: bytes, store: Store, publisher: Publisher, tally: Tally) -> int:
    """Publish a tag's winners again and forget those acknowledged; gives how many.

    A winner keeps the moment its edge accepted it, so the agreement judges it as before. FencedError when the tag is
    another's; then that one repairs.
    """
    waiting = await store.repairs(tag, group, token, REPAIRS)
    for one in waiting:
        if len(one.entry) > view.HEAD_BYTES:
            await publisher.publish(again(tag, one))
            tally.repaired += 1
        await store.repaired(tag, group, token, one)
    return len(waiting)


def again(tag: int, one: Repair) -> Outgoing:
    """Give a winner as its edge published it."""
    entry = view.unpack(one.entry)
    try:
        meta, _ = codec.decode(one.topic, entry.value)
    except GateError:
        # Its bytes wait to be put aside; until then they are the winner, and what the view held must be what is kept.
        return Outgoing(one.topic, one.key, entry.value, (), tag, entry.accepted_at)
    return Outgoing(one.topic, one.key, entry.value, _headers(one.topic, meta), tag, entry.accepted_at)


def _headers(topic: str, meta: Meta) -> list[tuple[str, bytes]]:
    return cloud_event_headers(topic, meta, BY_NAME[topic].writer)
