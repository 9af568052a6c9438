"""The upload pages over the real gateway, which publishes into a log in memory."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
from fastapi import FastAPI
from starlette.testclient import TestClient

from operations.web.app import build
from producers.files.state import State
from producers.gateway.intake import AgencyWay
from producers.ledger import Ledger
from producers.population import Membership
from producers.receipts import Refused
from producers.signing_in.door import Reader
from producers.signing_in.opening import opened
from producers.signing_in.pages import mount as mount_signing_in
from producers.sources.source import Scope, ScopeKind, Source
from producers.uploads.gateway import Gateway, HttpGateway
from producers.uploads.keeping import Uploads
from producers.uploads.lines import Upload
from producers.uploads.pages import mount
from producers.uploads.sending import FileSenders
from producers.uploads.working import Asked, Working
from schemas.database import open_database
from schemas.identifiers import classify
from schemas.topics import SKILL_TEST, STUDENT, VACANCY
from tests.gateway.at_hand import COLLEGE
from tests.gateway.at_hand import AtHand as GatewayAtHand
from tests.producers.fakes import FakePopulation, edge, publisher
from tests.producers.rows import PIN
from tests.uploads.workbooks import workbook

PASSWORD = "ฟ้าใสหลังฝนตก-2569"
REGISTRAR, CLERK, OFFICER = "registrar", "clerk", "officer"
HOSTS = ("testserver", "127.0.0.1")
_MORE = (
    Source(
        "rayong-technical",
        "ovec",
        frozenset({STUDENT}),
        Scope(ScopeKind.COLLEGE, COLLEGE),
        "วิทยาลัยเทคนิคตัวอย่าง",
        "Example Technical College",
    ),
    Source(
        "dsd-21",
        "dsd",
        frozenset({SKILL_TEST}),
        Scope(ScopeKind.TEST_CENTRE, "DSD-21"),
        "ศูนย์ทดสอบตัวอย่าง",
        "Example Test Centre",
    ),
    Source("doe-office", "doe", frozenset({VACANCY}), None, "สำนักงานจัดหางานตัวอย่าง", "Example Employment Office"),
)


class WithCentres(GatewayAtHand):
    """The gateway's own example, where DSD, too, is asked for vocational students only; the example's person is one."""

    def _way(self, agency: str) -> AgencyWay:
        made = super()._way(agency)
        if agency != "dsd":
            return made
        own = edge(agency)
        people = FakePopulation({own.pseudonym(classify(PIN)): Membership.YES})
        ledger = Ledger(f"sqlite:///{self.folder / 'ledger-dsd.db'}")
        return AgencyWay(publisher(agency, self.log, ledger, people), made.checker, own)


@dataclass
class AtHand:
    """The pages with what lies behind them; `gateway_url` names a served gateway, else it is asked in process."""

    folder: Path
    gateway: WithCentres = field(init=False)

    def __post_init__(self) -> None:
        self.gateway = WithCentres(self.folder)
        sources = self.gateway.sources
        for source, user in zip(_MORE, (REGISTRAR, CLERK, OFFICER), strict=True):
            sources.create(source)
            sources.new_account(user, PASSWORD, source.name)
        self.entered = opened(sources, self.gateway.clock)
        self.asked: Gateway = HttpGateway("http://gateway", TestClient(self.gateway.app())._transport)
        self.state = State(f"sqlite:///{self.folder / 'files.db'}", bytes(range(64)))
        self.uploads = Uploads(open_database(f"sqlite:///{self.folder / 'uploads.db'}"), self.gateway.clock)

    @property
    def log(self) -> Any:
        """Give the log in memory."""
        return self.gateway.log

    def working(self) -> Working:
        """Make the work on uploads."""
        (self.folder / "answers").mkdir(exist_ok=True)
        senders = FileSenders(self.state, self.asked, self.folder / "answers", self.gateway.clock)
        return Working(self.uploads, self.asked, senders, self.state, self.gateway.clock)

    def reader(self, source: str = "rayong-technical", user: str = REGISTRAR) -> Reader:
        """Give somebody signed in, as a handler sees them."""
        key = self.gateway.sources.new_key(source, self.gateway.clock() + 3_600_000, session=True)
        return Reader(user, self.gateway.sources.one(source), key, bytes(range(32)))

    def app(self, clock_ms: Callable[[], int] | None = None) -> FastAPI:
        """Build the web process with signing in and the upload pages."""
        entered, working = self.entered, self.working()
        parts = (
            lambda site: mount_signing_in(site, entered.sessions, entered.sources, entered.door),
            lambda site: mount(site, working, entered.door),
        )
        return build(parts, HOSTS, clock_ms or self.gateway.clock)

    def browser(self) -> TestClient:
        """Open a browser of sorts."""
        return TestClient(self.app(), base_url="http://testserver")


def form_token(text: str) -> str:
    """Find a page's form token."""
    return text.partition('name="csrf" value="')[2].partition('"')[0]


def sign_in(browser: TestClient, user: str = REGISTRAR, password: str = PASSWORD, onward: str = "/uploads") -> Any:
    """Sign in through the page."""
    csrf = form_token(browser.get("/sign-in").text)
    told = {"csrf": csrf, "user": user, "password": password, "next": onward}
    return browser.post("/sign-in", data=told)


CHANGES = Asked(STUDENT, "ทะเบียน ปวส.2.xlsx", None, None)


def taken(at_hand: AtHand, rows: list[dict[str, str]], asked: Asked = CHANGES) -> tuple[Working, str, Upload]:
    """Take rows in as a workbook of the registrar's, and have it checked."""
    working, reader = at_hand.working(), at_hand.reader()
    number = working.take(reader, asked, workbook(rows))
    working.check(reader, number)
    return working, number, working.uploads.get(reader, number)


def mistakes_of(upload: Upload) -> dict[int, tuple[str, str]]:
    """Give what is wrong, by line."""
    refused = {at: line.verdict for at, line in enumerate(upload.lines)}
    return {at: (one.field, one.code) for at, one in refused.items() if isinstance(one, Refused)}


def hand_in(browser: TestClient, content: bytes, name: str = "students.xlsx", **more: str) -> httpx2.Response:
    """Hand a file in through the page."""
    csrf = form_token(browser.get("/uploads").text)
    told = {"csrf": csrf, "topic": STUDENT, "as_of": "", "holds": "changes"} | more
    return browser.post("/uploads", data=told, files={"file": (name, content)})
