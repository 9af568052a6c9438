"""Lets a process end in order when it is told to: by Ctrl-C, by a closed terminal, by `kill`."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, Final

TOLD: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class ToldToEnd(KeyboardInterrupt):
    """The process was told to end; raised once, wherever it is, so that what it started is ended on the way out."""


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Raise ToldToEnd at the first such signal and stay deaf to more of them; to be used in the main thread."""

    def told(_: int, __: FrameType | None) -> None:
        for number in TOLD:
            signal.signal(number, signal.SIG_IGN)
        raise ToldToEnd

    before: dict[signal.Signals, Any] = {number: signal.signal(number, told) for number in TOLD}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
