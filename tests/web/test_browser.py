"""The desk in a real browser: live, in two languages, by keyboard, without JavaScript, with a silent console."""

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import httpx2
import pytest
import uvicorn
from sqlalchemy import select

from consumers.clock import now_ms
from consumers.desk.pages import mount
from operations.web.app import build
from schemas.agreement import DEMONSTRATION
from schemas.database import open_database
from schemas.outbox import OUTBOX
from tests.consumers.pretend import PretendDetails, desk_settings, facts, hook

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine (Debian: apt install chromium)"),
]


class ServedDesk:
    """A desk served over HTTP on this machine."""

    def __init__(self, folder: Path, port: int, details: PretendDetails) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self.details = details
        self.engine = open_database(desk_settings(folder).desk_database_url)

    def receive(self, told: dict[str, Any]) -> dict[str, Any]:
        """Have the desk told of a match, as the alert process does."""
        self.details.put(told)
        headers, body = hook(told, now_ms())
        httpx2.post(f"{self.address}/desk/hooks", headers=headers, content=body).raise_for_status()
        return told

    def stages(self) -> list[str]:
        """List the stages in the outbox."""
        with self.engine.connect() as connection:
            return [payload.get("stage", "") for payload in connection.scalars(select(OUTBOX.c.payload))]


@contextmanager
def serving(app: Any) -> Iterator[int]:
    """Serve an app on a free port."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        until(lambda: server.started)
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()


def until(true: Callable[[], bool], seconds: float = 10.0) -> None:
    """Wait until something is true."""
    deadline = monotonic() + seconds
    while not true():
        assert monotonic() < deadline, "it did not come true in time"
        sleep(0.01)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[ServedDesk]:
    details = PretendDetails()
    app = build([lambda site: mount(site, desk_settings(tmp_path), details, DEMONSTRATION)], ["127.0.0.1"])
    with serving(app) as port:
        yield ServedDesk(tmp_path, port, details)


@contextmanager
def browsing(width: int = 1360, quiet: bool = True, **options: Any) -> Iterator[Any]:
    """Open a page, and find nothing on its console at the end: no error, no refusal by the content policy."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 -- only where there is a browser

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": width, "height": 900}, **options)
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        yield page
        browser.close()
        assert not (quiet and said)


def row(told: dict[str, Any]) -> str:
    return f'[id="m-{told["match"]}"]'


def test_a_new_match_waits_behind_the_banner_and_a_withdrawn_one_is_struck_through(desk: ServedDesk) -> None:
    read = desk.receive(facts(1, caused_at=now_ms()))
    with browsing() as page:
        page.goto(f"{desk.address}/desk")
        page.wait_for_selector(f"{row(read)}")
        page.wait_for_selector(".state.live")
        new = [desk.receive(facts(number, caused_at=now_ms())) for number in (2, 3, 4)]
        page.wait_for_selector("#banner:visible >> text=มีคู่ใหม่ 3 คู่ — กดเพื่อแสดง")
        assert page.locator(row(new[0])).count() == 0, "what is being read must not move"
        desk.receive(facts(4, withdrawn="HIRED", caused_at=now_ms()))
        page.wait_for_selector("#banner:visible >> text=มีคู่ใหม่ 2 คู่ — กดเพื่อแสดง")
        page.click("#banner")
        page.wait_for_selector(f"{row(new[1])}.new")
        assert page.locator("#banner").is_hidden()
        desk.receive(facts(1, withdrawn="NOT_SEEKING", caused_at=now_ms()))
        page.wait_for_selector(f"{row(read)}.withdrawn s")
        assert "ผู้สมัครไม่ได้หางานแล้ว" in page.inner_text(row(read))
        assert "ไม่ต้องโทร" in page.inner_text(row(read))


