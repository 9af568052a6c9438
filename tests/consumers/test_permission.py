"""A consumer that lacks its row of the agreement does not start, says which, and stops showing after the term."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from consumers.permission import ALERTS, NO_ROW, PLACEMENT_SERVICE, Permission
from schemas import topics
from schemas.agreement import DEMONSTRATION, MEMORANDUM, Agreement
from schemas.dates import moment
from tests.consumers.desk_at_hand import Desk
from tests.consumers.pretend import NOW_MS, facts

SAPHAN = Path(sys.executable).with_name("saphan")
DAY_MS = 24 * 60 * 60 * 1000


def without(topic: str) -> Agreement:
    """Give the demonstration without the rows that let a data set reach DOE."""
    rows = tuple(row for row in DEMONSTRATION.rows if (row.topic, row.receiver) != (topic, "doe"))
    return replace(DEMONSTRATION, rows=rows)


def ending_today() -> Agreement:
    """Give the demonstration as if today were its last day."""
    return replace(DEMONSTRATION, last_day=moment(NOW_MS).date())


@pytest.mark.parametrize("topic", PLACEMENT_SERVICE)
def test_each_row_the_placement_service_needs_is_missed_by_name_in_both_languages(topic: str) -> None:
    missing = Permission(without(topic), PLACEMENT_SERVICE, lambda: NOW_MS).missing()
    assert missing is not None
    assert f"no row of demonstration gives {topic} to doe for placement" in missing.en
    assert f"ไม่มีแถวในข้อตกลง demonstration ที่ให้ {topic} แก่ doe" in missing.th


def test_with_its_rows_nothing_is_missing_and_an_unneeded_row_is_not_missed() -> None:
    assert Permission(DEMONSTRATION, PLACEMENT_SERVICE, lambda: NOW_MS).holds()
    assert Permission(without(topics.VACANCY), ALERTS, lambda: NOW_MS).holds()


def test_after_the_term_what_is_missing_says_since_when() -> None:
    missing = Permission(MEMORANDUM, ALERTS, lambda: NOW_MS).missing()
    assert missing is not None
    assert "since 5 May 2023" in missing.en
    assert "ตั้งแต่วันที่ 5 พฤษภาคม 2566" in missing.th


def run_alerts(agreement: str) -> "subprocess.CompletedProcess[str]":
    """Start the alerts with nothing set but the agreement."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SAPHAN_")}
    return subprocess.run(
        [SAPHAN, "alert", "run"],
        env=environment | {"SAPHAN_AGREEMENT": agreement},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_alerts_do_not_start_outside_the_term_and_their_exit_code_says_why() -> None:
    ended = run_alerts("memorandum-2018")
    assert ended.returncode == NO_ROW
    assert "no row of memorandum-2018 gives saphan.match.v1 to doe for placement" in ended.stderr
    assert "5 พฤษภาคม 2566" in ended.stderr
    # With its row it gets as far as asking for its settings.
    assert run_alerts("demonstration").returncode not in (0, NO_ROW)


def test_a_desk_without_its_row_does_not_start_and_every_page_says_which(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = Desk(tmp_path, without(topics.STUDENT))
    assert "no row of demonstration gives ovec.student.v1 to doe" in capsys.readouterr().err
    for address in ("/desk", "/desk/matches/some", "/desk/stream"):
        answer = desk.client.get(address)
        assert (answer.status_code, "ovec.student.v1" in answer.text) == (503, True)
    assert desk.client.post("/desk/hooks").status_code == 503
    assert "gives ovec.student.v1" in desk.client.get("/desk?lang=en").text


def test_a_desk_that_runs_when_the_term_ends_shows_nothing_from_midnight_on(tmp_path: Path) -> None:
    desk = Desk(tmp_path, ending_today())
    told = facts()
    with desk.client:
        desk.receive(told)
        desk.shows(told["position"]["position"])
        desk.now_ms += DAY_MS
        assert moment(desk.now_ms).date() == ending_today().last_day + timedelta(days=1)
        refused = desk.client.get("/desk")
        assert refused.status_code == 503
        assert told["position"]["position"] not in refused.text
