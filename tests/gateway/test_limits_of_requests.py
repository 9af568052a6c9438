"""What concerns the whole request is a problem; who sends too much, or while the log is slow, is told when to come."""

import json
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from producers import receipt_lines
from producers.arrivals.arrival import Outcome
from producers.gateway.settings import GatewaySettings
from producers.gateway.streaming import BATCH_ROWS
from producers.receipts import TryAgain
from schemas.topics import VACANCY
from tests.gateway.at_hand import AtHand
from tests.gateway.sending import LINES, Row, as_lines, receipts, vacancy


@pytest.mark.parametrize(
    ("path", "headers", "content", "status", "code"),
    [
        ("/v1/doe.vacancy/records", {"authorization": ""}, "[]", 401, "NO_KEY"),
        ("/v1/doe.vacancy/records", {"authorization": "Bearer sph_nobody"}, "[]", 401, "NO_KEY"),
        ("/v1/doe.vacancy/records", {"authorization": "Basic abc"}, "[]", 401, "NO_KEY"),
        ("/v1/ovec.student/records", {}, "[]", 403, "NOT_YOUR_DATA_SET"),
        ("/v1/doe.invented/records", {}, "[]", 404, "NO_SUCH_DATA_SET"),
        ("/v1/doe.vacancy/wishes", {}, "[]", 404, "NOT_FOUND"),
        ("/v1/doe.vacancy/records", {}, "{", 400, "NOT_JSON"),
        ("/v1/doe.vacancy/records", {}, '{"row": []}', 400, "NOT_ROWS"),
        ("/v1/doe.vacancy/records", {"content-type": "text/plain"}, "[]", 415, "NOT_TAKEN"),
        ("/v1/doe.vacancy/records", {"content-encoding": "gzip"}, "[]", 415, "NOT_TAKEN"),
        ("/v1/doe.vacancy/records", {"content-type": "text/csv; charset=latin-1"}, "a", 415, "NOT_TAKEN"),
        ("/v1/doe.vacancy/records", {"content-type": "text/csv"}, "a,a\n1,2", 400, "NOT_A_HEADER"),
        ("/v1/doe.vacancy/records", {"content-type": "text/csv"}, "a," * 40_000 + "b\n1", 400, "NOT_A_HEADER"),
        ("/v1/doe.vacancy/records", {"content-type": LINES}, "x" * 2_000_000, 413, "LINE_TOO_LONG"),
        ("/v1/doe.vacancy/records", {}, "[" + " " * 9_000_000 + "]", 413, "BODY_TOO_LARGE"),
        ("/v1/doe.vacancy/records", {}, "[" + "1," * 10_000 + "1]", 413, "TOO_MANY_ROWS"),
    ],
)
def test_what_concerns_the_whole_request_is_a_problem_in_both_languages(
    hand: AtHand, client: TestClient, path: str, headers: dict[str, str], content: str, status: int, code: str
) -> None:
    answer = client.post(path, content=content, headers=hand.headers("doe") | headers)
    told = answer.json()
    assert (answer.status_code, told["status"], told["code"]) == (status, status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert told["type"].startswith("urn:saphan:problem:")
    assert told["title"]
    assert told["detail_th"]
    assert (status == 401) == ("www-authenticate" in answer.headers)
    assert hand.log.sent == 0


def test_a_source_that_asks_too_often_is_told_when_to_come_again(tmp_path: Path) -> None:
    hand = AtHand(tmp_path, GatewaySettings(requests_per_second_max=1))
    with TestClient(hand.app()) as client:
        answers = [
            client.post("/v1/doe.vacancy/check", json=[], headers=hand.headers("doe")).status_code for _ in range(11)
        ]
        assert answers == [200] * 10 + [429]
        late = client.post("/v1/doe.vacancy/check", json=[], headers=hand.headers("doe"))
        assert (late.headers["retry-after"], late.json()["retry_after_seconds"]) == ("1", 1)
        assert client.post("/v1/sso.insurance/check", json=[], headers=hand.headers("sso")).status_code == 200
        hand.clock.ms += 1000
        assert client.post("/v1/doe.vacancy/check", json=[], headers=hand.headers("doe")).status_code == 200


def test_rows_beyond_a_sources_rate_are_taken_slowly_in_a_stream_and_later_otherwise(tmp_path: Path) -> None:
    hand = AtHand(tmp_path, GatewaySettings(rows_per_second_max=1))
    with TestClient(hand.app()) as client:
        rows = as_lines([vacancy(number) for number in range(15)])
        assert (
            len(receipts(client.post("/v1/doe.vacancy/records", content=rows, headers=hand.headers("doe", LINES))))
            == 15
        )
        assert hand.clock.waited == [5.0]
        client.post(
            "/v1/doe.vacancy/records", json=[vacancy(number) for number in range(3)], headers=hand.headers("doe")
        )
        late = client.post("/v1/doe.vacancy/records", json=[], headers=hand.headers("doe"))
        assert (late.status_code, late.headers["retry-after"]) == (429, "3")


def test_while_the_log_is_slow_rows_are_tried_again_and_then_told_to_come_again_never_lost(
    hand: AtHand, client: TestClient
) -> None:
    hand.log.failing[VACANCY] = "MSG_TIMED_OUT"
    asked: Row = {"json": [vacancy(1), vacancy(2, position="")], "headers": hand.headers("doe")}
    waiting, refused = client.post("/v1/doe.vacancy/records", **asked).json()["receipts"]
    assert (waiting["outcome"], waiting["because"]) == ("TRY_AGAIN", "MSG_TIMED_OUT")
    assert "ส่งใหม่" in waiting["rule"]["th"]
    assert refused["outcome"] == "REFUSED"
    assert sum(hand.clock.waited) == hand.gateway.settings.patience_seconds
    early = client.post("/v1/doe.vacancy/records", **asked)
    assert (early.status_code, early.headers["retry-after"]) == (503, "6")
    hand.log.failing.clear()
    hand.clock.ms += 6000
    assert client.post("/v1/doe.vacancy/records", **asked).json()["accepted"] == 1
    assert [one.outcome for one in hand.arrivals.rows("doe", VACANCY)].count(Outcome.TRY_AGAIN) == 1


def test_a_log_that_is_waited_for_in_vain_ends_a_stream_and_leaves_no_row_of_a_body_unanswered(
    tmp_path: Path,
) -> None:
    hand = AtHand(tmp_path, GatewaySettings(patience_seconds=0))
    hand.log.failing[VACANCY] = "MSG_TIMED_OUT"
    rows = [vacancy(number) for number in range(2 * BATCH_ROWS)]
    with TestClient(hand.app()) as client:
        told = client.post("/v1/doe.vacancy/records", json=rows, headers=hand.headers("doe")).json()
        assert (told["try_again"], len(told["receipts"])) == (len(rows), len(rows))
        hand.clock.ms += 6000
        streamed = client.post("/v1/doe.vacancy/records", content=as_lines(rows), headers=hand.headers("doe", LINES))
    *answered, last = streamed.text.splitlines()
    assert all(isinstance(receipt_lines.read(line)[1], TryAgain) for line in answered)
    assert len(answered) == BATCH_ROWS
    assert json.loads(last)["problem"]["code"] == "LOG_SLOW"
    assert json.loads(last)["problem"]["retry_after_seconds"] == 5


def test_while_many_requests_wait_further_ones_are_told_to_come_again(hand: AtHand, client: TestClient) -> None:
    asked: Row = {"json": [vacancy(1)], "headers": hand.headers("doe")}
    waiting = hand.gateway.intake.way("doe").waiting
    waiting["doe"] = hand.gateway.intake.waiting_of_one_max
    one_source = client.post("/v1/doe.vacancy/records", **asked)
    waiting.clear()
    waiting["others"] = hand.gateway.intake.waiting_max
    all_sources = client.post("/v1/doe.vacancy/records", **asked)
    for answer in (one_source, all_sources):
        assert (answer.status_code, answer.json()["code"], answer.headers["retry-after"]) == (503, "BUSY", "1")
    waiting.clear()
    assert client.post("/v1/doe.vacancy/records", **asked).status_code == 200


def test_a_log_that_answers_again_while_there_is_patience_costs_a_source_nothing(
    hand: AtHand, client: TestClient
) -> None:
    hand.log.failing[VACANCY] = "MSG_TIMED_OUT"
    pause = hand.clock.pause

    async def mended(seconds: float) -> None:
        hand.log.failing.clear()
        await pause(seconds)

    object.__setattr__(hand.gateway.intake, "pause", mended)
    answer = client.post("/v1/doe.vacancy/records", json=[vacancy(1)], headers=hand.headers("doe"))
    assert answer.json()["accepted"] == 1
    assert len(hand.log.events(VACANCY)) == 1
