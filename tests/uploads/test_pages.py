"""The upload pages over HTTP: in Thai first, each form its token, each user their own, nothing beyond its bounds."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import pytest
from fastapi.routing import APIRoute
from openpyxl import load_workbook
from starlette.testclient import TestClient

from operations.web.app import build
from operations.web.site import WebSite
from producers.signing_in.pages import pages as sign_in_pages
from producers.uploads.pages import BODY_BYTES_MAX, HERE, SIGNING_IN, mount, pages
from schemas.topics import STUDENT
from tests.uploads.at_hand import CLERK, AtHand, form_token, hand_in, sign_in
from tests.uploads.workbooks import HEADINGS, student, with_mistakes, workbook


@pytest.fixture
def at_hand(tmp_path: Path) -> AtHand:
    return AtHand(tmp_path)


@pytest.fixture
def browser(at_hand: AtHand) -> TestClient:
    browser = at_hand.browser()
    sign_in(browser)
    return browser


def test_a_problem_stands_at_its_cell_in_thai_and_in_english_by_a_click(browser: TestClient) -> None:
    answer = hand_in(browser, workbook([student(1) | {"status": "ไม่รู้"}]))
    assert "ไม่รู้จักค่าในช่อง “สถานภาพ”" in answer.text
    assert 'name="c.0.status"' in answer.text
    english = browser.get(f"{answer.url}?lang=en")
    assert "is not on its list" in english.text
    table = browser.get(f"{answer.url}?show=all&lang=th").text
    assert re.search(r'<td class="wrong">ไม่รู้<small class="why">✕ ไม่รู้จักค่าในช่อง', table)


def test_what_is_mended_is_checked_and_sent_and_the_page_says_so(at_hand: AtHand, browser: TestClient) -> None:
    answer = hand_in(browser, workbook([student(1) | {"status": "ไม่รู้"}]))
    csrf = form_token(answer.text)
    mended = browser.post(f"{answer.url}/mend", data={"csrf": csrf, "c.0.status": "กำลังศึกษา", "k.0": "1"})
    assert "ส่ง 1 แถว" in mended.text
    sent = browser.post(f"{answer.url}/send", data={"csrf": csrf})
    assert "ถึงแล้วครบ 1 แถว" in sent.text
    assert len(at_hand.log.standing(STUDENT)) == 1
    back = browser.get(f"{answer.url}/workbook")
    assert load_workbook(BytesIO(back.content))["ปวส.2"].cell(5, len(HEADINGS) + 2).value.startswith("ถึงแล้ว")
    assert "filename*=UTF-8''saphan-ovec.student-" in back.headers["content-disposition"]


def test_columns_that_are_not_known_are_asked_about_first(browser: TestClient) -> None:
    headings = {**HEADINGS, "หมู่โลหิต": "blood"}
    answer = hand_in(browser, workbook([student(1) | {"blood": "O"}], headings))
    assert "มี 1 คอลัมน์ที่ไม่รู้จัก" in answer.text
    told = {"csrf": form_token(answer.text), "t.21": "หมู่โลหิต", "h.21": "-"}
    decided = browser.post(f"{answer.url}/columns", data=told)
    assert "คอลัมน์ที่ไม่รู้จัก" not in decided.text
    assert "ส่ง 1 แถว" in decided.text


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("students.xlsx", b"PK\x03\x04 no workbook", "Excel"),
        ("students.csv", b"\xff\xfe\x00", "ไม่ใช่ CSV"),
        ("../../students.xlsx", workbook([student(1)]), "ชื่อไฟล์"),
        ("students.csv", b"", "ว่างเปล่า"),
    ],
)
def test_a_file_that_is_none_leaves_the_form_with_the_reason(
    browser: TestClient, name: str, content: bytes, words: str
) -> None:
    answer = hand_in(browser, content, name, holds="complete")
    assert answer.status_code == 409
    assert words in answer.text
    assert 'value="complete" checked' in answer.text, "what was filled in stays"


def test_a_day_in_the_future_or_none_at_all_is_refused(browser: TestClient) -> None:
    for as_of, words in (("31/02/2569", "วันที่ของข้อมูลไม่ถูกต้อง"), ("23/11/2599", "อนาคต"), ("เมื่อวาน", "ไม่ถูกต้อง")):
        answer = hand_in(browser, workbook([student(1)]), as_of=as_of)
        assert answer.status_code == 409
        assert words in answer.text


def test_too_large_a_body_is_turned_away_with_and_without_its_length_told(browser: TestClient) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(BODY_BYTES_MAX // 65536 + 2):
            yield b"x" * 65536

    kind = {"content-type": "multipart/form-data; boundary=b"}
    for content in (b"x" * (BODY_BYTES_MAX + 1), endless()):
        answer = browser.post("/uploads", content=content, headers=kind)
        assert answer.status_code == 413
        assert "ไฟล์ใหญ่เกินไป" in answer.text


def test_a_form_that_is_not_ours_does_nothing(at_hand: AtHand, browser: TestClient) -> None:
    answer = hand_in(browser, workbook([student(1)]))
    for what in ("send", "mend", "columns", "forget", "deletions"):
        assert browser.post(f"{answer.url}/{what}", data={"csrf": "x" * 43}).status_code == 403
    assert at_hand.log.sent == 0
    assert browser.get(str(answer.url)).status_code == 200


def test_every_address_is_behind_the_door(at_hand: AtHand) -> None:
    stranger = TestClient(at_hand.app(), base_url="http://testserver", follow_redirects=False)
    mounted = mount(WebSite(at_hand.gateway.clock), at_hand.working(), at_hand.entered.door).routes
    behind = [(method, one.path) for one in mounted if isinstance(one, APIRoute) for method in one.methods or ()]
    assert len(behind) >= 11
    for method, path in behind:
        answer = stranger.request(method, path.format(number="abc", at=0, topic=STUDENT))
        assert answer.status_code == 303, path
        assert answer.headers["location"].startswith("/sign-in"), path


def test_one_user_does_not_find_anothers_upload(at_hand: AtHand, browser: TestClient) -> None:
    answer = hand_in(browser, workbook([student(1)]))
    clerk = at_hand.browser()
    sign_in(clerk, CLERK)
    for path in ("", "/lines/0", "/workbook"):
        assert clerk.get(f"{answer.url}{path}").status_code == 404
    assert browser.get(f"{answer.url}/lines/0").status_code == 200
    assert browser.get(f"{answer.url}/lines/99").status_code == 404


def test_two_windows_that_send_at_once_send_once(at_hand: AtHand, browser: TestClient) -> None:
    answer = hand_in(browser, workbook([student(number) for number in range(1, 31)]))
    told = {"csrf": form_token(answer.text)}
    with ThreadPoolExecutor(4) as windows:
        sent = list(windows.map(lambda _: browser.post(f"{answer.url}/send", data=told).text, range(4)))
    assert all("ถึงแล้วครบ 30 แถว" in text for text in sent)
    assert at_hand.log.sent == 30
    assert not list((at_hand.folder / "answers").iterdir()), "no list of answers is left behind"


def test_after_signing_in_again_the_work_goes_on(browser: TestClient) -> None:
    answer = hand_in(browser, workbook(with_mistakes()))
    browser.post("/sign-out", data={"csrf": form_token(answer.text)})
    sign_in(browser)
    assert "มี 12 แถวที่ต้องแก้" in browser.get(str(answer.url)).text


def test_what_a_complete_file_lacks_is_shown_before_anything_is_deleted(at_hand: AtHand, browser: TestClient) -> None:
    for numbers in (range(1, 41), range(1, 11)):
        answer = hand_in(browser, workbook([student(number) for number in numbers]), holds="complete")
        csrf = form_token(answer.text)
        shown = browser.post(f"{answer.url}/send", data={"csrf": csrf}).text
        at_hand.gateway.clock.ms += 60_000
    assert "30 รายการที่เคยส่งไม่อยู่ในไฟล์นี้แล้ว" in shown
    kept = browser.post(f"{answer.url}/deletions", data={"csrf": csrf, "decision": "keep"}).text
    assert "ไม่อยู่ในไฟล์นี้แล้ว" not in kept
    assert len(at_hand.log.standing(STUDENT)) == 40


def test_a_removed_upload_is_gone(browser: TestClient) -> None:
    answer = hand_in(browser, workbook([student(1)]))
    browser.post(f"{answer.url}/forget", data={"csrf": form_token(answer.text)})
    assert browser.get(str(answer.url)).status_code == 404


def test_without_a_register_of_sources_there_are_no_pages_and_it_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], at_hand: AtHand
) -> None:
    for name in ("SAPHAN_SOURCES_DATABASE_URL", "SAPHAN_GATEWAY_URL", "SAPHAN_UPLOADS_DIR"):
        monkeypatch.delenv(name, raising=False)

    class Site:
        now_ms = at_hand.gateway.clock

    assert pages(Site()).routes == []  # type: ignore[arg-type]
    assert "SAPHAN_SOURCES_DATABASE_URL is not set" in capsys.readouterr().err


def test_the_pages_open_as_the_environment_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SAPHAN_SOURCES_DATABASE_URL", f"sqlite:///{tmp_path / 'sources.db'}")
    monkeypatch.setenv("SAPHAN_GATEWAY_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("SAPHAN_UPLOADS_DIR", str(tmp_path / "uploads"))
    with TestClient(build([sign_in_pages, pages], ["testserver"])) as browser:
        assert "เข้าสู่ระบบเพื่อส่งข้อมูล" in browser.get("/uploads").text
    assert (tmp_path / "uploads").stat().st_mode & 0o077 == 0


def test_no_template_of_these_pages_holds_inline_style_or_script() -> None:
    for template in [*HERE.glob("templates/*.html"), *SIGNING_IN.glob("templates/*.html")]:
        text = template.read_text(encoding="utf-8")
        assert not re.search(r"\sstyle=|\son[a-z]+=|<style|javascript:|<script(?![^>]*\bsrc=)", text), template.name
