"""The operators' page, health check and metrics over HTTP, and in a real browser where there is one."""

import re
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import uvicorn
from fastapi import FastAPI
from starlette.testclient import TestClient

from operations.local.waiting import wait_until
from operations.pages import router
from operations.status.snapshot import Snapshot
from operations.web.app import build
from tests.operations.examples import NOW_MS, a_snapshot, an_unwell_snapshot

HOSTS = ("testserver", "127.0.0.1")


def site_over(seen: list[Snapshot]) -> FastAPI:
    return build([lambda site: router(site, lambda: seen[0])], HOSTS, lambda: NOW_MS)


def client_over(snapshot: Snapshot) -> TestClient:
    return TestClient(site_over([snapshot]))


def test_the_page_is_thai_first_and_english_by_a_click() -> None:
    client = client_over(a_snapshot())
    thai = client.get("/operations")
    assert thai.headers["content-language"] == "th"
    assert "ทุกส่วนทำงานปกติ" in thai.text
    assert "Everything is working" in client.get("/operations?lang=en").text


def test_what_is_wrong_is_said_in_words_with_what_to_do() -> None:
    page = client_over(an_unwell_snapshot()).get("/operations").text
    for words in ("ส่วนที่ 4 หยุดนิ่ง", "ส่วนที่ 4 ไม่มีผู้ประมวลผล", "saphan worker run", "ไม่รู้จักรุ่นของแบบข้อมูล", "UNKNOWN_SCHEMA"):
        assert words in page
    assert "ทุกส่วนทำงานปกติ" not in page


@pytest.mark.parametrize(
    "seen",
    [Snapshot(NOW_MS), Snapshot(NOW_MS, kafka_error="TIMED_OUT"), Snapshot(NOW_MS, redis_error="ConnectionError")],
)
def test_the_page_stands_whatever_does_not_answer(seen: Snapshot) -> None:
    assert client_over(seen).get("/operations").status_code == 200
    assert client_over(seen).get("/metrics").status_code == 200


def test_the_part_that_is_refreshed_has_no_frame_around_it() -> None:
    answer = client_over(a_snapshot()).get("/operations/live")
    assert "<html" not in answer.text
    assert "15%3A00%3A00" in answer.headers["x-as-of"]


def test_health_is_200_when_well_and_503_with_reasons_when_not() -> None:
    assert client_over(a_snapshot()).get("/healthz").json()["well"] is True
    unwell = client_over(an_unwell_snapshot()).get("/healthz")
    assert unwell.status_code == 503
    assert [reason["code"] for reason in unwell.json()["reasons"]] == ["STALLED", "NO_OWNER"]


def test_metrics_are_prometheus_text() -> None:
    answer = client_over(a_snapshot()).get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    assert 'kafka_topic_partition_current_offset{partition="0",topic="ovec.student.v1"} 3400.0' in answer.text


def test_every_state_is_said_in_words_and_every_moment_is_readable_by_machines() -> None:
    page = client_over(an_unwell_snapshot()).get("/operations").text
    assert set(re.findall(r'<span class="tag (?:good|warn|bad)">([✓!✕] \S+)</span>', page)) == {"✓ ปกติ", "✕ หยุดนิ่ง"}
    assert re.search(r'<time datetime="2026-11-23T[\d:.]+\+07:00"', page)


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            assert wait_until(lambda: server.started, 10)
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@pytest.mark.browser
@pytest.mark.parametrize("width", [1360, 390])
def test_in_a_browser_the_page_follows_what_happens_without_moving_what_is_read(width: int) -> None:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("no Chromium here")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  (only where there is a browser)

    seen = [a_snapshot()]
    with serving(site_over(seen)) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": width, "height": 900})
        troubles: list[str] = []
        page.on("console", lambda message: troubles.append(message.text))
        page.goto(f"{address}/operations")
        page.click("summary")
        seen[0] = an_unwell_snapshot()
        page.wait_for_selector(".notice.bad", timeout=10_000)
        assert page.eval_on_selector("details", "details => details.open")
        assert "ส่วนที่ 4" in (page.text_content("#told") or "")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert troubles == []
        browser.close()


@pytest.mark.browser
def test_in_a_browser_a_lost_connection_is_said() -> None:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("no Chromium here")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  (only where there is a browser)

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        with serving(site_over([a_snapshot()])) as address:
            page = browser.new_page()
            page.goto(f"{address}/operations")
            assert page.locator("#connection.live").count() == 1
        page.wait_for_selector("#connection.lost", timeout=15_000)
        assert "ขาดการติดต่อ" in (page.text_content("#connection") or "")
        browser.close()
