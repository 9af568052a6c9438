"""A source tells of itself alone, as much as fits, once per batch, and of no place in the log where nothing stands."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from producers.arrivals.arrival import Outcome, Way
from producers.arrivals.listeners import ToldGateway
from producers.arrivals.teller import TellingRefusedError
from producers.arrivals.telling import BODY_BYTES_MAX, ROWS_MAX, Telling
from producers.arrivals.told import Told, ToldReader
from producers.gateway.settings import GatewaySettings
from producers.source_pages.outcomes_part import OutcomesApi
from schemas.topics import INSURANCE, STUDENT, VACANCY
from tests.gateway.at_hand import AtHand
from tests.producers.fakes import NOON_MS, PARTITIONS

BATCH = "0f3a9c0e7b1d4e2f8a6c5b4d3e2f1a0b"
ACCEPTED = {"line": 2, "outcome": "ACCEPTED", "record": "a" * 16, "partition": 1, "offset": 41}
REFUSED = {"line": 3, "outcome": "REFUSED", "code": "BAD_DATE", "field": "start_date"}


class Log:
    """A log whose partitions all end at one offset; None while nobody answers."""

    def __init__(self) -> None:
        self.end: int | None = 42

    def ends(self, _topic: str, partitions: Sequence[int]) -> Mapping[int, int]:
        return {} if self.end is None else dict.fromkeys(partitions, self.end)


class AtGateway:
    """A gateway with the address, over a log that ends somewhere."""

    def __init__(self, folder: Path) -> None:
        self.at_hand, self.log = AtHand(folder, GatewaySettings(requests_per_second_max=1e6)), Log()
        told = Told(self.at_hand.arrivals)
        self.at_hand.parts = (lambda gateway: OutcomesApi(gateway, told, lambda _: self.log, PARTITIONS).router(),)
        self.client = TestClient(self.at_hand.app())
        self.engine: Engine = self.at_hand.arrivals.engine

    def tell(self, source: str = "sso", dataset: str = INSURANCE, **changed: Any) -> Any:
        body = {"batch": BATCH, "way": "edge", "at": NOON_MS, "rows": [ACCEPTED, REFUSED], "dropped": 9} | changed
        headers = self.at_hand.headers(source)
        return self.client.post(f"/v1/{dataset}/outcomes", json=body, headers=headers)


@pytest.fixture
def gateway(tmp_path: Path) -> AtGateway:
    return AtGateway(tmp_path)


def test_what_a_source_tells_is_its_own_marked_by_its_way_and_counted_once(gateway: AtGateway) -> None:
    assert gateway.tell(dataset="sso.insurance").json() == {"counted": True}
    assert gateway.tell().json() == {"counted": False}
    rows = gateway.at_hand.arrivals.rows("sso", INSURANCE)
    assert [(row.line, row.outcome, row.way) for row in sorted(rows)] == [
        (2, Outcome.ACCEPTED, Way.EDGE),
        (3, Outcome.REFUSED, Way.EDGE),
    ]
    (count,) = ToldReader(gateway.engine).counts("sso", 0)
    assert (count.way, count.rows, count.unnamed) == (Way.EDGE, 11, 1)
    assert gateway.at_hand.arrivals.rows("other", INSURANCE) == []


@pytest.mark.parametrize(("source", "dataset", "status"), [("doe", INSURANCE, 403), ("sso", "no.such", 404)])
def test_of_another_ones_data_set_nothing_can_be_told(
    gateway: AtGateway, source: str, dataset: str, status: int
) -> None:
    assert gateway.tell(source, dataset).status_code == status
    assert gateway.client.post(f"/v1/{INSURANCE}/outcomes", json={}).status_code == 401


def test_who_is_limited_to_a_place_has_no_edge_and_can_only_tell_what_it_kept_back(gateway: AtGateway) -> None:
    assert gateway.tell("college", STUDENT, way="file").status_code == 400
    assert gateway.tell("college", STUDENT, way="file", rows=[], dropped=1).status_code == 400
    assert gateway.tell("college", STUDENT, way="file", rows=[REFUSED], dropped=0).json() == {"counted": True}


@pytest.mark.parametrize(("partition", "offset", "end"), [(0, 42, 42), (PARTITIONS, 0, 42), (0, 0, 0)])
def test_a_place_where_nothing_stands_is_not_believed(
    gateway: AtGateway, partition: int, offset: int, end: int
) -> None:
    gateway.log.end = end
    answer = gateway.tell(rows=[{**ACCEPTED, "partition": partition, "offset": offset}])
    assert (answer.status_code, answer.json()["code"]) == (400, "NOT_IN_LOG")
    assert gateway.at_hand.arrivals.rows("sso", INSURANCE) == []


def test_while_the_logs_end_is_not_known_it_is_to_be_told_again(gateway: AtGateway) -> None:
    gateway.log.end = None
    answer = gateway.tell()
    assert (answer.status_code, answer.json()["code"], answer.headers["retry-after"]) == (503, "NOT_TOLD_NOW", "5")
    gateway.log.end = 42
    assert gateway.tell().json() == {"counted": True}


def test_a_telling_has_bounds(gateway: AtGateway) -> None:
    assert gateway.tell(rows=[REFUSED] * ROWS_MAX).status_code == 200
    assert gateway.tell(batch="1" * 32, rows=[REFUSED] * (ROWS_MAX + 1)).status_code == 400
    assert gateway.tell(batch="2" * 32, dropped=-1).status_code == 400
    assert gateway.tell(batch="2" * 32, names=["ฟ้าใส"]).status_code == 400
    assert gateway.tell(batch="2" * 32, way="gateway").status_code == 400
    assert gateway.tell(batch="2" * BODY_BYTES_MAX).status_code == 413
    headers = gateway.at_hand.headers("sso", "text/plain")
    assert gateway.client.post(f"/v1/{INSURANCE}/outcomes", content=b"{}", headers=headers).status_code == 415


def test_telling_takes_of_the_sources_rate_as_sending_does(tmp_path: Path) -> None:
    gateway = AtGateway(tmp_path)
    gateway.at_hand.gateway.limits.rows_per_second = 10
    assert gateway.tell(rows=[REFUSED] * ROWS_MAX).status_code == 200
    assert gateway.tell(batch="1" * 32).status_code == 429


def test_a_row_that_was_sent_past_the_gateway_closes_what_the_gateway_refused(gateway: AtGateway) -> None:
    gateway.at_hand.population.answers.clear()
    refused = [{**REFUSED, "record": "b" * 16}]
    gateway.tell("doe", VACANCY, rows=refused, dropped=0)
    assert gateway.at_hand.arrivals.of_record("doe", VACANCY, "b" * 16)[0].code == "BAD_DATE"
    gateway.tell("doe", VACANCY, batch="1" * 32, rows=[{**ACCEPTED, "record": "b" * 16}], dropped=0)
    with gateway.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM row_open").scalar() == 0


def test_the_sender_and_the_address_understand_each_other(gateway: AtGateway) -> None:
    key = gateway.at_hand.keys["sso"]
    told = ToldGateway("http://gateway.example", key, gateway.client._transport)
    telling = Telling.model_validate({"batch": BATCH, "way": "edge", "at": NOON_MS, "rows": [ACCEPTED], "dropped": 3})
    assert told.tell(INSURANCE, telling)
    beyond = telling.model_copy(update={"rows": [telling.rows[0].model_copy(update={"offset": 99})]})
    with pytest.raises(TellingRefusedError, match="NOT_IN_LOG"):
        told.tell(INSURANCE, beyond)
    assert not ToldGateway("http://gateway.example", "sph_wrong", gateway.client._transport).tell(INSURANCE, telling)


def test_the_address_is_described_with_an_example(gateway: AtGateway) -> None:
    described = gateway.client.get("/openapi.json").json()["paths"]["/v1/{dataset}/outcomes"]["post"]
    example = described["requestBody"]["content"]["application/json"]["example"]
    assert Telling.model_validate(example).dropped > 0
    assert described["security"] == [{"key": []}]
