"""A sender in a process of its own: while it seals and publishes some lines, more are read and written down here."""

import signal
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Final, Self

from producers.draft import Row
from producers.files.answering import Sender
from producers.receipts import Receipt

# Forked, it has read already what this process has; so it is to be made before any thread, lock or connection.
_FORKING: Final = get_context("fork")
_END_SECONDS_MAX: Final = 20


class SenderEndedError(Exception):
    """The sending process ended by itself; what it did not answer for is sent again with the same file."""


class Apart:
    """Sends in another process, which ends with this one; what ends it before, it says on standard error."""

    def __init__(self, opened: Callable[[], AbstractContextManager[Sender]]) -> None:
        self._pipe, other = _FORKING.Pipe()
        self._process = _FORKING.Process(target=_serve, args=(opened, other, self._pipe), daemon=True)
        self._process.start()
        other.close()
        self._asking, self._hearing = ThreadPoolExecutor(1), ThreadPoolExecutor(1)

    def begin(self, topic: str, rows: Sequence[Row]) -> Future[Sequence[Receipt]]:
        """Hand rows over after those before, which may be worked on still; SenderEndedError instead of receipts."""
        self._asking.submit(self._pipe.send, (topic, rows))
        return self._hearing.submit(self._hear)

    def send(self, topic: str, rows: Sequence[Row]) -> Sequence[Receipt]:
        """Give a receipt for each row, in their order."""
        return self.begin(topic, rows).result()

    def _hear(self) -> Sequence[Receipt]:
        try:
            receipts: Sequence[Receipt] = self._pipe.recv()
        except (EOFError, OSError):
            raise SenderEndedError from None
        return receipts

    def close(self) -> None:
        """Let the process end once it did what it was given, and wait for it."""
        self._asking.shutdown()
        self._hearing.shutdown()
        self._pipe.close()
        self._process.join(_END_SECONDS_MAX)
        if self._process.is_alive():
            self._process.kill()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _serve(opened: Callable[[], AbstractContextManager[Sender]], pipe: Connection, theirs: Connection) -> None:
    """Send until nothing more can come; who asks all of a group's processes to end asks the one that reads, too."""
    theirs.close()  # else the pipe would never end
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    with opened() as sender, suppress(EOFError, BrokenPipeError):
        while True:
            pipe.send(sender.send(*pipe.recv()))
