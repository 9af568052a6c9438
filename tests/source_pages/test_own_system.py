"""Rows that went past the gateway, and what waits at home, stand on the page as the source's own word."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest
from starlette.testclient import TestClient

from producers.arrivals.store import Arrivals
from producers.arrivals.telling import Again, HeldDeletions, OwnWay, Telling, ToldRow
from producers.arrivals.told import Told
from producers.premises.questions import AGAIN_PATH
from producers.source_pages import numbers
from producers.source_pages.facts import SendAgain
from producers.source_pages.reporting import as_dict, lines
from schemas.topics import INSURANCE, OVEC_FACILITY, STUDENT
from tests.source_pages.college import College
from tests.source_pages.examples import COLLEGE, DAY_MS, HOUR_MS, NOW_MS, WHOSE, arrival, record, sources

TWO_DAYS_AGO = NOW_MS - 2 * DAY_MS


def accepted(number: int) -> ToldRow:
    return ToldRow(line=number, outcome="ACCEPTED", record=record(number), partition=0, offset=number)


def tell(arrivals: Arrivals, number: int, way: OwnWay, topic: str = STUDENT, **told: object) -> None:
    at = NOW_MS - HOUR_MS
    body = {"batch": f"{number:032x}", "way": way, "at": at, **told}
    Told(arrivals).take(COLLEGE, topic, Telling.model_validate(body), NOW_MS)


def by_every_way(arrivals: Arrivals) -> None:
    """Let rows come in by each way, some refused at home, some dropped there, and let something wait at home."""
    arrivals.note([arrival(number, at_ms=NOW_MS - 3 * HOUR_MS) for number in range(1, 7)])
    refused = ToldRow(line=9, outcome="REFUSED", code="BAD_DATE", field="entry_year")
    tell(arrivals, 1, "edge", rows=[accepted(40), accepted(41), refused], dropped=11_204)
    tell(arrivals, 2, "file", OVEC_FACILITY, rows=[accepted(number) for number in range(50, 54)])
    tell(arrivals, 3, "outbox", rows=[accepted(1_000_061)])
    tell(arrivals, 4, "edge", again=Again(people=2, records=3))
    held = HeldDeletions(number=7, as_of=TWO_DAYS_AGO, gone=30, known=412)
    tell(arrivals, 5, "file", OVEC_FACILITY, held=[held])


@pytest.fixture
def college(tmp_path: Path) -> Iterator[College]:
    found = College(tmp_path)
    by_every_way(found.arrivals)
    yield found
    found.arrivals.close()


@pytest.fixture
def client(college: College) -> Iterator[TestClient]:
    with TestClient(college.app) as client:
        yield client


def test_rows_of_every_way_are_counted_by_day_and_told_by_way(client: TestClient) -> None:
    page = client.get("/source").text
    for words in ("11,218", "เอดจ์ที่หน่วยงาน", "เอาต์บ็อกซ์", "ไม่รับหรือให้ส่งอีก 1 แถว", "ตามที่ระบบของท่านแจ้ง", "saphan reconcile"):
        assert words in page
    for wrong in ("ไม่ต้องทำอะไร", "ทุกระเบียนรับไว้แล้ว"):
        assert wrong not in page
    assert "ที่ระบบของท่านเองมีเรื่องรอท่านอยู่" in page


def test_whoever_is_to_be_sent_again_is_a_number_with_the_command_that_lists_them(client: TestClient) -> None:
    page = client.get("/source").text
    assert "มี 2 คน (3 ระเบียน) เข้าเรียน" in page
    assert "saphan edge again --agency ovec" in page
    assert "2 people (3 records) enrolled" in client.get("/source?lang=en").text


def test_deletions_that_wait_stand_with_how_to_confirm_and_how_to_reject_them(client: TestClient) -> None:
    page = client.get("/source").text
    assert "ขาดไป 30 จาก 412 ระเบียนที่เคยส่ง" in page
    assert "21 พ.ย. 2569" in page
    for word in ("--confirm 7", "--reject 7"):
        assert f"saphan file deletions ovec {word}" in page


def test_once_nothing_waits_at_home_the_page_says_so(college: College, client: TestClient) -> None:
    tell(college.arrivals, 6, "edge", again=Again(people=0, records=0))
    tell(college.arrivals, 7, "file", OVEC_FACILITY, held=[])
    page = client.get("/source").text
    assert "--confirm" not in page
    assert "saphan edge again" not in page


def test_each_row_says_its_way_and_whose_word_it_is(client: TestClient) -> None:
    page = client.get("/source/rows").text
    assert page.count("เอดจ์ที่หน่วยงาน · ตามที่ท่านแจ้ง") == 3
    assert page.count("ไฟล์ · ตามที่ท่านแจ้ง") == 4
    assert "เอาต์บ็อกซ์ · id 1000061" in page
    assert len(re.findall("<small>หน้าอัปโหลด</small>", page)) == 6
    assert ",edge," in client.get("/source/rows.csv").text
    # Of people dropped there is nothing but their number.
    assert "แจ้งมาเป็นจำนวนเท่านั้น" in client.get("/source/rows?outcome=DROPPED").text


def test_what_is_told_twice_counts_once_in_every_database(arrivals: Arrivals) -> None:
    for _ in range(2):
        by_every_way(arrivals)
    found = sources(arrivals).overview(WHOSE, NOW_MS)
    # What the gateway took itself is another sending each time.
    assert (found.today.received, found.today.accepted, found.today.dropped) == (11_224, 19, 11_204)
    assert sum(one.rows for one in found.told) == 11_212


def test_whoever_was_dropped_at_the_gateway_and_enrolled_since_is_listed_by_pseudonym(
    college: College, client: TestClient
) -> None:
    assert "/source/again" not in client.get("/source").text
    college.whose = replace(WHOSE, agency="sso", topics=(INSURANCE,))
    assert "/source/again" in client.get("/source").text
    assert "ไม่มี ไม่ต้องทำอะไร" in client.get("/source/again").text
    after = f"{INSURANCE}/{record(1)}"
    college.numbers.pages[""] = SendAgain(((INSURANCE, "a" * 32, NOW_MS - DAY_MS),), 4, after)
    page = client.get("/source/again").text
    for words in ("a" * 32, "อีก 4 ระเบียนยังบอกไม่ได้", "หน้าถัดไป"):
        assert words in page
    college.numbers.away = True
    assert client.get("/source/again").status_code == 503


def test_a_page_of_those_to_be_sent_again_is_asked_of_the_gateway_with_the_sessions_key() -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        assert (request.url.path, request.headers["authorization"]) == (AGAIN_PATH, "Bearer sph_key")
        assert dict(request.url.params) == {"after": "x/1", "limit": "500"}
        one = {"data_set": INSURANCE, "record": record(1), "pseudonym": "a" * 32, "dropped_at": NOW_MS}
        return httpx2.Response(200, json={"again": [one], "not_known": 1, "after": None})

    client = numbers.client("http://gateway.example", httpx2.MockTransport(answer))
    told = numbers.GatewayNumbers(client, "sph_key").again("x/1")
    assert told == SendAgain(((INSURANCE, "a" * 32, NOW_MS),), 1, "")
    assert numbers.NoNumbers().again("") is None


@pytest.mark.parametrize("told", [[], {}, {"again": [{}], "not_known": 0, "after": None}])
def test_what_is_no_such_page_is_not_believed(told: object) -> None:
    client = numbers.client("http://gateway.example", httpx2.MockTransport(lambda _: httpx2.Response(200, json=told)))
    assert numbers.GatewayNumbers(client, "sph_key").again("") is None


def test_the_command_line_and_the_gateway_tell_the_same(arrivals: Arrivals) -> None:
    by_every_way(arrivals)
    found = sources(arrivals).overview(WHOSE, NOW_MS)
    told = as_dict(found)
    assert (found.today.received, found.today.accepted, found.today.dropped) == (11_218, 13, 11_204)
    assert [(one["data_set"], one["way"], one["rows"], one["unnamed"]) for one in told["told"]] == [
        (OVEC_FACILITY, "file", 4, 0),
        (STUDENT, "edge", 11_207, 1),
        (STUDENT, "outbox", 1, 0),
    ]
    assert [one["again"] for one in told["at_home"]] == [{"people": 2, "records": 3}, None]
    said = "\n".join(lines(found, "th"))
    assert "saphan file deletions ovec --confirm 7  (ลบ)" in said
    assert "ดูเหตุผลในไฟล์คำตอบ" in said
    assert "your own edge · 11,207 rows · not taken 1" in "\n".join(lines(found, "en"))
