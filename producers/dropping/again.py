"""Whose records are to be sent again: those dropped before whose people are in the population by now."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple, Protocol

from producers.dropping.drops import BEGINNING, Drop, Place
from producers.population import Membership, Population

PAGE: Final = 1000


class Kept(Protocol):
    """Where dropped records are kept."""

    def page(self, after: Place = ..., limit: int = ...) -> list[Drop]:
        """Give the next of them in order."""
        ...


class Again(NamedTuple):
    """A page looked through: what is to be sent again, how many can't be told now, and where the next one begins."""

    again: tuple[Drop, ...]
    not_known: int
    after: Place | None


def look(kept: Kept, population: Population, after: Place = BEGINNING, limit: int = PAGE) -> Again:
    """Ask about the next of those dropped; `after` is None once all were asked about."""
    drops = kept.page(after, limit)
    answers = population.ask([one.pseudonym for one in drops]) if drops else {}
    last = Place(drops[-1].topic, drops[-1].record) if len(drops) == limit else None
    return Again(
        tuple(one for one in drops if answers[one.pseudonym] is Membership.YES),
        sum(answers[one.pseudonym] is Membership.NOT_KNOWN for one in drops),
        last,
    )


def look_through(kept: Kept, population: Population) -> Iterator[Again]:
    """Ask about all of them, page after page."""
    after: Place | None = BEGINNING
    while after is not None:
        page = look(kept, population, after)
        yield page
        after = page.after


def by_person(drops: Sequence[Drop]) -> dict[str, list[Drop]]:
    """Put together what is one person's."""
    found: dict[str, list[Drop]] = {}
    for one in drops:
        found.setdefault(one.pseudonym, []).append(one)
    return found
