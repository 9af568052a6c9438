"""The SDK's client and the gateway agree: what one sends the other takes, and receipts come back as they were given."""

from datetime import datetime
from typing import Any

import pytest
from starlette.testclient import TestClient

from producers.examples import doe, ovec
from producers.gateway_client import GatewayClient, GatewayRefusedError
from producers.receipts import Accepted, Refused
from producers.sdk import Saphan
from schemas.dates import moment
from schemas.topics import STUDENT, VACANCY
from tests.gateway.at_hand import AtHand
from tests.gateway.sending import vacancy
from tests.producers.fakes import NOON_MS


def over(hand: AtHand, client: TestClient, source: str) -> GatewayClient:
    transport: Any = client._transport
    return GatewayClient("http://testserver", hand.keys[source], transport=transport)


class Clock:
    """Goes on by a second each time it is read."""

    def __init__(self) -> None:
        self._ms = NOON_MS

    def __call__(self) -> datetime:
        self._ms += 1000
        return moment(self._ms)


def test_rows_sent_and_sent_again_have_one_receipt_each(hand: AtHand, client: TestClient) -> None:
    rows = [vacancy(number) for number in range(300)] + [vacancy(1, positions="none")]
    way = over(hand, client, "doe")
    receipts = way.send(VACANCY, rows)
    assert [type(one) for one in receipts] == [Accepted] * 300 + [Refused]
    assert way.send(VACANCY, rows) == receipts
    assert hand.log.sent == 300


def test_a_check_publishes_nothing(hand: AtHand, client: TestClient) -> None:
    checked = over(hand, client, "doe").check(VACANCY, [vacancy(1), vacancy(2, positions="none")])
    assert [type(one) for one in checked] == [Accepted, Refused]
    assert hand.log.sent == 0


def test_a_key_for_another_data_set_is_told_as_what_it_is(hand: AtHand, client: TestClient) -> None:
    with pytest.raises(GatewayRefusedError, match="NOT_YOUR_DATA_SET"):
        over(hand, client, "doe").send(STUDENT, [vacancy(1)])


def test_the_examples_run_over_the_gateway(hand: AtHand, client: TestClient) -> None:
    clock = Clock()
    assert {type(one) for one in doe.run(Saphan("", "", way=over(hand, client, "doe")), clock)} == {Accepted}
    found = ovec.run(Saphan("", "", way=over(hand, client, "ovec")), clock)
    assert [type(one) for one in found] == [Accepted, Refused, Accepted, Accepted]
