"""Puts an edge at home together: the agency's own keys and ledger, and whom it asks about the population."""

from dataclasses import dataclass

from producers.dropping.drops import Drops
from producers.edge import Edge
from producers.erasures import Erasures
from producers.population import Population
from producers.premises.remote import Gateway, RemoteErasures, RemotePopulation
from producers.premises.settings import PremisesSettings
from producers.publisher.publishing import Publisher
from producers.wiring import edge, population, publisher


@dataclass(frozen=True)
class Premises:
    """An agency's edge at home."""

    edge: Edge
    population: Population
    publisher: Publisher
    drops: Drops


def asked(settings: PremisesSettings) -> tuple[Population, Erasures] | None:
    """Give the gateway as the one to ask, where one is named with its key."""
    if not (settings.gateway_url and settings.gateway_key):
        return None
    gateway = Gateway(settings.gateway_url, settings.gateway_key.get_secret_value())
    return RemotePopulation(gateway), RemoteErasures(gateway)


def premises(agency: str, settings: PremisesSettings) -> Premises:
    """Make an agency's edge from its environment (the settings of its role)."""
    told = asked(settings)
    return Premises(
        edge(agency),
        told[0] if told else population(settings.kafka(agency)),
        publisher(agency, settings, told),
        Drops(settings.drops_url(agency), agency),
    )
