"""Removes an erased person's match from the desk: its state, what was told, what staff did, what waits to go out."""

from collections.abc import Awaitable, Callable
from functools import partial

from sqlalchemy import delete, select, update
from sqlalchemy.engine import Connection

from consumers.desk.applying import OPEN, Change, note_withdrawn_by_erasure
from consumers.desk.fetching import Fetcher
from consumers.desk.hub import Hub
from consumers.desk.outcomes import record_id
from consumers.desk.tables import CHANGE, HOOK, MATCH, STEP
from consumers.group_commit import GroupCommit
from schemas.outbox import OUTBOX

Erase = Callable[[str, int], Awaitable[None]]


def erase(connection: Connection, match: str, now_ms: int) -> list[Change]:
    """Remove a match; gives what browsers that show it as open must be told.

    Changes keep their numbers, since browsers count by them, and lose whom they were about.
    """
    row = connection.execute(select(MATCH).where(MATCH.c.match == match)).first()
    connection.execute(update(CHANGE).where(CHANGE.c.match == match).values(match=""))
    for table in (HOOK, STEP, MATCH):
        connection.execute(delete(table).where(table.c.match == match))
    connection.execute(delete(OUTBOX).where(OUTBOX.c.record_id == record_id(match)))
    if row is None or row.status != OPEN:
        return []
    return [note_withdrawn_by_erasure(connection, match, row.province, now_ms)]


def eraser(writer: GroupCommit, fetcher: Fetcher, hub: Hub) -> Erase:
    """Give what the receiver calls when it is told of an erasure."""

    async def erased(match: str, now_ms: int) -> None:
        fetcher.forget(match)
        hub.publish(await writer.write(partial(erase, match=match, now_ms=now_ms)), now_ms)
        hub.forget(match)

    return erased
