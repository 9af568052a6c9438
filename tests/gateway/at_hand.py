"""A gateway over a log in memory, with one source per way of being limited."""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from fastapi import FastAPI

from producers.arrivals.store import Arrivals
from producers.edge import Edge
from producers.gateway.app import build
from producers.gateway.checking import SpareKeys, UnnotedLedger, UnsentLog
from producers.gateway.gateway import Gateway, Part
from producers.gateway.intake import AgencyWay, Intake
from producers.gateway.limits import Limits
from producers.gateway.settings import GatewaySettings
from producers.ledger import Ledger
from producers.publisher.publishing import Publisher
from producers.publisher.reading import Reader
from producers.sources.holders import Holders
from producers.sources.source import Scope, ScopeKind, Source
from producers.sources.store import Sources
from schemas.agreement import DEMONSTRATION
from schemas.topics import INSURANCE, STUDENT, VACANCY
from tests.producers.fakes import KEY, NOON_MS, PARTITIONS, FakeErasures, FakeLog, FakePopulation, edge, publisher

COLLEGE, OTHER_COLLEGE = "1321000001", "1321000002"
SOURCES = (
    Source("doe", "doe", frozenset({VACANCY}), None, "กรมการจัดหางาน", "DOE"),
    Source("sso", "sso", frozenset({INSURANCE}), None, "สำนักงานประกันสังคม", "SSO"),
    Source("ovec", "ovec", frozenset({STUDENT}), None, "สำนักงาน", "OVEC"),
    Source("college", "ovec", frozenset({STUDENT}), Scope(ScopeKind.COLLEGE, COLLEGE), "วิทยาลัย", "College"),
    Source("other", "ovec", frozenset({STUDENT}), Scope(ScopeKind.COLLEGE, OTHER_COLLEGE), "วิทยาลัยอื่น", "Other college"),
)


class Clock:
    """A clock that goes on by what is waited, and by nothing else."""

    def __init__(self) -> None:
        self.ms = NOON_MS
        self.waited: list[float] = []

    def __call__(self) -> int:
        return self.ms

    async def pause(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.ms += int(seconds * 1000)


@dataclass
class AtHand:
    """The gateway with what lies behind it."""

    folder: Path
    settings: GatewaySettings = field(default_factory=GatewaySettings)
    parts: tuple[Part, ...] = ()
    log: FakeLog = field(default_factory=FakeLog)
    clock: Clock = field(default_factory=Clock)
    population: FakePopulation = field(default_factory=FakePopulation)

    def __post_init__(self) -> None:
        self.sources = Sources(f"sqlite:///{self.folder / 'sources.db'}", self.clock)
        self.arrivals = Arrivals(f"sqlite:///{self.folder / 'arrivals.db'}")
        for source in SOURCES:
            self.sources.create(source)
        self.keys = {source.name: self.sources.new_key(source.name) for source in SOURCES}
        way = cache(self._way)
        intake = Intake(
            way, Holders(self.sources.engine), self.arrivals, self.clock, self.clock.pause, self.settings.waiting_max
        )
        limits = Limits(self.settings.rows_per_second_max, self.settings.requests_per_second_max, self.clock)
        self.gateway = Gateway(self.sources, self.arrivals, intake, limits, self.settings, edge, self.clock)
        self._drawn = 0

    def app(self) -> FastAPI:
        return build(self.gateway, self.parts, self._draw)

    def headers(self, source: str, media_type: str = "application/json") -> dict[str, str]:
        return {"authorization": f"Bearer {self.keys[source]}", "content-type": media_type}

    def _draw(self) -> str:
        self._drawn += 1
        return f"{self._drawn:032x}"

    def _way(self, agency: str) -> AgencyWay:
        url = f"sqlite:///{self.folder / f'ledger-{agency}.db'}"
        population = self.population if agency == "sso" else None
        taking = publisher(agency, self.log, Ledger(url), population)
        reader = Reader(Edge(agency, KEY, SpareKeys()), population, FakeErasures())
        checking = Publisher(reader, UnnotedLedger(url), UnsentLog(PARTITIONS), DEMONSTRATION, lambda: NOON_MS)
        return AgencyWay(taking, checking, edge(agency))
