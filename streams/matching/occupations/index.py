"""Where a person stands in the index, where a vacancy looks for people, and where a person looks for vacancies."""

from collections.abc import Iterator, Mapping
from typing import Final

from streams.matching.fitness import OCCUPATION_POINTS
from streams.matching.offers import Offer
from streams.matching.projection import Projection, Study
from streams.matching.rules import Rules

LEVELS: Final = ("PVC", "PVS", "BTECH", "UNKNOWN")


def occupations(study: Study, rules: Rules) -> dict[str, float]:
    """Give the occupations a person fits with their weights: wanted ones count 1, those of the field by its table."""
    weights = dict(rules.field_weights.get(study.field, {}))
    return weights | dict.fromkeys(study.occupations, 1.0)


def entries(facts: Projection, rules: Rules) -> dict[str, float]:
    """Give a person's index keys `<occupation>:<province>:<level>` with scores, in their own and wanted provinces.

    An occupation whose certificate the law demands is left out while the person holds none.
    """
    study = facts.study
    if study is None:
        return {}
    held = {one.standard for one in facts.certificates}
    found = {}
    for occupation, weight in occupations(study, rules).items():
        demanded = rules.standards_by_law.get(occupation)
        if demanded and not demanded & held:
            continue
        for province in {study.province, *study.provinces}:
            found[f"{occupation}:{province}:{study.level}"] = weight * OCCUPATION_POINTS
    return found


def lookups(offer: Offer, rules: Rules) -> list[str]:
    """Give the index keys a vacancy's people stand under: its province and those around it, the levels it accepts."""
    levels = [level for level in LEVELS if not offer.levels or level in offer.levels or level == "UNKNOWN"]
    provinces = sorted({offer.province, *rules.neighbours.get(offer.province, ())})
    return [f"{offer.occupation}:{province}:{level}" for province in provinces for level in levels]


class OpenOffers:
    """Open vacancies by occupation and province, held in memory so that a changed person is scored at once."""

    def __init__(self) -> None:
        self._offers: dict[str, Offer] = {}
        self._places: dict[tuple[str, str], dict[str, Offer]] = {}

    def __len__(self) -> int:
        """Count the open vacancies."""
        return len(self._offers)

    def __iter__(self) -> Iterator[Offer]:
        """Go through the open vacancies."""
        return iter(self._offers.values())

    def get(self, vacancy: str) -> Offer | None:
        """Find an open vacancy by its subject."""
        return self._offers.get(vacancy)

    def put(self, offer: Offer) -> None:
        """Hold a vacancy in its newest version."""
        self.drop(offer.vacancy)
        self._offers[offer.vacancy] = offer
        self._places.setdefault((offer.occupation, offer.province), {})[offer.vacancy] = offer

    def drop(self, vacancy: str) -> None:
        """Hold a vacancy no longer."""
        held = self._offers.pop(vacancy, None)
        if held is not None:
            del self._places[held.occupation, held.province][vacancy]

    def around(self, study: Study, rules: Rules) -> Iterator[Offer]:
        """Find the vacancies a person may fit: occupations they want or studied for, at home, around it, and wanted."""
        provinces = {study.province, *rules.neighbours.get(study.province, ()), *study.provinces}
        places: Mapping[tuple[str, str], dict[str, Offer]] = self._places
        for occupation in occupations(study, rules):
            for province in provinces:
                found = places.get((occupation, province))
                if found:
                    yield from found.values()
