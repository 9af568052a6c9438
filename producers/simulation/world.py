"""The invented country: its registers as they stand, and one thing after another that happens in them."""

from collections.abc import Iterator
from datetime import date, datetime
from random import Random

from producers.draft import Row
from producers.simulation.figures import Figures
from producers.simulation.market import Market
from producers.simulation.part import Happening, Part
from producers.simulation.people import People
from producers.simulation.sites import Sites


class World:
    """All that stands in the registers; every draw comes from `random`, every moment from the caller."""

    def __init__(self, random: Random, people: int, vacancies: int, today: date) -> None:
        self._random = random
        self.people = People(random, people, today)
        learners = self.people.learners
        self.market = Market(random, vacancies, learners, today)
        self.sites = Sites(random, learners, today)
        self.figures = Figures(random, learners, self.market.offers, today)
        self._parts: tuple[Part, ...] = (self.people, self.market, self.sites, self.figures)

    def register(self, topic: str, at: datetime) -> Iterator[Row]:
        """Write one register as it stands."""
        for part in self._parts:
            yield from part.register(topic, at)

    def happens(self, at: datetime, revision: int) -> list[Happening]:
        """Let one thing happen; `revision` is even, and greater than any used for the same record before."""
        kinds = [kind for part in self._parts for kind in part.kinds(at.date())]
        kind = self._random.choices(kinds, weights=[weight for _, weight in kinds])[0][0]
        return kind(at, revision)
