"""Whatever a source asks or tells about itself is answered as the document says, and never fails (schemathesis)."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from producers.arrivals.told import Told
from producers.data_sets import DATA_SETS
from producers.gateway.gateway import Gateway
from producers.gateway.settings import GatewaySettings
from producers.source_pages.gateway_part import StatusApi
from producers.source_pages.outcomes_part import OutcomesApi
from producers.topic_names import topic_named
from tests.gateway.at_hand import AtHand
from tests.gateway.test_whatever_is_asked import CHECKS
from tests.producers.fakes import PARTITIONS
from tests.source_pages.examples import sources
from tests.source_pages.test_outcomes_part import Log

OPERATIONS = [("/v1/status", "GET"), ("/v1/{dataset}/found", "POST"), ("/v1/{dataset}/outcomes", "POST")]


@pytest.fixture(scope="module")
def hand(tmp_path_factory: pytest.TempPathFactory) -> AtHand:
    log = Log()
    log.end = 1 << 60

    def status(gateway: Gateway) -> Any:
        return StatusApi(gateway, sources(gateway.arrivals)).router()

    def outcomes(gateway: Gateway) -> Any:
        return OutcomesApi(gateway, Told(gateway.arrivals), lambda _: log, PARTITIONS).router()

    open_to_all = GatewaySettings(requests_per_second_max=1e6, rows_per_second_max=1e9)
    return AtHand(tmp_path_factory.mktemp("gateway"), open_to_all, (status, outcomes))


@pytest.fixture(scope="module")
def document(hand: AtHand) -> Any:
    return schemathesis.openapi.from_asgi("/openapi.json", hand.app())


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
@given(data=st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_is_asked_is_answered_as_the_document_says(
    document: Any, hand: AtHand, path: str, method: str, data: Any
) -> None:
    case = data.draw(document[path][method].as_strategy())
    topic = topic_named(str((case.path_parameters or {}).get("dataset", "")))
    key = hand.keys.get(DATA_SETS[topic].agency if topic else "doe", hand.keys["doe"])
    case.call_and_validate(headers={"authorization": f"Bearer {key}"}, checks=CHECKS)
