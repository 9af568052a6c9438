"""The gateway tells a source of itself and of nobody else, and finds a record by its own number without keeping it."""

import logging
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from producers.arrivals.told import ToldReader
from producers.source_pages.facts import Mark
from producers.source_pages.gateway_part import BODY_BYTES_MAX, StatusApi
from producers.source_pages.history import ArrivalRows
from producers.source_pages.numbers import GatewayNumbers
from producers.source_pages.overview import Sources
from schemas.agreement import DEMONSTRATION
from schemas.topics import STUDENT
from tests.gateway.at_hand import COLLEGE, AtHand
from tests.producers.fakes import PARTITIONS
from tests.producers.rows import STUDENT_ROW
from tests.source_pages.examples import FakeComparisons, FakeView

CANARY = "66301049999"


class Told:
    """A gateway with the part, and a row of the college's that it took and one that it refused."""

    def __init__(self, folder: Path) -> None:
        self.at_hand = AtHand(folder)
        sources = Sources(
            ArrivalRows(self.at_hand.arrivals.engine),
            FakeView({(STUDENT, number): Mark(-1, 0) for number in range(PARTITIONS)}),
            FakeComparisons(),
            DEMONSTRATION,
            ToldReader(self.at_hand.arrivals.engine),
        )
        self.at_hand.parts = (lambda gateway: StatusApi(gateway, sources).router(),)
        self.client = TestClient(self.at_hand.app())
        row = {**STUDENT_ROW, "student_id": CANARY, "college_code": COLLEGE}
        sent = [row, {**row, "revision": "3", "entry_year": "never"}]
        answer = self.client.post(f"/v1/{STUDENT}/records", json=sent, headers=self.at_hand.headers("college"))
        assert (answer.json()["accepted"], answer.json()["refused"]) == (1, 1), answer.text

    def found(self, source: str, body: Any, dataset: str = STUDENT) -> Any:
        return self.client.post(f"/v1/{dataset}/found", json=body, headers=self.at_hand.headers(source))


@pytest.fixture
def told(tmp_path: Path) -> Told:
    return Told(tmp_path)


def test_a_source_is_told_how_it_stands_and_another_nothing_of_it(told: Told) -> None:
    own = told.client.get("/v1/status", headers=told.at_hand.headers("college")).json()
    assert (own["source"], own["to_mend"], own["days"][0]["received"], own["not_visible"]) == ("college", 1, 2, 1)
    other = told.client.get("/v1/status?lines=en", headers=told.at_hand.headers("other")).json()
    assert (other["source"], other["to_mend"], other["days"][0]["received"]) == ("other", 0, 0)
    assert other["lines"][0].startswith("other  Other college (only college 1321000002)")


def test_a_record_is_found_by_its_own_number_under_the_short_name_too(told: Told) -> None:
    for dataset in (STUDENT, "ovec.student"):
        found = told.found("college", {"number": f" {CANARY} "}, dataset).json()
        assert [row["outcome"] for row in found["rows"]] == ["REFUSED", "ACCEPTED"]
    assert found["rows"][0]["field"] == "entry_year"
    assert told.found("other", {"number": CANARY}).json()["rows"] == []


def test_the_page_asks_for_a_records_name_over_this_very_address(told: Told) -> None:
    numbers = GatewayNumbers(told.client, told.at_hand.keys["college"])
    record = numbers.record("college", STUDENT, CANARY)
    assert record == told.found("college", {"number": CANARY}).json()["record"]
    assert GatewayNumbers(told.client, "sph_wrong").record("college", STUDENT, CANARY) is None


@pytest.mark.parametrize("body", [{}, {"number": " "}, {"number": 1}, {"number": "1", "more": "2"}, [], "x"])
def test_what_is_no_number_is_refused_without_saying_it_again(told: Told, body: Any) -> None:
    answer = told.found("college", body)
    assert (answer.status_code, answer.json()["code"]) == (400, "NOT_ASKED_RIGHT")


def test_a_key_opens_only_its_own_data_sets_and_a_body_has_a_bound(told: Told) -> None:
    assert told.found("doe", {"number": CANARY}).status_code == 403
    assert told.client.get("/v1/status").status_code == 401
    assert told.client.post(f"/v1/{STUDENT}/found", json={"number": CANARY}).status_code == 401
    assert told.found("college", {"number": "9" * BODY_BYTES_MAX}).status_code == 413
    assert told.client.get("/v1/status?days=0", headers=told.at_hand.headers("college")).status_code == 400
    headers = told.at_hand.headers("college", "text/plain")
    assert told.client.post(f"/v1/{STUDENT}/found", content=b"1", headers=headers).status_code == 415


def test_the_number_is_in_no_log_line_no_address_and_no_table(told: Told, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    answer = told.found("college", {"number": CANARY})
    assert CANARY not in answer.text + caplog.text + str(answer.request.url)
    written = b"".join(path.read_bytes() for path in told.at_hand.folder.glob("arrivals.db*"))
    assert CANARY.encode() not in written


def test_both_addresses_are_described(told: Told) -> None:
    paths = told.client.get("/openapi.json").json()["paths"]
    assert paths["/v1/status"]["get"]["security"] == [{"key": []}]
    assert "413" in paths["/v1/{dataset}/found"]["post"]["responses"]
