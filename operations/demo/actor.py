"""Lets somebody work beside everything else, at a calm pace, until the day ends."""

import os
import sys
import threading
from collections.abc import Callable
from random import Random
from types import TracebackType
from typing import Final, Self

PAUSE_SECONDS: Final = (1.0, 2.5)
NICENESS: Final = 10


class Actor:
    """A thread in which one acts and pauses in turn; what is not to be had (`absent`) is tried again next time."""

    def __init__(
        self,
        name: str,
        act: Callable[[], None],
        seed: int,
        absent: tuple[type[Exception], ...],
        pause_seconds: tuple[float, float] = PAUSE_SECONDS,
    ) -> None:
        self._act, self._absent, self._pause = act, absent, pause_seconds
        self._draw = Random(seed)  # noqa: S311 (a repeatable day, not a secret)
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, why: BaseException | None, at: TracebackType | None) -> None:
        self._ending.set()
        self._thread.join()

    def _work(self) -> None:
        if sys.platform == "linux":  # where a thread has a priority of its own: nobody's day may hold up the platform
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
        while not self._ending.wait(self._draw.uniform(*self._pause)):
            try:
                self._act()
            except self._absent:
                continue
