"""The desk believes signed webhooks once, shows what they are about, and writes what staff do with its outbox."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from consumers.desk.details import DetailsUnavailableError
from consumers.desk.tables import HOOK
from schemas import topics
from schemas.webhooks import private_key
from tests.consumers.desk_at_hand import Desk
from tests.consumers.pretend import NOW_MS, facts, hook


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    with desk.client:
        yield desk


@pytest.fixture
def shown(desk: Desk) -> dict[str, Any]:
    told = facts(1)
    desk.receive(told)
    desk.shows(told["match"])
    return told


def test_a_match_is_shown_with_its_reason_and_without_a_name(desk: Desk, shown: dict[str, Any]) -> None:
    page = desk.page()
    assert "ช่างไฟฟ้าภายในอาคาร · บริษัทตัวอย่างวิศวกรรม จำกัด" in page
    assert "จบ ปวส. ไฟฟ้า ปี 2568 · มีหนังสือรับรองช่างไฟฟ้าภายในอาคาร ระดับ 1 · อยู่อำเภอเดียวกับที่ทำงาน" in page
    assert "เหลือ 2 จาก 5 อัตรา · 13,500–16,000 บาท/เดือน" in page
    assert "สมมติ" not in page
    assert shown["person"] not in page.replace(shown["match"], "")


@pytest.mark.usefixtures("shown")
def test_the_page_is_thai_until_english_is_asked_for_and_then_stays_so(desk: Desk) -> None:
    assert '<html lang="th">' in desk.page()
    assert "Graduated PVS Electrical" in desk.page("/desk?lang=en")
    assert '<html lang="en">' in desk.page()
    assert '<html lang="th">' in desk.page("/desk?lang=th")


def test_the_same_webhook_again_is_a_duplicate_and_shows_nothing_new(desk: Desk, shown: dict[str, Any]) -> None:
    again = desk.receive(shown)
    assert (again.status_code, again.json()) == (200, {"answer": "duplicate"})
    assert desk.page().count(f'id="m-{shown["match"]}"') == 1


def test_a_webhook_signed_by_another_key_or_long_ago_is_not_believed(desk: Desk) -> None:
    assert desk.receive(facts(1), key=private_key("99" * 32)).status_code == 401
    told = desk.details.put(facts(1))
    headers, body = hook(told, desk.now_ms - 301_000)
    late = desk.client.post("/desk/hooks", headers=headers, content=body)
    assert (late.status_code, late.json()) == (401, {"answer": "too_old"})
    assert told["match"] not in desk.page()


def test_a_withdrawn_match_is_struck_through_with_its_reason_for_a_minute(desk: Desk, shown: dict[str, Any]) -> None:
    desk.receive(facts(1, withdrawn="NOT_SEEKING"))
    desk.shows("ผู้สมัครไม่ได้หางานแล้ว ตั้งแต่ 14:32 น. · ไม่ต้องโทร")
    assert "<s>ช่างไฟฟ้าภายในอาคาร" in desk.page()
    desk.now_ms += 61_000
    assert shown["match"] not in desk.page()


def test_a_withdrawal_that_arrives_before_its_opening_is_not_undone_by_it(desk: Desk) -> None:
    opened, withdrawn = facts(1), facts(1, withdrawn="HIRED")
    desk.receive(withdrawn)
    desk.shows("มีงานทำแล้ว")
    headers, body = hook(opened, desk.now_ms)
    assert desk.client.post("/desk/hooks", headers=headers, content=body).json() == {"answer": "accepted"}
    desk.until(lambda: len(desk.details.asked) == 2)
    assert "มีงานทำแล้ว" in desk.page()


def test_of_an_erased_match_only_that_it_is_over_stays(desk: Desk, shown: dict[str, Any]) -> None:
    desk.receive(facts(1, withdrawn="ERASED"))
    desk.shows("ข้อมูลของผู้สมัครถูกลบแล้ว")
    alone = desk.page(f"/desk/matches/{shown['match']}")
    assert "ไฟฟ้า · 2568" not in alone
    assert "บริษัทตัวอย่างวิศวกรรม" not in alone


def test_what_nothing_is_told_of_any_more_is_over(desk: Desk, shown: dict[str, Any]) -> None:
    headers, body = hook(facts(1, withdrawn="OBJECTED"), desk.now_ms)
    del desk.details.told[shown["match"]]
    desk.client.post("/desk/hooks", headers=headers, content=body)
    desk.shows("ข้อมูลของคู่นี้ไม่เปิดเผยแล้ว")


def test_details_not_had_at_first_are_asked_for_again(desk: Desk) -> None:
    desk.details.failing = DetailsUnavailableError("down")
    told = facts(1)
    desk.receive(told)
    desk.until(lambda: len(desk.details.asked) >= 2)
    desk.details.failing = None
    desk.shows(told["match"])


def test_what_was_received_before_a_restart_is_asked_for_after_it(tmp_path: Path) -> None:
    first = Desk(tmp_path)
    told = facts(1)
    with first.client:
        first.details.failing = DetailsUnavailableError("down")
        first.receive(told)
    second = Desk(tmp_path)
    second.details.put(told)
    with second.client:
        second.shows(told["match"])
        with second.engine.connect() as connection:
            assert connection.scalars(select(HOOK.c.fetched)).all() == [True]


def test_an_outcome_and_its_outbox_row_are_written_together(desk: Desk, shown: dict[str, Any]) -> None:
    answer = desk.act(shown, "contacted")
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk")
    (row,) = desk.outbox()
    assert (row.topic, row.person_kind, row.person) == (topics.PLACEMENT, "pseudonym", shown["person"])
    assert row.payload["stage"] == "CONTACTED"
    assert row.payload["vacancy"] == shown["vacancy"]
    assert "ติดต่อแล้ว 1" in desk.page()


def test_a_refusal_needs_its_reason(desk: Desk, shown: dict[str, Any]) -> None:
    assert desk.act(shown, "refused").status_code == 409
    assert desk.act(shown, "contacted", "UNREACHABLE").status_code == 409
    assert not desk.outbox()
    assert desk.act(shown, "refused", "UNREACHABLE").status_code == 303
    assert [(row.payload["stage"], row.payload["reason"]) for row in desk.outbox()] == [("NOT_PLACED", "UNREACHABLE")]


def test_steps_are_taken_back_one_by_one_and_versions_only_rise(desk: Desk, shown: dict[str, Any]) -> None:
    for outcome in ("contacted", "placed", "undo", "undo"):
        assert desk.act(shown, outcome).status_code == 303
    assert desk.act(shown, "undo").status_code == 409
    rows = desk.outbox()
    assert [row.payload.get("stage") for row in rows] == ["CONTACTED", "PLACED", "CONTACTED", None]
    assert rows[-1].operation == "DELETE"
    assert len({row.record_id for row in rows}) == 1
    versions = [row.version for row in rows]
    assert versions == sorted(set(versions))


def test_a_match_that_is_over_takes_no_outcome(desk: Desk, shown: dict[str, Any]) -> None:
    desk.receive(facts(1, withdrawn="HIRED"))
    desk.shows("มีงานทำแล้ว")
    assert desk.act(shown, "contacted").status_code == 409
    assert desk.act(facts(9), "contacted").status_code == 409
    assert not desk.outbox()


def test_a_form_from_elsewhere_changes_nothing(desk: Desk, shown: dict[str, Any]) -> None:
    assert desk.act(shown, "contacted", csrf="forged").status_code == 403
    foreign = {"sec-fetch-site": "cross-site"}
    desk.client.headers.update(foreign)
    assert desk.act(shown, "contacted").status_code == 403
    assert not desk.outbox()


@pytest.mark.parametrize("back", ["https://elsewhere.example/desk", "//elsewhere.example", "/\\elsewhere", "/other"])
def test_a_form_leads_back_to_the_desk_and_nowhere_else(desk: Desk, shown: dict[str, Any], back: str) -> None:
    assert desk.act(shown, "contacted", back=back).headers["location"] == "/desk"


def test_an_identity_is_shown_once_for_a_purpose_and_kept_nowhere(desk: Desk, shown: dict[str, Any]) -> None:
    assert f'name="csrf" value="{desk.token()}"' in desk.page()
    address = f"/desk/matches/{shown['match']}/identity"
    assert desk.client.post(address, data={"csrf": desk.token(), "purpose": "curiosity"}).status_code == 409
    assert not desk.details.identities
    opened = desk.client.post(address, data={"csrf": desk.token(), "purpose": "to call about an interview"})
    assert "นางสาวตัวอย่าง สมมติ" in opened.text
    assert "1999900010019" not in opened.text
    assert opened.headers["cache-control"] == "no-store"
    assert desk.details.identities == [(shown["match"], "officer 7", "to call about an interview")]
    assert "สมมติ" not in desk.page(f"/desk/matches/{shown['match']}")


def test_provinces_and_states_filter_the_list(desk: Desk, shown: dict[str, Any]) -> None:
    other = facts(2, province="20", position={"province": "20"})
    desk.receive(other)
    desk.shows(other["match"])
    assert f'id="m-{shown["match"]}"' not in desk.page("/desk?province=20")
    assert f'id="m-{other["match"]}"' in desk.page("/desk?province=20")
    desk.act(other, "contacted")
    assert f'id="m-{other["match"]}"' not in desk.page("/desk?state=waiting")
    assert f'id="m-{other["match"]}"' in desk.page("/desk?state=contacted")
    assert f'id="m-{shown["match"]}"' in desk.page("/desk?province=no-such&state=no-such")


def test_what_opened_since_the_reader_looked_is_marked_new(desk: Desk, shown: dict[str, Any]) -> None:
    desk.receive(facts(2))
    desk.shows(facts(2)["match"])
    page = desk.page("/desk?since=1")
    assert page.count(">ใหม่<") == 1
    assert page.index(facts(2)["match"]) < page.index(shown["match"])


def test_a_match_opened_again_has_no_outcome_yet(desk: Desk, shown: dict[str, Any]) -> None:
    desk.act(shown, "contacted")
    desk.now_ms += 1000
    desk.receive(facts(1, withdrawn="CHANGED"))
    desk.shows("ไม่ต้องโทร")
    desk.receive(facts(1, episode=2))
    desk.shows("รอติดต่อ 1 คู่")
    assert desk.act(shown, "undo").status_code == 409


@pytest.mark.usefixtures("shown")
def test_latency_is_counted_from_the_event_that_caused_a_change(desk: Desk) -> None:
    told = desk.client.get("/desk/latency").json()
    assert told == {"count": 1, "p50": 40, "p95": 40, "p99": 40}
    assert desk.client.get(f"/desk/latency?since_ms={NOW_MS + 1}").json()["count"] == 0
