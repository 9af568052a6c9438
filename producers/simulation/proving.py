"""Proves that both sides hold the same: changes are withheld, named by a comparison, sent, and all is equal."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Protocol

from producers.data_sets import DATA_SETS
from producers.draft import Row
from producers.reconciling.reconciling import Outcome, Report
from producers.simulation.books import Books
from producers.simulation.part import Happening
from producers.simulation.withholding import Chosen, choose
from schemas.topics import STUDENT

WITHHELD: Final = {"ovec": 12, "sso": 15, "doe": 5, "dsd": 8}
HAPPENINGS_MAX: Final = 6_000
# Candidates gathered for each that is to be withheld, since not every one will do.
SPARE: Final = 3
ROUNDS_MAX: Final = 4
Named = frozenset[tuple[str, str]]


class Keeper(Protocol):
    """One agency's comparing of its books."""

    def compare(self, topic: str, rows: Sequence[Row]) -> Report:
        """Compare a data set's books with what Saphan holds."""
        ...

    def concerns(self, topic: str, row: Row) -> bool:
        """Say whether a row is about somebody whose records are given."""
        ...


class Country(Protocol):
    """The simulation, as far as it is needed here."""

    def happen(self) -> list[Happening]:
        """Let one thing happen, telling nobody."""
        ...

    def send(self, rows: Iterable[Happening]) -> None:
        """Hand in rows and all that waits, and come back when everything is answered."""
        ...


@dataclass
class Proof:
    """What came of one agency: records withheld and found, others named with them, sent again before, the end."""

    dropped: int = 0
    found: int = 0
    beside: int = 0
    sent_before: int = 0
    exchanges: int = 0
    final: str = str(Outcome.NOT_KNOWN)

    def as_dict(self) -> dict[str, Any]:
        """Give the figures as they are written down."""
        return asdict(self)


class Proving:
    """The last phase of a simulation whose agencies are sources of the gateway."""

    def __init__(self, country: Country, books: Books, keepers: Mapping[str, Keeper]) -> None:
        self._country, self._books, self._keepers = country, books, keepers
        self.proofs = {agency: Proof() for agency in keepers}

    def run(self, tell: Callable[[], None]) -> None:
        """Come to rest, withhold, compare, send what is named, and compare until equal."""
        self._country.send(())
        chosen = self._chosen()
        self._country.send(chosen.rest)
        # People who enrolled, or were joined, since their rows were dropped unread: those are sent first.
        self._until_equal(count=True)
        tell()
        for agency, rows in chosen.withheld.items():
            self._withhold(agency, rows)
        tell()
        self._country.send(row for rows in chosen.withheld.values() for row in rows)
        self._until_equal(count=False)
        tell()

    def _chosen(self) -> Chosen:
        limits = {agency: WITHHELD[agency] for agency in self._keepers}
        happenings: list[Happening] = []
        seen = dict.fromkeys(limits, 0)
        while len(happenings) < HAPPENINGS_MAX and any(seen[one] < SPARE * limit for one, limit in limits.items()):
            for topic, row in self._country.happen():
                happenings.append((topic, row))
                if DATA_SETS[topic].agency in seen:
                    seen[DATA_SETS[topic].agency] += 1
        return choose(happenings, limits, self._shows)

    def _shows(self, topic: str, row: Row) -> bool:
        if topic == STUDENT:  # under the same number as before: whom else's records count does not hang on it
            before = self._books.known(topic, row)
            return before is not None and before["citizen_id"] == row["citizen_id"] and self._books.arrived(topic, row)
        return self._keepers[DATA_SETS[topic].agency].concerns(topic, row)

    def _withhold(self, agency: str, rows: Sequence[Happening]) -> None:
        for topic, row in rows:
            self._books.withhold(topic, row)
        dropped = frozenset((topic, self._books.number(topic, row)) for topic, row in rows)
        named, _ = self._compared(agency)
        proof = self.proofs[agency]
        proof.dropped, proof.found, proof.beside = len(dropped), len(dropped & named), len(named - dropped)

    def _until_equal(self, *, count: bool) -> None:
        for _ in range(ROUNDS_MAX):
            again: list[Happening] = []
            for agency, proof in self.proofs.items():
                named, proof.final = self._compared(agency)
                own = [(topic, row) for topic, number in sorted(named) if (row := self._books.unsent(topic, number))]
                proof.sent_before += len(own) if count else 0
                again += own
            if not again:
                return
            self._country.send(again)

    def _compared(self, agency: str) -> tuple[Named, str]:
        """Compare all data sets of an agency: the records named, and the worst outcome among them."""
        named: set[tuple[str, str]] = set()
        outcomes = set()
        for topic in (one.topic for one in DATA_SETS.values() if one.agency == agency):
            rows = self._books.rows(topic)
            if not rows:
                continue
            found = self._keepers[agency].compare(topic, rows)
            self.proofs[agency].exchanges += found.exchanges
            outcomes.add(found.outcome)
            named |= {(topic, one.own_id or one.record) for one in (*found.missing, *found.different, *found.extra)}
        worst = next((one for one in (Outcome.NOT_KNOWN, Outcome.DIFFERENT) if one in outcomes), Outcome.EQUAL)
        return frozenset(named), str(worst)
