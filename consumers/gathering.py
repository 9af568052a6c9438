"""Gathers what many callers want written while the last write is under way, and writes it with few statements."""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import Generic, TypeVar

from sqlalchemy import Connection

from consumers.group_commit import GroupCommit

Item = TypeVar("Item")
Result = TypeVar("Result")
GATHERED_MAX = 500


class Gathering(Generic[Item, Result]):
    """Calls `write` with all items that wait, in order; it gives one result per item, or raises for all of them.

    `apart_seconds` is waited after each write, for more to gather.
    """

    def __init__(
        self,
        writer: GroupCommit,
        write: Callable[[Connection, Sequence[Item]], Sequence[Result]],
        apart_seconds: float = 0.0,
    ) -> None:
        self._writer = writer
        self._write = write
        self._apart_seconds = apart_seconds
        self._waiting: list[tuple[Item, asyncio.Future[Result]]] = []
        self._writing: asyncio.Task[None] | None = None

    async def add(self, item: Item) -> Result:
        """Have an item written; gives its result once it is committed."""
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write_waiting())
        return await future

    async def flush(self) -> None:
        """Wait until nothing waits."""
        if self._writing is not None:
            await self._writing

    async def _write_waiting(self) -> None:
        while self._waiting:
            taken, self._waiting = self._waiting[:GATHERED_MAX], self._waiting[GATHERED_MAX:]
            write = partial(self._write_items, items=[item for item, _ in taken])
            outcome = await asyncio.gather(self._writer.write(write), return_exceptions=True)
            _settle([future for _, future in taken], outcome[0])
            await asyncio.sleep(self._apart_seconds)
        self._writing = None

    def _write_items(self, connection: Connection, items: Sequence[Item]) -> Sequence[Result]:
        return self._write(connection, items)


def _settle(futures: Sequence[asyncio.Future[Result]], outcome: Sequence[Result] | BaseException) -> None:
    for at, future in enumerate(futures):
        if future.done():
            continue  # its caller has gone
        if isinstance(outcome, BaseException):
            future.set_exception(outcome)
        else:
            future.set_result(outcome[at])
