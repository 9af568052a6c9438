"""The scan: goes through everybody once and writes down what a steward, or an agency, has to look at."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from sqlalchemy.engine import Engine

from operations.review import store
from operations.review.claims import Claim, claims
from operations.review.clues import Clue, Clues, Sign
from operations.review.differing import differences
from operations.review.pairing import Suggestions, claimed_twice, enrolled_twice, record_twice
from operations.review.reading import People, together
from operations.review.store import Item, Kind
from schemas.agreement import Purpose, Standing, Terms, permitted, standing_of
from schemas.profile import Profile, joined, stands_for
from schemas.topics import BY_NAME

FOUND_BY_SCANS: Final = (Kind.SUGGESTION, Kind.CONFLICT, Kind.DIFFERENCE)
_AT_ONCE: Final = 500
# A record's clue begins with its topic's place in the table.
_TOPICS: Final = tuple(BY_NAME)


@dataclass(frozen=True)
class Scan:
    """What a scan saw: people, findings by kind, how many of these are new, and how many items are no longer true."""

    people: int
    found: dict[str, int]
    opened: int
    gone: int


class Scanner:
    """One scan over the people of a view, into the steward's database; nothing is joined by it."""

    def __init__(self, people: People, engine: Engine, terms: Terms, at_ms: int) -> None:
        self._people, self._engine, self._terms, self._at_ms = people, engine, terms, at_ms
        self._found: Counter[str] = Counter()
        self._opened = 0
        self._waiting: list[Item] = []

    def run(self) -> Scan:
        """Look at everybody, then at what they have in common; what is no longer found is closed as gone."""
        store.METADATA.create_all(self._engine)
        with self._engine.connect() as connection:
            clues = Clues(connection)
            people = self._look_at_each(clues)
            self._look_at_pairs(clues)
        self._write()
        with self._engine.begin() as connection:
            gone = store.close_unseen(connection, FOUND_BY_SCANS, self._at_ms, "scan")
        return Scan(people, dict(sorted(self._found.items())), self._opened, gone)

    def _look_at_each(self, clues: Clues) -> int:
        count = 0
        for profile in self._people.everybody():
            own = list(claims([profile]))
            count += bool(own)
            clues.add(_clues(own))
            whole = together(self._people, profile)
            # Whoever is joined is looked at once, as the one who stands for them.
            if stands_for(profile.subject, whole) == profile.subject:
                self._look_at_person(profile.subject, whole.values())
        return count

    def _look_at_person(self, subject: str, profiles: Iterable[Profile]) -> None:
        profiles = list(profiles)
        person = list(claims(profiles))
        told = partial(self._told, standing_of(joined(profiles[0], profiles[1:])))
        self._take(differences(subject, person, told, self._at_ms))
        if len(profiles) > 1:
            self._take(enrolled_twice(subject, person, self._at_ms))

    def _look_at_pairs(self, clues: Clues) -> None:
        suggestions = Suggestions()
        for _, group in clues.shared(Sign.NAME_AND_ADDRESS):
            suggestions.alike(group)
        for number, subject in clues.each(Sign.OTHER_NUMBER):
            if any(True for _ in claims([self._people.person(number)])):
                suggestions.named(subject, number)
        stands = self._stands(one for pair in suggestions.reasons for one in pair)
        self._take(suggestions.items(stands, self._at_ms))
        for number, group in clues.shared(Sign.OTHER_NUMBER):
            self._take(claimed_twice(number, self._different(group), self._at_ms))
        for clue, group in clues.shared(Sign.RECORD):
            self._take(record_twice(_topic(clue), clue[2:], self._different(group), self._at_ms))

    def _different(self, group: Iterable[str]) -> list[str]:
        """Leave one pseudonym of each person."""
        return sorted({stands: one for one, stands in self._stands(group).items()}.values())

    def _stands(self, subjects: Iterable[str]) -> dict[str, str]:
        """Name who stands for each pseudonym."""
        found: dict[str, str] = {}
        for subject in subjects:
            if subject not in found:
                found[subject] = stands_for(subject, together(self._people, self._people.person(subject)))
        return found

    def _told(self, standing: Standing, claim: Claim, receiver: str) -> dict[str, Any]:
        given = permitted(self._terms, claim.topic, claim.part, receiver, Purpose.CONSISTENCY, standing)
        return {} if given is None else given.as_dict()

    def _take(self, items: Iterable[Item]) -> None:
        for item in items:
            self._found[item.kind.value] += 1
            self._waiting.append(item)
        if len(self._waiting) >= _AT_ONCE:
            self._write()

    def _write(self) -> None:
        with self._engine.begin() as connection:
            self._opened += store.put(connection, self._waiting)
        self._waiting.clear()


def _clues(own: Iterable[Claim]) -> Iterator[Clue]:
    for claim in own:
        yield Clue(Sign.RECORD, f"{_TOPICS.index(claim.topic):02x}{claim.record}", claim.subject)
        if claim.name and claim.address:
            yield Clue(Sign.NAME_AND_ADDRESS, claim.name + claim.address, claim.subject)
        for other in getattr(claim.part, "other_pseudonyms", ()):
            yield Clue(Sign.OTHER_NUMBER, other, claim.subject)


def _topic(clue: str) -> str:
    return _TOPICS[int(clue[:2], 16)]
