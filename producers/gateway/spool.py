"""Receipts that wait to be sent: on disk, so that a client that sends all before it reads any costs no memory."""

import asyncio
import tempfile
from typing import Final

CHUNK_BYTES: Final = 64 * 1024


class Spool:
    """What was put in comes out in order; whoever puts waits while too much is held."""

    def __init__(self, bytes_max: int) -> None:
        self._bytes_max = bytes_max
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  (closed by `close`, whoever sends last)
        self._written = self._read = 0
        self._news, self._room = asyncio.Event(), asyncio.Event()
        self._ended = False

    async def put(self, data: bytes) -> None:
        """Add bytes, waiting for room."""
        while self._written - self._read > self._bytes_max:
            self._room.clear()
            await self._room.wait()
        self._file.seek(self._written)
        self._file.write(data)
        self._written += len(data)
        self._news.set()

    def end(self) -> None:
        """Say that nothing more comes."""
        self._ended = True
        self._news.set()

    async def take(self) -> bytes:
        """Give the next bytes, waiting for them; none once all was taken and nothing more comes."""
        while self._read == self._written:
            if self._ended:
                return b""
            self._news.clear()
            await self._news.wait()
        self._file.seek(self._read)
        data = self._file.read(min(CHUNK_BYTES, self._written - self._read))
        self._read += len(data)
        if self._read == self._written:
            self._read = self._written = 0  # the same place on disk again, for as long as the client keeps up
        self._room.set()
        return data

    def close(self) -> None:
        """Give the disk back."""
        self._file.close()
