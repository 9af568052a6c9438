"""Puts each agency's own way in together: OVEC's files, SSO's extract at home, DOE's gateway, DSD's outbox."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.exc import IntegrityError

from producers import wiring
from producers.arrivals.notes import noting
from producers.data_sets import DATA_SETS
from producers.draft import Row
from producers.files.noting import UNNOTED, FileNoting
from producers.files.sending import Sending
from producers.files.sheets import Profile
from producers.files.wiring import state_in
from producers.gateway_client import GatewayClient
from producers.own_edge import OwnEdge
from producers.population import Population
from producers.premises.remote import Gateway, RemoteErasures, RemotePopulation
from producers.publisher.publishing import Publisher
from producers.reconciling.client import GatewaySide
from producers.reconciling.waiting import Waiting
from producers.settings import SimulationSettings
from producers.simulation.agreeing import BookKeeper
from producers.simulation.file_way import FileDesk, FileWay, Kind
from producers.simulation.outbox_way import OutboxWay
from producers.simulation.way import AtOnce, Way
from producers.simulation.written import LAYOUT, fixed_width, old_csv, workbook
from producers.sources.settings import SourcesSettings
from producers.sources.source import Source
from producers.sources.store import Sources
from schemas.database import open_database
from schemas.dates import moment

REACHED_SECONDS_MAX: Final = 60.0
ASK_AGAIN_SECONDS: Final = 0.5
# A workbook costs five times a text's time, so that of many rows few stand in one.
WORKBOOK_ROWS_MAX: Final = 250
TEXT_ROWS_MAX: Final = 5_000
SOURCES: Final = {
    "ovec": ("ทะเบียนกลาง สอศ.", "OVEC's central register"),
    "sso": ("ทะเบียนผู้ประกันตน สปส.", "SSO's register of insured persons"),
    "doe": ("ระบบประกาศงาน กกจ.", "DOE's vacancy system"),
    "dsd": ("ระบบทดสอบมาตรฐาน กพร.", "DSD's test and training system"),
}


class WaysSettings(BaseSettings):
    """Where the gateway is, and where DSD's own database with its outbox lies (SAPHAN_…)."""

    model_config = SettingsConfigDict(env_prefix="SAPHAN_", frozen=True)

    gateway_url: str
    dsd_database_url: str


@dataclass(frozen=True)
class Made:
    """Each agency's way in, and how those that have a source compare their books."""

    ways: Mapping[str, Way]
    keepers: Mapping[str, BookKeeper]


def direct(publishers: Mapping[str, Publisher]) -> dict[str, Way]:
    """Let agencies publish at edges of their own."""
    return {agency: AtOnce(f"{agency}.direct", OwnEdge(own)) for agency, own in publishers.items()}


@contextmanager
def each_its_own(settings: SimulationSettings) -> Iterator[Made]:
    """Open four ways in, each with a source and a key made now; MOL publishes at its own edge."""
    told = WaysSettings()
    keys = _keys()
    with ExitStack() as ends:
        population = RemotePopulation(Gateway(told.gateway_url, keys["sso"]))
        erasures = RemoteErasures(Gateway(told.gateway_url, keys["sso"]))
        at_home = wiring.publisher("sso", settings, (population, erasures))
        ways: dict[str, Way] = {
            "ovec": _files(ends, settings, wiring.publisher("ovec", settings)),
            "sso": _extracts(ends, settings, at_home),
            "doe": AtOnce("doe.gateway", ends.enter_context(GatewayClient(told.gateway_url, keys["doe"]))),
            "dsd": OutboxWay("dsd.outbox", open_database(told.dsd_database_url), wiring.now_ms),
            "mol": AtOnce("mol.direct", OwnEdge(wiring.publisher("mol", settings))),
        }
        yield Made(ways, {agency: _keeper(ends, told.gateway_url, agency, keys[agency]) for agency in SOURCES})


def _keys() -> dict[str, str]:
    """Enter each agency's system among the sources, and draw a key for it that lasts as long as nobody draws two."""
    with closing(Sources(SourcesSettings().sources_database_url, wiring.now_ms)) as sources:
        found = {}
        for agency, (th, en) in SOURCES.items():
            name, own = f"{agency}-register", {one.topic for one in DATA_SETS.values() if one.agency == agency}
            try:
                sources.create(Source(name, agency, frozenset(own), None, th, en))
            except IntegrityError:  # started again: what it had before is worth nothing any more
                for key in sources.keys(name):
                    if key.valid(wiring.now_ms()):
                        sources.revoke(name, key.id)
            found[agency] = sources.new_key(name)
        return found


def _files(ends: ExitStack, settings: SimulationSettings, own: Publisher) -> FileWay:
    kinds = (Kind(workbook, WORKBOOK_ROWS_MAX), Kind(old_csv, TEXT_ROWS_MAX))
    return FileWay("ovec.file", _desk(ends, settings, "ovec", own, None), kinds)


def _extracts(ends: ExitStack, settings: SimulationSettings, at_home: Publisher) -> FileWay:
    def write(topic: str, rows: Sequence[Row], stem: Path) -> Path:
        return fixed_width(topic, rows, stem, moment(wiring.now_ms()).date())

    return FileWay("sso.file", _desk(ends, settings, "sso", at_home, LAYOUT), (Kind(write, TEXT_ROWS_MAX),))


def _desk(ends: ExitStack, settings: SimulationSettings, agency: str, own: Publisher, layout: str | None) -> FileDesk:
    """Open what sends an agency's files; what can't be taken now is handed in again by the simulation itself."""
    folder, source = settings.state_dir / "agencies" / agency, f"{agency}-register"
    state = ends.enter_context(state_in(folder / "state"))
    notes = ends.enter_context(noting(folder / "state", "file" if layout is None else "edge", source, wiring.now_ms))
    noted = UNNOTED if notes is None else FileNoting(notes, wiring.edge(agency).record)
    sending = Sending(state, ends.enter_context(OwnEdge(own)), folder / "state", wiring.now_ms, noted)
    profiled = {topic: Profile(topic, layout=layout) for topic in DATA_SETS}
    return FileDesk(source, folder / "files", state, sending, profiled.__getitem__, wiring.now_ms)


def _keeper(ends: ExitStack, url: str, agency: str, key: str) -> BookKeeper:
    side = GatewaySide(url, key)
    ends.callback(side.close)
    limited = any(one.population_only for one in DATA_SETS.values() if one.agency == agency)
    population: Population | None = RemotePopulation(Gateway(url, key)) if limited else None
    edge = wiring.edge(agency)
    return BookKeeper(
        edge, side, population, lambda: Waiting(REACHED_SECONDS_MAX), lambda: time.sleep(ASK_AGAIN_SECONDS)
    )
