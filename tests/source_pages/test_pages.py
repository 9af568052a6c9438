"""The source's own page: Thai first, each reason with what to do, one's own records by number, and nobody else's."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from producers.arrivals.arrival import Outcome
from producers.source_pages.pages import ROWS_SHOWN
from schemas.agreement import MEMORANDUM
from schemas.topics import STUDENT
from tests.source_pages.college import College
from tests.source_pages.examples import (
    HOUR_MS,
    NOW_MS,
    OTHER,
    a_history,
    applied,
    arrival,
)

TOKEN = re.compile(r'name="csrf" value="([^"]+)"')


@pytest.fixture
def college(tmp_path: Path) -> Iterator[College]:
    found = College(tmp_path)
    yield found
    found.arrivals.close()


@pytest.fixture
def client(college: College) -> Iterator[TestClient]:
    with TestClient(college.app) as client:
        yield client


def looked_up(client: TestClient, number: str, topic: str = STUDENT) -> str:
    found = TOKEN.search(client.get("/source").text)
    assert found is not None
    return client.post("/source/find", data={"csrf": found[1], "topic": topic, "number": number}).text


def test_the_page_is_thai_first_and_english_by_a_click(client: TestClient, college: College) -> None:
    a_history(college.arrivals)
    thai = client.get("/source")
    assert thai.headers["content-language"] == "th"
    for words in ("วิทยาลัยเทคนิคตัวอย่าง", "มี 2 ระเบียนที่ยังไม่รับ รอให้แก้", "ตามกรอบเวลาการจัดเก็บข้อมูล", "✓ ตามกำหนด"):
        assert words in thai.text
    english = client.get("/source?lang=en").text
    for words in ("Example Technical College", "2 refused, waiting to be mended", "next by"):
        assert words in english


def test_every_reason_stands_with_its_count_and_what_to_do(client: TestClient, college: College) -> None:
    a_history(college.arrivals)
    page = client.get("/source").text
    assert "เลขประจำตัวในช่อง เลขประจำตัวประชาชน (citizen_id) ไม่ถูกต้อง" in page
    assert "แก้ในทะเบียนของท่านแล้วส่งใหม่" in page
    assert "ส่งแถวเดิมอีกครั้งได้เลย ไม่เกิดซ้ำ" in page
    assert re.search(r'code=IDENTIFIER_CHECK_DIGIT&amp;field=citizen_id"[^>]*>2</a>', page)


def test_a_reason_leads_to_its_own_rows_that_are_not_mended(client: TestClient, college: College) -> None:
    a_history(college.arrivals)
    wanted = f"/source/rows?topic={STUDENT}&outcome=REFUSED&unmended=1&code=IDENTIFIER_CHECK_DIGIT&field=citizen_id"
    assert wanted.replace("&", "&amp;") in client.get("/source").text
    page = client.get(wanted).text
    assert [line for line in ("9", "10", "11") if f"01234567 · บรรทัด {line}<" in page] == ["10", "11"]


def test_a_day_leads_to_all_of_its_rows(client: TestClient, college: College) -> None:
    a_history(college.arrivals)
    assert 'href="/source/rows?day=2026-11-20&amp;outcome=REFUSED"' in client.get("/source").text
    page = client.get("/source/rows?day=2026-11-20").text
    assert page.count('<tr><td><time datetime="2026-11-20') == 12


def test_a_record_is_found_by_its_own_number_and_the_number_stands_in_no_address(
    client: TestClient, college: College
) -> None:
    a_history(college.arrivals)
    page = looked_up(client, " 9 ")
    assert "ไม่รับ" in page
    assert "นำเข้าแล้ว" in page
    assert page.count("<tr><td>") == 2
    assert "ไม่พบระเบียนเลขที่นี้" in looked_up(client, "12345")


def test_a_record_that_was_accepted_and_not_applied_says_so(client: TestClient, college: College) -> None:
    a_history(college.arrivals)
    college.view.told = applied(20, NOW_MS - HOUR_MS)
    assert "รับไว้แล้ว ยังไม่แสดง" in looked_up(client, "24")
    assert "นำเข้าแล้ว" in looked_up(client, "20")
    college.view.told = None
    assert "ยังไม่ทราบว่านำเข้าแล้วหรือไม่" in looked_up(client, "20")


def test_nothing_of_another_source_is_shown_nor_found(client: TestClient, college: College) -> None:
    college.arrivals.note([arrival(7, Outcome.REFUSED, source=OTHER, code="MISSING", field="level")])
    assert "ไม่พบระเบียนเลขที่นี้" in looked_up(client, "7")
    assert "MISSING" not in client.get("/source").text + client.get("/source/rows").text
    assert "MISSING" not in client.get("/source/rows.csv").text


@pytest.mark.parametrize(
    "form", [{"csrf": "x" * 43, "topic": STUDENT, "number": "9"}, {"topic": STUDENT, "number": "9"}]
)
def test_a_form_that_is_not_ours_finds_nothing(client: TestClient, college: College, form: dict[str, str]) -> None:
    a_history(college.arrivals)
    client.get("/source")
    answer = client.post("/source/find", data=form)
    assert answer.status_code == 403
    assert "หมดอายุ" in answer.text


@pytest.mark.parametrize(("topic", "number"), [("doe.vacancy.v1", "9"), (STUDENT, "  "), ("../..", "9")])
def test_what_can_not_be_looked_up_leads_back_to_the_form(client: TestClient, topic: str, number: str) -> None:
    assert "ข้อมูลที่ส่งเข้าสะพาน" in looked_up(client, number, topic)


def test_a_gateway_that_does_not_answer_is_said(client: TestClient, college: College) -> None:
    college.numbers.away = True
    assert "ยังดูไม่ได้" in looked_up(client, "9")
    assert client.get("/source/find?lang=en", follow_redirects=False).headers["location"] == "/source?lang=en#find"


def test_with_nothing_sent_yet_the_page_says_what_can_be_sent(client: TestClient) -> None:
    page = client.get("/source").text
    assert "ยังไม่เคยส่ง" in page
    assert "ทุกระเบียนที่รับไว้แสดงในระบบแล้ว ไม่ต้องทำอะไร" in page
    assert "ไม่มีแถวตามที่เลือก" in client.get("/source/rows").text


def test_comparisons_are_told_with_what_differs(client: TestClient) -> None:
    page = client.get("/source").text
    assert "✓ ตรงกัน 1,204 ระเบียน" in page
    assert "! สะพานยังไม่มี 3 ระเบียน · เนื้อหาต่างรุ่น 1 ระเบียน" in page


def test_what_is_behind_is_said_with_the_reason_and_that_nothing_need_be_sent_again(
    client: TestClient, college: College
) -> None:
    a_history(college.arrivals)
    college.view.told = applied(22, NOW_MS - HOUR_MS)
    page = client.get("/source").text
    assert "<b>2</b> แถว · รับไว้แล้ว แต่นำเข้าช้ากว่าปกติ" in page
    college.view.told = None
    assert "ขณะนี้ยังถามไม่ได้ว่านำเข้าถึงไหน" in client.get("/source").text


def test_after_the_term_the_page_says_that_nothing_is_exchanged(tmp_path: Path) -> None:
    college = College(tmp_path, MEMORANDUM)
    a_history(college.arrivals)
    with TestClient(college.app) as client:
        page = client.get("/source").text
    assert "ขณะนี้ยังไม่มีการแลกเปลี่ยนข้อมูล" in page
    assert "5 พฤษภาคม 2566" in page
    assert "เก็บไว้แบบปิดผนึก ยังไม่แสดงแก่ผู้ใด" in page
    college.arrivals.close()


def test_the_same_rows_come_as_a_file_that_excel_opens_and_takes_for_no_formula(
    client: TestClient, college: College
) -> None:
    a_history(college.arrivals)
    college.arrivals.note([arrival(50, Outcome.REFUSED, NOW_MS, batch="=1+1", code="MISSING", field="level")])
    answer = client.get("/source/rows.csv?outcome=REFUSED")
    assert answer.headers["content-disposition"] == 'attachment; filename="saphan-rows.csv"'
    text = answer.content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert [row["line"] for row in rows] == ["50", "31", "11", "10", "9"]
    assert rows[0]["batch"] == "'=1+1"
    assert rows[-1]["เหตุผล"].startswith("เลขประจำตัวในช่อง")


def test_a_long_list_goes_on_at_the_next_page(client: TestClient, college: College) -> None:
    college.arrivals.note([arrival(number) for number in range(1, ROWS_SHOWN + 6)])
    first = client.get("/source/rows?outcome=ACCEPTED").text
    found = re.search(r'<p class="more"><a href="([^"]+)"', first)
    assert found is not None
    then = client.get(found[1].replace("&amp;", "&")).text
    assert (first.count("<tr><td>"), then.count("<tr><td>")) == (ROWS_SHOWN, 5)
    assert '<p class="more">' not in then


@pytest.mark.parametrize(
    "query",
    [
        "topic=%27%20OR%201=1&outcome=NO&code=<script>&field=../x&before=-1&day=2026-02-30",
        "day=99999-99-99&before=999999999999999999999999",
        "days=999999999",
    ],
)
def test_an_address_that_asks_for_no_such_thing_asks_nothing(client: TestClient, college: College, query: str) -> None:
    a_history(college.arrivals)
    for path in ("/source", "/source/rows", "/source/rows.csv"):
        answer = client.get(f"{path}?{query}")
        assert answer.status_code == 200
        assert "<script>" not in answer.text.replace('<script src="', "")
