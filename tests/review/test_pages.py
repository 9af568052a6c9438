"""The steward's page: both sides in codes, a decision with its reason, and a look that is on record."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from operations.review import store
from operations.review.deciding import Steward
from operations.review.pages import mount
from operations.review.scanning import Scanner
from operations.review.settings import Review
from operations.web.app import build
from schemas import audit
from schemas.agreement import DEMONSTRATION
from schemas.audit import DISCLOSURE
from schemas.database import create_tables, open_database
from schemas.topics import CERTIFICATE, STUDENT, TRAINING
from tests.review.examples import ADDRESS, ANONG, AT, BOON, CHAI, NAME, OTHER_NAME, MemoryPeople
from tests.review.test_deciding import Log
from tests.web.test_browser import browsing, serving

TOKEN = re.compile(r'name="csrf" value="([^"]+)"')


class Site:
    """The steward's page on a web process of its own, over three people in memory."""

    def __init__(self, folder: Path) -> None:
        self.people = MemoryPeople()
        alike: dict[str, Any] = {"name_hash": NAME, "address_hash": ADDRESS}
        self.people.add(STUDENT, ANONG, 1, status="GRADUATED", province="21", district="2101", **alike)
        self.people.add(TRAINING, BOON, 2, province="21", district="2101", **alike)
        self.people.add(STUDENT, CHAI, 3, status="STUDYING", province="10", name_hash=NAME)
        self.people.add(CERTIFICATE, CHAI, 4, province="20", name_hash=OTHER_NAME)
        self.log = Log(self.people)
        engine, ledger = (
            open_database(f"sqlite:///{folder / 'r.db'}"),
            audit.open_ledger(f"sqlite:///{folder / 'a.db'}"),
        )
        create_tables(engine, store.METADATA)
        steward = Steward(engine, self.people, self.log, lambda: AT)
        self.review = Review(engine, ledger, self.people, steward, DEMONSTRATION, lambda: AT)
        Scanner(self.people, engine, DEMONSTRATION.on(self.review.today()), AT).run()
        self.app = build([lambda site: mount(site, self.review)], ("testserver", "127.0.0.1"), lambda: AT)

    def looks(self) -> list[tuple[str, str, str]]:
        """Give who looked at whom, and why, as the ledger has it."""
        wanted = select(DISCLOSURE.c.by, DISCLOSURE.c.pseudonym, DISCLOSURE.c.reason).order_by(DISCLOSURE.c.id)
        with self.review.ledger.connect() as connection:
            return [tuple(row) for row in connection.execute(wanted)]

    def close(self) -> None:
        self.review.engine.dispose()
        self.review.ledger.dispose()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    found = Site(tmp_path)
    yield found
    found.close()


@pytest.fixture
def client(site: Site) -> Iterator[TestClient]:
    with TestClient(site.app) as client:
        yield client


def token(client: TestClient, path: str) -> str:
    found = TOKEN.search(client.get(path).text)
    assert found is not None
    return found[1]


def suggestion(site: Site) -> int:
    with site.review.engine.connect() as connection:
        (kept,) = store.open_items(connection, kind=store.Kind.SUGGESTION)
    return kept.id


def test_the_list_is_thai_first_and_shows_no_whole_pseudonym_and_no_name(client: TestClient) -> None:
    page = client.get("/review")
    assert page.headers["content-language"] == "th"
    assert "อาจเป็นคนเดียวกัน" in page.text
    assert "ชื่อไม่ตรงกัน" in page.text
    assert ANONG not in page.text
    assert "May be one person" in client.get("/review?lang=en").text


def test_looking_at_an_item_is_on_record_before_it_is_shown_and_listing_is_not_looking(
    client: TestClient, site: Site
) -> None:
    client.get("/review")
    assert site.looks() == []
    number = suggestion(site)
    page = client.get(f"/review/{number}").text
    assert "ชื่อ ตรงกัน" in page
    assert "ระยอง (2101)" in page
    assert "สำเร็จการศึกษา" in page
    assert site.looks() == [("steward", one, f"review {number}") for one in (ANONG, BOON)]


def test_a_join_from_the_page_is_written_and_can_be_taken_back_there(client: TestClient, site: Site) -> None:
    number = suggestion(site)
    form = {"csrf": token(client, f"/review/{number}"), "canonical": ANONG, "reason": "NUMBER_CHANGED"}
    joined = client.post(f"/review/{number}/join", data=form)
    assert "ขณะนี้ถือเป็นคนเดียวกัน" in joined.text
    assert f"/review/{number}" in client.get("/review?kind=JOINED").text
    split = client.post(f"/review/{number}/split", data=form | {"reason": "JOINED_BY_MISTAKE"})
    assert "ขณะนี้ถือเป็นคนเดียวกัน" not in split.text
    assert [(one.decision, one.by, one.reason) for one in site.log.written] == [
        ("JOIN", "steward", "NUMBER_CHANGED"),
        ("SPLIT", "steward", "JOINED_BY_MISTAKE"),
    ]


