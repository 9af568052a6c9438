"""What runs beside applying from a worker's start to its end: matching, rounds, connections."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from streams.crash import keep_running
from streams.owning import Owning
from streams.publishing import KafkaPublisher
from streams.rounds import Rounds
from streams.store.valkey import ValkeyStore


class Matching(Protocol):
    """What becomes of the subjects that changed (streams.matching.loop)."""

    async def assigned(self, tags: frozenset[int], tokens: Mapping[int, bytes]) -> None:
        """Own these tags under these tokens from now on."""
        ...

    async def applied(self, tag: int) -> None:
        """Wake up: a tag has subjects to be matched."""
        ...

    async def run(self) -> None:
        """Match until stopped."""
        ...

    async def stop(self) -> None:
        """Come to an end."""
        ...


class NoMatching:
    """Applies and matches nothing, for measuring the way into the view alone."""

    async def assigned(self, tags: frozenset[int], tokens: Mapping[int, bytes]) -> None:
        """Leave it."""

    async def applied(self, tag: int) -> None:
        """Leave it."""

    async def run(self) -> None:
        """End at once."""

    async def stop(self) -> None:
        """Leave it."""


@dataclass(frozen=True)
class Beside:
    """Begins before the first record is asked for, and ends after the last."""

    publisher: KafkaPublisher
    store: ValkeyStore
    matching: Matching
    owning: Owning
    rounds: Rounds
    tasks: list["asyncio.Task[None]"] = field(default_factory=list)

    async def begin(self) -> None:
        """Connect, then start all loops; one that fails ends the process."""
        self.tasks.append(keep_running(self.rounds.report_for_ever(), "reporting"))
        await self.publisher.start()
        loops = {
            "matching": self.matching.run(),
            "probing": self.owning.probe_for_ever(),
            "repairing": self.rounds.repair_for_ever(),
            "watching": self.rounds.watch_for_ever(),
        }
        self.tasks.extend(keep_running(work, name) for name, work in loops.items())

    async def end(self) -> None:
        """Let go of what is owned, and stop."""
        await self.owning.revoked()
        await self.matching.stop()
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        await self.publisher.stop()
        await self.store.close()
