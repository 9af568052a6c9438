"""A demonstration from beginning to end: load, live, come to rest, compare view and log, report."""

import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import ExitStack, closing
from random import Random
from typing import Any, Final

import httpx2
from redis import RedisError
from sqlalchemy import create_engine
from sqlalchemy.exc import SQLAlchemyError

from operations.access import Access, access_from, read_settings
from operations.audit.reading import check
from operations.audit.settings import LedgerSettings
from operations.bounded import BoundedReader
from operations.demo import counting, examples, office
from operations.demo.actor import Actor
from operations.demo.crew import Crew, CrewError
from operations.demo.officer import DeskPages, Officer
from operations.demo.plan import Plan
from operations.demo.report import Facts, unproved
from operations.demo.resting import caught_up, unrest
from operations.demo.screen import Screen
from operations.demo.steward import Steward
from operations.demo.watching import Watch
from operations.local.environment import Reachable, environment
from operations.rulings import RulingNotWrittenError
from operations.status.gathering import Gatherer
from operations.status.summary import summarise
from operations.verify.comparing import TagResult
from operations.verify.running import run as run_verification
from operations.web.clock import now_ms
from schemas.key_service import KeysUnavailableError
from schemas.topics import BY_NAME

LOOK_SECONDS: Final = 1.0
READY_SECONDS_MAX: Final = 90.0
LOAD_SECONDS_MAX: Final = 600.0
SETTLE_SECONDS_MAX: Final = 240.0
RECONCILE_SECONDS_MAX: Final = 240.0
REST_SECONDS_MAX: Final = 240.0
VERIFY_SECONDS_MAX: Final = 60.0
STEWARD_PAUSE_SECONDS: Final = (1.5, 4.0)
# What a steward meets while something is being restarted; the next act finds it there again.
NOT_NOW: Final = (httpx2.HTTPError, RedisError, SQLAlchemyError, RulingNotWrittenError, KeysUnavailableError)


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
        self._steward = environment(ground, "steward")
        self._desk_database = create_engine(self._steward["SAPHAN_DESK_DATABASE_URL"])
        running.callback(self._desk_database.dispose)
        self._kafka = {"version": ground.record.kafka.version, "how": ground.record.kafka.how}
        self._began = time.monotonic()
        self._took: dict[str, float] = {}
        self._problems: list[str] = []
        self._examples: dict[str, int] = {}

    def load(self) -> None:
        """Start everything, load the register, and let what that left behind be matched and told."""
        self._crew.start_platform()
        self._must("starting", self._ready, READY_SECONDS_MAX)
        self._screen.say(f"desk: {self._address}/desk   operations: {self._address}/operations")
        self._crew.start_simulation()
        self._must("loading", lambda: self._watch.simulation.get("phase") == "live", LOAD_SECONDS_MAX)
        if not self._phase("matching", lambda: caught_up(self._watch.snapshot, self._watch.alerts), SETTLE_SECONDS_MAX):
            self._problems.append("living began before everything loaded was matched and told")
        if self._plan.ways:
            self._run_examples()

    def _run_examples(self) -> None:
        """Let each agency's example program send over the gateway, as any program of theirs does."""
        began = time.monotonic()
        for agency, events in examples.run_all(self._crew.run, self._plan.registers):
            self._examples[agency] = events
            self._screen.say(f"{agency}'s example program: {events} events accepted")
        self._took["examples"] = round(time.monotonic() - began, 1)

    def live(self) -> None:
        """Live for as long as the plan says, with an officer at the desk and a steward at the register of people."""
        self._watch.live()
        seconds = self._plan.live_seconds
        ends = float("inf") if seconds is None else time.monotonic() + seconds
        with ExitStack() as acting:
            acting.enter_context(self._officer(acting))
            if self._plan.steward:
                acting.enter_context(self._one_steward(acting))
            self._phase("live", lambda: time.monotonic() >= ends, float("inf"))

    def _officer(self, acting: ExitStack) -> Actor:
        seed, desk = self._plan.seed, acting.enter_context(closing(DeskPages(self._address)))
        officer = Officer(desk, Random(seed))  # noqa: S311 (a repeatable day, not a secret)

        def act() -> None:
            officer.act()
            self._watch.officer = dict(officer.noted)

        return Actor("officer", act, seed, (httpx2.HTTPError,))

    def _one_steward(self, acting: ExitStack) -> Actor:
        seed, place = self._plan.seed, acting.enter_context(office.opened(self._steward, self._address))
        steward = Steward(place, Random(seed), time.monotonic)  # noqa: S311 (a repeatable day, not a secret)

        def act() -> None:
            steward.act()
            self._watch.steward = dict(steward.done)

        return Actor("steward", act, seed, NOT_NOW, STEWARD_PAUSE_SECONDS)

    def reconcile(self) -> None:
        """Let the agencies compare their books with what Saphan holds; what does not come out equal is a problem."""
        if not self._plan.ways:
            return
        self._crew.close_books()
        if not self._phase(
            "reconciling", lambda: self._watch.simulation.get("phase") == "reconciled", RECONCILE_SECONDS_MAX
        ):
            self._problems.append(f"the agencies' books were not compared within {RECONCILE_SECONDS_MAX:.0f} s")
        self._problems += unproved(self._watch.simulation.get("reconciliation", {}))

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
            per_topic=self._per_topic(),
            dead_letters=dead,
            gaps_healed=sum(tag.gaps_healed for tag in self._watch.snapshot.tags),
            decisions=self._decided(),
            disclosures=counting.disclosures(self._steward["SAPHAN_AUDIT_DATABASE_URL"]),
            ledger_is_whole=self._ledger_is_whole(),
            waiting=counting.waiting(self._steward["SAPHAN_REVIEW_DATABASE_URL"]),
            examples=self._examples,
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

    def _per_topic(self) -> Mapping[str, int]:
        """Count what stands in each topic's log, a repair's second writing included."""
        found: Counter[str] = Counter()
        for log in self._watch.snapshot.logs:
            if log.topic in BY_NAME:
                found[log.topic] += log.end - log.oldest
        return found

    def _decided(self) -> Mapping[str, int]:
        with BoundedReader(self._access.kafka) as reader:
            return counting.decided(reader, self._access.partitions)

    def _ledger_is_whole(self) -> bool:
        """Check the ledger against the heads both parties have kept so far."""
        told = read_settings(LedgerSettings, self._steward)
        return check(told.audit_database_url, told.head_files(), told.public_keys()).well

    def _unrest(self) -> str | None:
        return unrest(self._watch.snapshot, self._watch.alerts, counting.to_relay(self._desk_database))

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
