"""Whatever an edge at home asks the gateway is answered as its document says, and never fails (schemathesis)."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from producers.dropping.drops import Drop, Drops
from producers.erasures import Erasures
from producers.gateway.settings import GatewaySettings
from producers.population import Population
from producers.premises.questions import AGAIN_PATH, ERASED_PATH, POPULATION_PATH
from producers.premises.routes import PopulationApi
from schemas.topics import INSURANCE
from tests.gateway.at_hand import AtHand
from tests.gateway.test_whatever_is_asked import CHECKS
from tests.producers.fakes import NOON_MS, FakeErasures, FakePopulation


class Known:
    """Answers that are nobody's."""

    def __init__(self, drops: Drops) -> None:
        self._drops = drops

    def population(self, agency: str) -> Population:
        assert agency == "sso"
        return FakePopulation()

    def erasures(self, agency: str) -> Erasures:
        assert agency == "sso"
        return FakeErasures()

    def dropped(self, agency: str) -> Drops:
        assert agency == "sso"
        return self._drops


@pytest.fixture(scope="module")
def hand(tmp_path_factory: pytest.TempPathFactory) -> AtHand:
    folder = tmp_path_factory.mktemp("gateway")
    drops = Drops(f"sqlite:///{folder / 'dropped.db'}", "sso")
    drops.note([Drop(INSURANCE, f"{number:016x}", "a" * 32, NOON_MS) for number in range(9)])
    return AtHand(
        folder,
        GatewaySettings(requests_per_second_max=1e6),
        (lambda gateway: PopulationApi(gateway.source, Known(drops), gateway.arrivals).router(),),
    )


@pytest.fixture(scope="module")
def document(hand: AtHand) -> Any:
    return schemathesis.openapi.from_asgi("/openapi.json", hand.app())


@pytest.mark.parametrize(("path", "method"), [(POPULATION_PATH, "POST"), (ERASED_PATH, "POST"), (AGAIN_PATH, "GET")])
@given(data=st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_is_asked_is_answered_as_the_document_says(
    document: Any, hand: AtHand, path: str, method: str, data: Any
) -> None:
    case = data.draw(document[path][method].as_strategy())
    case.call_and_validate(headers={"authorization": f"Bearer {hand.keys['sso']}"}, checks=CHECKS)
