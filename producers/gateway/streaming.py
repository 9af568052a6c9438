"""Answers a stream of rows while it comes in: batches on their way, receipts in order, all of it in constant memory."""

import asyncio
import json
from collections.abc import Callable, Sequence
from typing import Final, Protocol

from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from producers.gateway.cutting import Cutter, Piece
from producers.gateway.problems import ProblemError, answer, told
from producers.gateway.spool import Spool
from schemas.chunks import chunks

BATCH_ROWS: Final = 2_000
BATCH_BYTES: Final = 4 * 1024 * 1024
LINGER_SECONDS: Final = 0.2
CHUNKS_MAX: Final = 8
# How often in a row nothing may have come in, and nothing been taken, before a client that does not read is given up.
STILL_MAX: Final = 4
MEDIA_TYPE: Final = "application/x-ndjson"


class Taking(Protocol):
    """Takes the next pieces of a request and gives their receipts as lines, ended each."""

    async def __call__(self, pieces: Sequence[Piece]) -> bytes: ...


class Streamed(Response):
    """A response that reads its request; Starlette's own would read the rest of the body away to watch for an end."""

    def __init__(
        self, cutter: Cutter, taking: Taking, spool: Callable[[], Spool], idle_seconds_max: float, batch: str
    ) -> None:
        super().__init__(media_type=MEDIA_TYPE, headers={"cache-control": "no-store", "saphan-batch": batch})
        del self.headers["content-length"]
        self._cutter, self._taking, self._spool = cutter, taking, spool
        self._idle_seconds_max = idle_seconds_max
        self._chunks: asyncio.Queue[bytes | None] = asyncio.Queue(CHUNKS_MAX)
        self._problem: ProblemError | None = None
        self._held = 0
        self._came = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Receive, work and send side by side; the first to fail ends the other two."""
        spool = self._spool()
        receiving = asyncio.create_task(self._receive(receive))
        working = asyncio.create_task(self._work(spool))
        try:
            await self._send(spool, scope, receive, send)
            await working
        finally:
            for task in (receiving, working):
                task.cancel()
            await asyncio.gather(receiving, working, return_exceptions=True)
            spool.close()

    async def _receive(self, receive: Receive) -> None:
        """Hand on what comes in; the queue's bound is what holds a sender back."""
        try:
            more = True
            while more:
                # Not `wait_for`, which in Python 3.11 may lose a cancellation.
                async with asyncio.timeout(self._idle_seconds_max):
                    message = await receive()
                if message["type"] != "http.request":
                    break
                more = message.get("more_body", False)
                if body := message.get("body", b""):
                    self._came += 1
                    await self._chunks.put(body)
        except TimeoutError:
            self._problem = ProblemError("TOO_SLOW")
        await self._chunks.put(None)

    async def _work(self, spool: Spool) -> None:
        """Cut, take batch after batch, and put the receipts in order; what was whole before a problem is taken."""
        waiting: list[Piece] = []
        ended = False
        try:
            while self._cut(await self._next(waiting), waiting):
                while len(waiting) >= BATCH_ROWS or (waiting and self._held >= BATCH_BYTES):
                    await spool.put(await self._taking(waiting[:BATCH_ROWS]))
                    del waiting[:BATCH_ROWS]
                    self._held = 0
            for some in chunks(waiting, BATCH_ROWS):
                await spool.put(await self._taking(some))
            ended = True
        except ProblemError as why:
            self._problem = why
        finally:
            if not ended and self._problem is None:
                self._problem = ProblemError("INTERNAL")
            spool.end()

    def _cut(self, chunk: bytes | None, waiting: list[Piece]) -> bool:
        """Add what became whole; False once nothing more comes, or can be cut."""
        # What came in is not kept waiting for more.
        self._held += len(chunk) if chunk else BATCH_BYTES
        try:
            if chunk is not None:
                waiting += self._cutter.feed(chunk) if chunk else ()
                return True
            waiting += self._cutter.end()
        except ProblemError as why:
            self._problem = why
        return False

    async def _next(self, waiting: Sequence[Piece]) -> bytes | None:
        """Give what comes next: bytes, nothing when rows wait and no more came soon, None at the end."""
        if not waiting:
            return await self._chunks.get()
        try:
            async with asyncio.timeout(LINGER_SECONDS):
                return await self._chunks.get()
        except TimeoutError:
            return b""

    async def _send(self, spool: Spool, scope: Scope, receive: Receive, send: Send) -> None:
        """Begin to answer with the first receipts: what is wrong before them is still a problem of its own."""
        data = await spool.take()
        if not data and self._problem is not None:
            await answer(self._problem)(scope, receive, send)
            return
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        while data:
            await self._one(send, data)
            data = await spool.take()
        if self._problem is not None:
            await self._one(send, _line(self._problem))
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _one(self, send: Send, data: bytes) -> None:
        """Send, waiting for a client that reads late for as long as it still sends."""
        still, seen = 0, -1
        while True:
            try:
                async with asyncio.timeout(self._idle_seconds_max):
                    return await send({"type": "http.response.body", "body": data, "more_body": True})
            except TimeoutError:
                still, seen = (0 if self._came != seen else still + 1), self._came
                if still >= STILL_MAX:
                    raise ClientDisconnect from None


def _line(problem: ProblemError) -> bytes:
    """Write the problem that ended a stream as its last line: rows without a receipt were not taken."""
    return json.dumps({"problem": told(problem)}, ensure_ascii=False).encode() + b"\n"