@pytest.mark.parametrize("verb", ["join", "split", "dismiss"])
def test_a_form_that_is_not_ours_decides_nothing(client: TestClient, site: Site, verb: str) -> None:
    number = suggestion(site)
    form = {"csrf": "x" * 43, "reason": "NUMBER_CHANGED"}
    assert client.post(f"/review/{number}/{verb}", data=form).status_code == 403
    assert site.log.written == []


@pytest.mark.parametrize(("verb", "reason"), [("join", ""), ("join", "BECAUSE"), ("split", "JOINED_BY_MISTAKE")])
def test_what_has_no_reason_or_makes_no_sense_is_said_and_not_done(
    client: TestClient, site: Site, verb: str, reason: str
) -> None:
    number = suggestion(site)
    form = {"csrf": token(client, f"/review/{number}"), "reason": reason}
    assert client.post(f"/review/{number}/{verb}", data=form).status_code == 409
    assert site.log.written == []


def test_a_log_that_does_not_answer_is_said_and_the_item_still_waits(client: TestClient, site: Site) -> None:
    number = suggestion(site)
    form = {"csrf": token(client, f"/review/{number}"), "canonical": ANONG, "reason": "NUMBER_CHANGED"}
    site.log.away = True
    assert client.post(f"/review/{number}/join", data=form).status_code == 503
    assert suggestion(site) == number


def test_a_difference_shows_what_its_owner_is_told_and_is_closed_with_a_reason(client: TestClient, site: Site) -> None:
    with site.review.engine.connect() as connection:
        items = store.open_items(connection, "dsd", store.Kind.DIFFERENCE)
    residence = next(kept for kept in items if kept.item.detail["about"] == "residence")
    page = client.get(f"/review/{residence.id}").text
    # OVEC's student still studies, and clause 3.1.1(1) gives the ministry only those who finish.
    assert "ต่างออกไป (ข้อตกลงไม่ให้เห็นค่า)" in page
    form = {"csrf": token(client, f"/review/{residence.id}"), "reason": "CORRECTED_AT_SOURCE"}
    assert client.post(f"/review/{residence.id}/dismiss", data=form).status_code == 200
    with site.review.engine.connect() as connection:
        kept = store.item(connection, residence.id)
    assert kept is not None
    assert kept.decision == "CORRECTED_AT_SOURCE"


def test_an_item_that_is_not_there_is_said_to_be_gone(client: TestClient) -> None:
    assert client.get("/review/99").status_code == 404


def test_with_nothing_waiting_the_page_says_how_to_look_anew(client: TestClient, site: Site) -> None:
    with site.review.engine.begin() as connection:
        connection.execute(store.REVIEW.delete())
    assert "saphan review scan" in client.get("/review").text


def test_a_correction_asked_for_is_listed_with_its_owner(client: TestClient, site: Site) -> None:
    with site.review.engine.begin() as connection:
        (kept, *_) = store.open_items(connection, "dsd")
        asked = replace(kept.item, kind=store.Kind.CORRECTION, detail={"field": "district"})
        store.put(connection, [asked])
    assert "กรมพัฒนาฝีมือแรงงาน" in client.get("/review?kind=CORRECTION").text


@pytest.mark.browser
@pytest.mark.skipif(shutil.which("chromium") is None, reason="there is no Chromium on this machine")
@pytest.mark.parametrize("width", [1360, 390])
def test_in_a_browser_a_steward_decides_without_javascript(site: Site, width: int) -> None:
    with serving(site.app) as port, browsing(width, java_script_enabled=False) as page:
        page.goto(f"http://127.0.0.1:{port}/review?kind=SUGGESTION")
        page.click(".row .title")
        page.wait_for_selector("h2 >> text=คำวินิจฉัย")
        page.click("#join button")
        assert not site.log.written, "the browser itself asks for the reason first"
        page.select_option("#join-reason", "REGISTERED_TWICE")
        page.click("#join button")
        page.wait_for_selector("text=ขณะนี้ถือเป็นคนเดียวกัน")
        assert [one.reason for one in site.log.written] == ["REGISTERED_TWICE"]


@pytest.mark.browser
@pytest.mark.skipif(shutil.which("chromium") is None, reason="there is no Chromium on this machine")
@pytest.mark.parametrize("width", [1360, 390])
def test_in_a_browser_nothing_sticks_out_sideways(site: Site, width: int) -> None:
    with serving(site.app) as port, browsing(width) as page:
        for path in ("/review", f"/review/{suggestion(site)}", "/review/1", "/review?lang=en"):
            page.goto(f"http://127.0.0.1:{port}{path}")
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
