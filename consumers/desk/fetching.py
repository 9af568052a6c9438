"""Asks about the matches that webhooks named, as many at once as wait, and applies what is told."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Final

from consumers.desk.applying import apply, waiting_matches
from consumers.desk.details import Details, DetailsUnavailableError
from consumers.desk.hub import Hub
from consumers.group_commit import GroupCommit

AT_ONCE_MAX: Final = 50
# Between two requests when there is much to ask: each costs as much as asking about five matches at once.
APART_SECONDS: Final = 0.01
PAUSE_SECONDS_MIN: Final = 0.05
PAUSE_SECONDS_MAX: Final = 10.0


class Fetcher:
    """One asks at a time: while it waits for an answer the next ones gather, so a burst costs few requests."""

    def __init__(self, details: Details, writer: GroupCommit, hub: Hub, now_ms: Callable[[], int]) -> None:
        self._details = details
        self._writer = writer
        self._hub = hub
        self._now_ms = now_ms
        self._waiting: dict[str, None] = {}
        self._erased: set[str] = set()
        self._news = asyncio.Event()

    def add(self, match: str) -> None:
        """Say that a match is news."""
        self._waiting[match] = None
        self._news.set()

    def forget(self, match: str) -> None:
        """Leave out what is just being told of a match that is erased: it was true when it was asked for only."""
        self._waiting.pop(match, None)
        self._erased.add(match)

    async def run(self) -> None:
        """Fetch until cancelled, beginning with what a former process left."""
        for match in await self._writer.write(waiting_matches):
            self.add(match)
        now, asked_at, pause_seconds = asyncio.get_running_loop().time, 0.0, 0.0
        while True:
            await self._news.wait()
            await asyncio.sleep(max(pause_seconds, asked_at + APART_SECONDS - now()))
            asked_at = now()
            try:
                await self._fetch(list(self._waiting)[:AT_ONCE_MAX])
                pause_seconds = 0.0
            except DetailsUnavailableError:
                pause_seconds = min(PAUSE_SECONDS_MAX, max(PAUSE_SECONDS_MIN, 2 * pause_seconds))

    async def _fetch(self, matches: list[str]) -> None:
        for match in matches:
            del self._waiting[match]
        self._news.clear()
        self._erased.clear()
        if not matches:
            return
        asked_at = self._now_ms()
        try:
            told = await self._details.of(matches)
        except DetailsUnavailableError:
            self._waiting = dict.fromkeys(self._still(matches)) | self._waiting
            self._news.set()
            raise
        if self._waiting:
            self._news.set()
        applied = partial(apply, asked=self._still(matches), told=told, asked_at=asked_at, now_ms=self._now_ms())
        changes = await self._writer.write(applied)
        self._hub.publish(changes, self._now_ms())

    def _still(self, matches: list[str]) -> list[str]:
        return [match for match in matches if match not in self._erased]
