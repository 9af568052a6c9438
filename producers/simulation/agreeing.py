"""How an agency holds its books against what Saphan has, over the gateway and with its own source's key."""

from collections.abc import Callable, Sequence
from typing import Final

from producers.columns import BadRowError
from producers.data_sets import DATA_SETS
from producers.draft import Row
from producers.edge import Edge
from producers.population import Membership, Population
from producers.reconciling.comparing import Patience
from producers.reconciling.naming import EdgeNaming
from producers.reconciling.reconciling import OtherSide, Outcome, Report, reconcile
from producers.reconciling.register import Register, numbered

TRIES: Final = 40


class BookKeeper:
    """One agency's side; `patience` makes what waits for the view, `pause` waits a moment."""

    def __init__(
        self,
        edge: Edge,
        side: OtherSide,
        population: Population | None,
        patience: Callable[[], Patience],
        pause: Callable[[], None],
    ) -> None:
        self._edge, self._side, self._population = edge, side, population
        self._patience, self._pause = patience, pause

    def compare(self, topic: str, rows: Sequence[Row]) -> Report:
        """Compare a data set's books, asking again while it can't be told."""
        register = Register(DATA_SETS[topic], lambda: numbered(rows), EdgeNaming(self._edge), {}, self._population)
        found = reconcile(register, self._side, self._patience())
        for _ in range(TRIES):
            if found.outcome is not Outcome.NOT_KNOWN:
                break
            self._pause()
            found = reconcile(register, self._side, self._patience())
        return found

    def concerns(self, topic: str, row: Row) -> bool:
        """Say whether a row is about somebody whose records are given: a student, where only theirs are."""
        data_set = DATA_SETS[topic]
        if data_set.identify is None or not data_set.population_only or self._population is None:
            return True
        try:
            person = self._edge.pseudonym(data_set.identify(row))
        except BadRowError:
            return False
        return self._population.ask([person])[person] is Membership.YES
