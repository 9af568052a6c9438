"""The page behind the door, and in a real browser without JavaScript."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from operations.web.app import build
from producers.signing_in.opening import opened
from producers.signing_in.sessions import Session
from producers.source_pages.facts import SendAgain
from producers.source_pages.mounting import reading_by
from producers.source_pages.pages import mount
from producers.sources.source import Scope, ScopeKind, Source
from producers.sources.store import Sources as Register
from schemas.topics import STUDENT
from tests.source_pages.college import HOSTS, College
from tests.source_pages.examples import (
    COLLEGE,
    NOW_MS,
    WHOSE,
    a_history,
)
from tests.source_pages.test_own_system import by_every_way
from tests.web.test_browser import browsing, serving


@pytest.fixture
def college(tmp_path: Path) -> Iterator[College]:
    found = College(tmp_path)
    yield found
    found.arrivals.close()


class Entered:
    """The college behind the real door: sessions, and a register that knows it."""

    def __init__(self, folder: Path) -> None:
        self.college = College(folder)
        self.register = Register(f"sqlite:///{folder / 'sources.db'}", lambda: NOW_MS)
        scope = Scope(ScopeKind.COLLEGE, "1399000001")
        self.register.create(Source(COLLEGE, "ovec", frozenset({STUDENT}), scope, WHOSE.title_th, WHOSE.title_en))
        entered = opened(self.register, lambda: NOW_MS)
        reading = reading_by(lambda _: self.college.numbers)
        parts = [lambda site: mount(site, self.college.sources, reading, entered.door.route)]
        self.app = build(parts, HOSTS, lambda: NOW_MS)
        self.token = entered.sessions.begin(Session("registrar", COLLEGE, "sph_key", bytes(32)), NOW_MS)


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", ""), ("GET", "/rows"), ("GET", "/rows.csv"), ("GET", "/again"), ("GET", "/find"), ("POST", "/find")],
)
def test_nothing_is_shown_to_who_is_not_signed_in(tmp_path: Path, method: str, path: str) -> None:
    entered = Entered(tmp_path)
    with TestClient(entered.app, follow_redirects=False) as client:
        answer = client.request(method, f"/source{path}")
        assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/sign-in")
        client.cookies.set("saphan_session", entered.token)
        shown = client.request(method, f"/source{path}")
        assert shown.headers.get("location", "").partition("?")[0] != "/sign-in"
    entered.register.close()


def test_who_is_signed_in_sees_the_own_source_and_whose_records_are_its_own(tmp_path: Path) -> None:
    entered = Entered(tmp_path)
    with TestClient(entered.app) as client:
        client.cookies.set("saphan_session", entered.token)
        page = client.get("/source").text
    assert "เฉพาะระเบียนของ สถานศึกษา 1399000001" in page
    assert "ผู้ใช้ registrar" in page
    assert "พื้นที่และทรัพยากร" not in page
    entered.register.close()


@pytest.mark.browser
@pytest.mark.skipif(shutil.which("chromium") is None, reason="there is no Chromium on this machine")
@pytest.mark.parametrize("width", [1360, 390])
def test_in_a_browser_a_registrar_finds_a_refused_record_without_javascript(college: College, width: int) -> None:
    a_history(college.arrivals)
    with serving(college.app) as port, browsing(width, java_script_enabled=False) as page:
        page.goto(f"http://127.0.0.1:{port}/source")
        page.click("text=ดูเหตุผลและสิ่งที่ต้องทำ")
        page.click("#mend ~ table a >> nth=0")
        page.wait_for_selector("h1 >> text=แถวที่ส่ง")
        page.click("text=ข้อมูลที่ส่ง >> nth=0")
        page.fill("#number", "10")
        page.click(".find button")
        page.wait_for_selector("text=หลักตรวจสอบไม่ตรง")
        assert page.url == f"http://127.0.0.1:{port}/source/find"
        page.click("text=EN")
        page.wait_for_selector("h1 >> text=What you sent to Saphan")


@pytest.mark.browser
@pytest.mark.skipif(shutil.which("chromium") is None, reason="there is no Chromium on this machine")
@pytest.mark.parametrize("width", [1360, 390])
def test_in_a_browser_nothing_sticks_out_sideways(college: College, width: int) -> None:
    a_history(college.arrivals)
    by_every_way(college.arrivals)
    college.numbers.pages[""] = SendAgain(((STUDENT, "5e1f" * 8, NOW_MS),) * 3, 4, "next/page")
    with serving(college.app) as port, browsing(width) as page:
        for path in (
            "/source",
            "/source/again",
            "/source/rows",
            "/source?lang=en",
            "/source/rows?outcome=REFUSED&lang=th",
        ):
            page.goto(f"http://127.0.0.1:{port}{path}")
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
