"""Ratings remembered: a vacancy told of one person need not judge its other candidates again."""

from typing import Final

from streams.matching.deciding import Candidate
from streams.matching.offers import Offer
from streams.matching.rules import Circumstances, Rules
from streams.matching.verdict import rating

REMEMBERED_MAX: Final = 20_000

Key = tuple[str, int, str, int, int, frozenset[str]]


class Ratings:
    """What `rating` says, kept by all it depends on: a person's revision, a vacancy's version, the day, what is usable.

    The clock within a day changes no rating, since data that turn stale hide nobody.
    """

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._known: dict[Key, int | None] = {}

    def rate(self, candidate: Candidate, offer: Offer, at: Circumstances) -> int | None:
        """Give a candidate's score for a vacancy, None when they don't match."""
        key = (candidate.person, candidate.told.revision, offer.vacancy, offer.version, at.today, at.usable)
        if key not in self._known:
            if len(self._known) >= REMEMBERED_MAX:
                self._known.clear()
            self._known[key] = rating(candidate.facts, offer, at, self._rules)
        return self._known[key]
