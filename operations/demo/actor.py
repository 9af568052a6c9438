"""Lets the officer work beside everything else, at a calm pace, until the day ends."""

import threading
from collections.abc import Callable, Mapping
from random import Random
from types import TracebackType
from typing import Final, Self

import httpx2

from operations.demo.officer import DeskPages, Officer

PAUSE_SECONDS: Final = (1.0, 2.5)


class Actor:
    """A thread with one officer; a desk that does not answer is tried again after the next pause."""

    def __init__(self, address: str, seed: int, noted: Callable[[Mapping[str, int]], None]) -> None:
        self._desk = DeskPages(address)
        self._draw = Random(seed)  # noqa: S311 (a repeatable day, not a secret)
        self._officer = Officer(self._desk, self._draw)
        self._noted = noted
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._work, name="officer", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, why: BaseException | None, at: TracebackType | None) -> None:
        self._ending.set()
        self._thread.join()
        self._desk.close()

    def _work(self) -> None:
        while not self._ending.wait(self._draw.uniform(*PAUSE_SECONDS)):
            try:
                self._officer.act()
            except httpx2.HTTPError:
                continue
            self._noted(dict(self._officer.noted))
