"""What the gateway answers edges at home with: the population as each agency may ask for it, and its own drops."""

from functools import cache

from fastapi import APIRouter

from producers.dropping.drops import Drops
from producers.erasures import Erasures
from producers.gateway.gateway import Gateway
from producers.population import Population
from producers.premises.routes import PopulationApi
from producers.settings import SimulationSettings
from producers.wiring import erasures_of, population


class LiveAnswers:
    """Asks the view as each agency's own edge does, and keeps what is needed to ask."""

    def __init__(self, settings: SimulationSettings) -> None:
        self._population = cache(lambda agency: population(settings.kafka(agency)))
        self._erasures = cache(lambda agency: erasures_of(settings.kafka(agency)))
        self._drops = cache(lambda agency: Drops(settings.drops_url(agency), agency))

    def population(self, agency: str) -> Population:
        """Give the population as an agency may ask for it."""
        return self._population(agency)

    def erasures(self, agency: str) -> Erasures:
        """Give the erasures as an agency may ask for them."""
        return self._erasures(agency)

    def dropped(self, agency: str) -> Drops:
        """Give what the gateway itself dropped of an agency's rows."""
        return self._drops(agency)


def part(gateway: Gateway) -> APIRouter:
    """Give the gateway's answers to edges at home."""
    return PopulationApi(gateway.source, LiveAnswers(SimulationSettings()), gateway.arrivals).router()
