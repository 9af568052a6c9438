"""What waits to be sent lies on disk, in order, and no more of it than there is room for."""

import asyncio

from producers.gateway.spool import CHUNK_BYTES, Spool


async def test_what_is_put_into_a_spool_comes_out_in_order_and_waits_for_room() -> None:
    spool = Spool(bytes_max=10)
    await spool.put(b"a" * 20)
    waiting = asyncio.create_task(spool.put(b"b" * 5))
    await asyncio.sleep(0)
    assert not waiting.done()
    assert await spool.take() == b"a" * 20
    await waiting
    spool.end()
    assert [await spool.take(), await spool.take()] == [b"b" * 5, b""]
    spool.close()


async def test_a_spool_gives_no_more_than_a_piece_at_a_time() -> None:
    spool = Spool(bytes_max=10**9)
    await spool.put(b"x" * (CHUNK_BYTES + 1))
    spool.end()
    assert [len(await spool.take()) for _ in range(3)] == [CHUNK_BYTES, 1, 0]
    spool.close()
