"""A demonstration from beginning to end: load, live, come to rest, compare view and log, report."""

import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack, closing
from typing import Any, Final

from sqlalchemy import create_engine, func, select
from sqlalchemy.exc import OperationalError

from operations.access import Access, access_from
from operations.demo.actor import Actor
from operations.demo.crew import Crew, CrewError
from operations.demo.officer import DeskPages
from operations.demo.plan import Plan
from operations.demo.report import Facts
from operations.demo.resting import caught_up, unrest
from operations.demo.screen import Screen
from operations.demo.watching import Watch
from operations.local.environment import Reachable, environment
from operations.status.gathering import Gatherer
from operations.status.summary import summarise
from operations.verify.comparing import TagResult
from operations.verify.running import run as run_verification
from operations.web.clock import now_ms
from schemas.outbox import OUTBOX

LOOK_SECONDS: Final = 1.0
READY_SECONDS_MAX: Final = 90.0
LOAD_SECONDS_MAX: Final = 600.0
SETTLE_SECONDS_MAX: Final = 240.0
REST_SECONDS_MAX: Final = 240.0
VERIFY_SECONDS_MAX: Final = 60.0


class Demonstration:
    """One demonstration on a running stack; each phase shows itself once a second and notes how long it took."""

    def __init__(self, plan: Plan, ground: Reachable, crew: Crew, screen: Screen, running: ExitStack) -> None:
        self._plan = plan
        self._crew = crew
        self._screen = screen
        self._address = f"http://127.0.0.1:{plan.port}"
        self._access: Access = access_from(environment(ground, "operator"))
        access = self._access
        gatherer = Gatherer(access.kafka, access.redis_url, access.partitions, now_ms)
        desk = DeskPages(self._address)
        self._watch = Watch(
            plan, running.enter_context(closing(gatherer)), running.enter_context(closing(desk)), now_ms
        )
        self._desk_database = environment(ground, "web")["SAPHAN_DESK_DATABASE_URL"]
        self._kafka = {"version": ground.record.kafka.version, "how": ground.record.kafka.how}
        self._began = time.monotonic()
        self._took: dict[str, float] = {}
        self._problems: list[str] = []

    def load(self) -> None:
        """Start everything, load the register, and let what that left behind be matched and told."""
        self._crew.start_platform()
        self._must("starting", self._ready, READY_SECONDS_MAX)
        self._screen.say(f"desk: {self._address}/desk   operations: {self._address}/operations")
        self._crew.start_simulation()
        self._must("loading", lambda: self._watch.simulation.get("phase") == "live", LOAD_SECONDS_MAX)
        if not self._phase("matching", lambda: caught_up(self._watch.snapshot, self._watch.alerts), SETTLE_SECONDS_MAX):
            self._problems.append("living began before everything loaded was matched and told")

    def live(self) -> None:
        """Live for as long as the plan says, with an officer at the desk."""
        self._watch.live()
        seconds = self._plan.live_seconds
        ends = float("inf") if seconds is None else time.monotonic() + seconds
        with Actor(self._address, self._plan.seed, self._noted):
            self._phase("live", lambda: time.monotonic() >= ends, float("inf"))

    def come_to_rest(self) -> None:
        """Stop the agencies and wait until nothing moves any more."""
        self._crew.stop_simulation()
        if not self._phase("coming to rest", lambda: self._unrest() is None, REST_SECONDS_MAX):
            self._problems.append(f"not at rest: {self._unrest()}")

    def compare(self) -> Facts:
        """Compare view and log, and read every figure from what is now at rest."""
        began = time.monotonic()
        found = run_verification(self._access, VERIFY_SECONDS_MAX, self._say_tag)
        self._took["comparing"] = round(time.monotonic() - began, 1)
        dead: Counter[str] = Counter()
        for row in self._watch.snapshot.dead_letters:
            dead[row.code] += row.letters
        return Facts(
            kafka=self._kafka,
            simulation=self._watch.simulation,
            alerts=self._watch.alerts,
            latency=self._watch.latency(),
            verification=found.as_dict(),
            dead_letters=dead,
            gaps_healed=sum(tag.gaps_healed for tag in self._watch.snapshot.tags),
            officer=self._watch.officer,
            settings=self._settings(),
            seconds=self._took,
            problems=tuple(self._problems),
        )

    def _phase(self, name: str, condition: Callable[[], bool], seconds_max: float) -> bool:
        """Look once a second until the condition holds; False when time was up first."""
        began = time.monotonic()
        try:
            while time.monotonic() - began < seconds_max:
                self._screen.show(self._watch.look(name, time.monotonic() - self._began))
                self._crew.check()
                if condition():
                    return True
                time.sleep(LOOK_SECONDS)
            return False
        finally:
            self._took[name] = round(time.monotonic() - began, 1)

    def _must(self, name: str, condition: Callable[[], bool], seconds_max: float) -> None:
        if not self._phase(name, condition, seconds_max):
            reasons = ", ".join(f"{reason.code} {reason.about}" for reason in summarise(self._watch.snapshot).reasons)
            raise CrewError(f"{name} took longer than {seconds_max:.0f} s ({reasons or 'no reason known'})")

    def _ready(self) -> bool:
        return not summarise(self._watch.snapshot).reasons and self._watch.desk_answers()

    def _noted(self, noted: Any) -> None:
        self._watch.officer = noted

    def _unrest(self) -> str | None:
        return unrest(self._watch.snapshot, self._watch.alerts, to_relay(self._desk_database))

    def _say_tag(self, tag: TagResult) -> None:
        said = "equal" if tag.equal else f"{tag.differing} records differ, first {tag.differences[0]}"
        self._screen.say(f"partition {tag.number}: {tag.records_in_log:,} records folded, view and log {said}")

    def _settings(self) -> dict[str, Any]:
        plan = self._plan
        return {
            "people": plan.people,
            "vacancies": plan.vacancies,
            "rate_per_second": plan.rate,
            "seed": plan.seed,
            "workers": plan.workers,
            "live_seconds": plan.live_seconds,
        }


def to_relay(desk_database: str) -> int:
    """Count the outcomes that are still in the desk's outbox."""
    engine = create_engine(desk_database)
    try:
        with engine.connect() as connection:
            waiting = select(func.count()).select_from(OUTBOX).where(OUTBOX.c.relayed_at.is_(None))
            return int(connection.scalar(waiting) or 0)
    except OperationalError:  # the desk has not made its tables yet
        return 0
    finally:
        engine.dispose()
