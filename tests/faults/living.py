"""A whole platform under load that a test can break: it is paused, brought to rest and compared with its log."""

import signal
from collections.abc import Callable, Mapping
from contextlib import closing
from typing import Any, Final

from redis import Redis

from operations.access import access_from
from operations.demo.counting import to_relay
from operations.demo.crew import Crew
from operations.demo.plan import ALERTS_FILE, SIMULATION_FILE, Plan
from operations.demo.resting import unrest
from operations.demo.watching import told
from operations.local.environment import environment
from operations.local.stack import Stack
from operations.local.supervisor import Supervisor
from operations.local.waiting import wait_until
from operations.status.gathering import Gatherer
from operations.status.snapshot import Snapshot
from operations.verify.running import run
from operations.verify.verifying import Verification
from operations.web.clock import now_ms
from schemas import view
from schemas.database import open_database

PEOPLE: Final = 400
VACANCIES: Final = 60
EVENTS_PER_SECOND: Final = 120.0
READY_SECONDS_MAX: Final = 60.0
REST_SECONDS_MAX: Final = 90.0
LOOK_SECONDS: Final = 0.25


class Living:
    """Two workers, alerts, desk, relay and the four agencies on a stack of their own."""

    def __init__(self, stack: Stack, supervisor: Supervisor) -> None:
        self.stack = stack
        self.supervisor = supervisor
        self.plan = Plan(stack.state, PEOPLE, VACANCIES, EVENTS_PER_SECOND, 1, 2, stack.record.web_port)
        self.access = access_from(environment(stack, "operator"))
        self._crew = Crew(self.plan, stack, supervisor)
        self._desk = open_database(environment(stack, "web")["SAPHAN_DESK_DATABASE_URL"])
        self._snapshot = Snapshot(0)

    def begin(self) -> None:
        """Start every process and wait until life goes on and matches have been made."""
        self._crew.start_platform()
        self._crew.start_simulation()
        self.until(lambda: self.simulation.get("phase") == "live", "the register to be loaded")
        self.until(lambda: self.alerts.get("delivered", 0) > 0, "the first alert")

    @property
    def simulation(self) -> Mapping[str, Any]:
        """What the agencies' process tells."""
        return told(self.plan.files / SIMULATION_FILE)

    @property
    def alerts(self) -> Mapping[str, Any]:
        """What the alerts' process tells."""
        return told(self.plan.files / ALERTS_FILE)

    def until(self, condition: Callable[[], object], what: str, seconds_max: float = READY_SECONDS_MAX) -> None:
        """Wait for something that must come."""
        assert wait_until(condition, seconds_max, LOOK_SECONDS), f"waited {seconds_max:.0f} s for {what}"

    def until_more_is_accepted(self, events: int) -> None:
        """Let the agencies send so many more events."""
        before = self.simulation["accepted"]
        self.until(lambda: self.simulation["accepted"] >= before + events, f"{events} more events")

    def owners(self) -> dict[str, frozenset[int]]:
        """Give which tags each worker says it owns."""
        return {worker.name: frozenset(worker.tags) for worker in self._look().workers}

    def applied(self) -> int:
        """Add up the view's watermarks."""
        return sum(sum(tag.watermarks.values()) for tag in self._look().tags)

    def gaps_healed(self) -> int:
        """Count the gaps healed since the view was last emptied."""
        return sum(tag.gaps_healed for tag in self._look().tags)

    def at_rest(self) -> Verification:
        """Hold the agencies, let everything settle, compare view and log, and let the agencies go on."""
        self.supervisor.signal("simulate", signal.SIGSTOP)
        try:
            self._come_to_rest()
            return run(self.access, REST_SECONDS_MAX, lambda _: None)
        finally:
            self.supervisor.signal("simulate", signal.SIGCONT)

    def _come_to_rest(self) -> None:
        """Wait as long as something moves: how much there is to settle depends on what was broken, not on the clock."""
        moving = self._unrest()
        while moving:
            last, seen = moving, [moving]

            def moved(last: str = last, seen: list[str] = seen) -> bool:
                seen.append(self._unrest())
                return seen[-1] != last

            assert wait_until(moved, REST_SECONDS_MAX, LOOK_SECONDS), f"stands still: {last}; {self._reports()}"
            moving = seen[-1]

    def _unrest(self) -> str:
        return unrest(self._look(), self.alerts, to_relay(self._desk)) or ""

    def _reports(self) -> list[str]:
        """Give what the workers tell of themselves and what waits to be published again."""
        with closing(Redis.from_url(self.stack.valkey.url("admin"), decode_responses=True)) as client:
            told = [str(client.get(name)) for name in client.scan_iter(view.worker_key("*"))]
            return told + [f"{name}: {client.smembers(name)}" for name in client.scan_iter("{*}:repair")]

    def _look(self) -> Snapshot:
        access = self.access
        with closing(Gatherer(access.kafka, access.redis_url, access.partitions, now_ms)) as gatherer:
            return gatherer.snapshot()


def assert_whole(found: Verification) -> None:
    """Nothing is missing: the view equals the log, and the alerts delivered equal the match topic."""
    assert found.view_equals_log, found.as_dict()
    assert found.alerts is not None
    assert found.alerts.equal, found.alerts