def test_an_outcome_is_posted_by_button_and_by_key_and_taken_back(desk: ServedDesk) -> None:
    for number in (1, 2):
        desk.receive(facts(number, caused_at=now_ms()))
    with browsing() as page:
        page.goto(f"{desk.address}/desk")
        page.wait_for_selector(".state.live")
        page.click("#panel button[value=contacted]")
        page.wait_for_selector(".row.chosen .tag >> text=ติดต่อแล้ว")
        page.keyboard.press("j")
        page.wait_for_selector(".row:nth-child(2).chosen")
        page.keyboard.press("c")
        page.wait_for_selector(".row:nth-child(2) .tag >> text=ติดต่อแล้ว")
        page.keyboard.press("u")
        page.wait_for_selector(".row:nth-child(2) button[value=contacted]")
        page.wait_for_selector("#panel button[value=contacted]")
        page.click(".refuse summary")
        page.select_option("#reason", "UNREACHABLE")
        page.click(".refuse button")
        page.wait_for_selector(".row:nth-child(2) .tag >> text=ไม่ตรง")
    assert desk.stages() == ["CONTACTED", "CONTACTED", "", "NOT_PLACED"]


def test_an_identity_is_shown_only_for_a_purpose(desk: ServedDesk) -> None:
    desk.receive(facts(1, caused_at=now_ms()))
    with browsing() as page:
        page.goto(f"{desk.address}/desk")
        page.click(".reveal summary")
        page.click(".reveal button")
        assert not desk.details.identities, "the browser itself asks for the purpose first"
        page.select_option("#purpose", index=1)
        page.click(".reveal button")
        page.wait_for_selector("#identity >> text=นางสาวตัวอย่าง สมมติ")
        assert page.url == f"{desk.address}/desk"
        page.reload()
        assert "สมมติ" not in page.content()


def test_one_click_makes_it_english_and_it_stays_so(desk: ServedDesk) -> None:
    desk.receive(facts(1, caused_at=now_ms()))
    with browsing() as page:
        page.goto(f"{desk.address}/desk")
        assert page.get_attribute("html", "lang") == "th"
        page.click("text=EN")
        page.wait_for_selector("h1 >> text=Today's work")
        page.goto(f"{desk.address}/desk")
        assert page.get_attribute("html", "lang") == "en"


def test_a_lost_connection_is_said_and_what_was_missed_comes_after_it(desk: ServedDesk) -> None:
    desk.receive(facts(1, caused_at=now_ms()))
    with browsing(quiet=False) as page:
        page.goto(f"{desk.address}/desk")
        page.wait_for_selector(".state.live")
        # Chromium holds on to a stream that is open; one that is made anew sees the network as it is.
        page.context.set_offline(True)
        page.evaluate("stream.close(); listen()")
        page.wait_for_selector(".state.lost >> text=ขาดการเชื่อมต่อ")
        desk.receive(facts(2, caused_at=now_ms()))
        page.context.set_offline(False)
        page.wait_for_selector(".state.live")
        page.wait_for_selector("#banner:visible >> text=มีคู่ใหม่ 1 คู่")


@pytest.mark.parametrize("width", [1360, 390])
def test_without_javascript_one_can_read_and_note_outcomes(desk: ServedDesk, width: int) -> None:
    desk.receive(facts(1, caused_at=now_ms()))
    with browsing(width, java_script_enabled=False) as page:
        page.goto(f"{desk.address}/desk")
        page.click(".row .title")
        page.wait_for_selector("h3 >> text=ทำไมจึงตรงกัน")
        page.click("#panel button[value=contacted]")
        page.wait_for_selector("#panel button[value=undo]")
    assert desk.stages() == ["CONTACTED"]


@pytest.mark.parametrize("width", [1360, 390])
def test_nothing_sticks_out_sideways(desk: ServedDesk, width: int) -> None:
    desk.receive(facts(1, caused_at=now_ms()))
    with browsing(width) as page:
        for address in ("/desk", f"/desk/matches/{facts(1)['match']}", "/desk?lang=en"):
            page.goto(desk.address + address)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
