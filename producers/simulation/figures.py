"""The counts agencies publish: of students and staff by OVEC, of labour by the Ministry of Labour."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from random import Random
from typing import Generic, TypeVar

from producers.draft import Row
from producers.simulation import counting, staffing
from producers.simulation.counting import LabourCell, Published, StudentCell
from producers.simulation.demand import Offer
from producers.simulation.enrolling import academic_year
from producers.simulation.learner import Learner
from producers.simulation.mol_rows import labour_row
from producers.simulation.ovec_rows import staff_row, student_count_row
from producers.simulation.part import FIRST_REVISION, Happening, Kind
from producers.simulation.staffing import StaffCell
from schemas.topics import LABOUR_STATISTICS, STAFF_STATISTICS, STUDENT_STATISTICS

Cell = TypeVar("Cell", StudentCell, StaffCell, LabourCell)


class Publication(Generic[Cell]):
    """One register of counts: `counted` counts anew as of a day, `row` writes a cell as it was published."""

    def __init__(
        self,
        topic: str,
        counted: Callable[[date], Mapping[Cell, int]],
        row: Callable[[Cell, Published, datetime], Row],
        today: date,
    ) -> None:
        self.topic = topic
        self._counted: Callable[[date], Mapping[Cell, int]] = counted
        self._row: Callable[[Cell, Published, datetime], Row] = row
        self.standing: dict[Cell, Published] = {
            cell: Published(count, FIRST_REVISION, today) for cell, count in counted(today).items()
        }

    def rows(self, at: datetime) -> Iterator[Row]:
        """Write the register as it stands."""
        yield from (self._row(cell, one, at) for cell, one in self.standing.items() if one.figure)

    def anew(self, choose: Callable[[Sequence[str]], str], at: datetime, revision: int) -> Iterator[Row]:
        """Write what has changed of one province; a count that may not be published any more is taken back."""
        counted = self._counted(at.date())
        cells = sorted(self.standing.keys() | counted.keys())
        province = choose(sorted({cell.province for cell in cells}))
        for cell in cells:
            figure = counted.get(cell, 0)
            before = self.standing[cell].figure if cell in self.standing else 0
            if cell.province == province and figure != before:
                self.standing[cell] = Published(figure, revision, at.date())
                yield self._row(cell, self.standing[cell], at)


_AnyPublication = Publication[StudentCell] | Publication[StaffCell] | Publication[LabourCell]


class Figures:
    """What is published of the learners and offers given, which are counted anew each time."""

    def __init__(self, random: Random, learners: Sequence[Learner], offers: Sequence[Offer], today: date) -> None:
        self._random = random
        self._staff = staffing.employed(random, learners, academic_year(today))
        self.students = Publication(
            STUDENT_STATISTICS, lambda day: counting.students(learners, academic_year(day)), student_count_row, today
        )
        self.staff = Publication(STAFF_STATISTICS, lambda _: self._staff, staff_row, today)
        self.labour = Publication(
            LABOUR_STATISTICS, lambda day: counting.labour(learners, offers, day), labour_row, today
        )

    def register(self, topic: str, at: datetime) -> Iterator[Row]:
        """Write one register of counts as it stands."""
        for one in (self.students, self.staff, self.labour):
            if one.topic == topic:
                yield from one.rows(at)

    def kinds(self, _today: date) -> Iterator[tuple[Kind, int]]:
        """Name what is published anew, each with its weight."""
        for one in (self.students, self.staff, self.labour):
            yield self._publishes(one), 1

    def _publishes(self, publication: _AnyPublication) -> Kind:
        def happen(at: datetime, revision: int) -> list[Happening]:
            if publication is self.staff:
                self._staff = staffing.changed(self._random, self._staff)
            return [(publication.topic, row) for row in publication.anew(self._random.choice, at, revision)]

        return happen
