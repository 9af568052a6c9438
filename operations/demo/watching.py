"""Looks at the demonstration once a second: what its processes tell, what Kafka and Redis hold, how fast it is."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import httpx2

from operations.demo.officer import DeskPages
from operations.demo.plan import ALERTS_FILE, SIMULATION_FILE, Plan
from operations.demo.progress import Progress, progress
from operations.status.gathering import Gatherer
from operations.status.snapshot import Snapshot
from operations.status.summary import summarise

LATENCY_EVERY: Final = 5


class Watch:
    """Keeps the last snapshot and what was told with it."""

    def __init__(self, plan: Plan, gatherer: Gatherer, desk: DeskPages, now_ms: Callable[[], int]) -> None:
        self._files = plan.files
        self._gatherer = gatherer
        self._desk = desk
        self._now_ms = now_ms
        self._looks = 0
        self._latency: Mapping[str, Any] = {}
        self.live_since_ms: int | None = None
        self.officer: Mapping[str, int] = {}
        self.steward: Mapping[str, int] = {}
        self.snapshot = Snapshot(0)

    def live(self) -> None:
        """Note that living begins now: from here on the time to the desk counts."""
        self.live_since_ms = self._now_ms()

    @property
    def simulation(self) -> Mapping[str, Any]:
        """Give what the agencies' process tells."""
        return told(self._files / SIMULATION_FILE)

    @property
    def alerts(self) -> Mapping[str, Any]:
        """Give what the alerts' process tells."""
        return told(self._files / ALERTS_FILE)

    def desk_answers(self) -> bool:
        """Say whether the desk can be opened."""
        try:
            self._desk.matches()
        except httpx2.HTTPError:
            return False
        return True

    def latency(self) -> Mapping[str, Any]:
        """Give how long events took to the desk since living began (ms); empty when the desk does not say."""
        if self.live_since_ms is None:
            return {}
        try:
            return self._desk.latency(self.live_since_ms)
        except (httpx2.HTTPError, ValueError):
            return {}

    def look(self, phase: str, seconds: float) -> Progress:
        """Look once; the desk is asked less often, since its answer takes longer to change."""
        self.snapshot = self._gatherer.snapshot()
        if self._looks % LATENCY_EVERY == 0:
            self._latency = self.latency() or self._latency
        self._looks += 1
        said = {
            "simulation": self.simulation,
            "alerts": self.alerts,
            "latency": self._latency,
            "officer": self.officer,
            "steward": self.steward,
        }
        return progress(phase, seconds, said, summarise(self.snapshot))


def told(file: Path) -> Mapping[str, Any]:
    """Read what a process tells of itself; empty until it has."""
    try:
        found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return found
