"""Workshops, rooms and test centres to be shared, and the area plan of skill tests."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from random import Random
from typing import Final

from producers.draft import Row
from producers.simulation import hosting
from producers.simulation.dsd_rows import office_facility_row, session_row
from producers.simulation.learner import Learner
from producers.simulation.ovec_rows import college_facility_row
from producers.simulation.part import Happening, Kind
from producers.simulation.places import Facility, Session
from schemas.topics import DSD_FACILITY, OVEC_FACILITY, TEST_PLAN

_LEARNERS_PER_FACILITY: Final = 150
_LEARNERS_PER_SESSION: Final = 100
_LEAST: Final = 5


class Sites:
    """All facilities and sessions, for the fields that the learners given study."""

    def __init__(self, random: Random, learners: Sequence[Learner], today: date) -> None:
        self._random, self._learners = random, learners
        owned = max(_LEAST, len(learners) // _LEARNERS_PER_FACILITY)
        self.facilities = [
            hosting.opened(random, number, owner, learners, today)
            for number, owner in enumerate([hosting.OVEC] * owned + [hosting.DSD] * owned)
        ]
        planned = max(_LEAST, len(learners) // _LEARNERS_PER_SESSION)
        self.sessions = [hosting.planned(random, number, learners, today) for number in range(planned)]

    def register(self, topic: str, at: datetime) -> Iterator[Row]:
        """Write one of the three registers as it stands."""
        if topic == TEST_PLAN:
            yield from (session_row(session, at) for session in self.sessions)
        for one in self.facilities:
            of, row = _shared(one, at)
            if of == topic:
                yield row

    def kinds(self, today: date) -> Iterator[tuple[Kind, int]]:
        """Name what may happen at these places, each with its weight."""
        yield self._changes, 2
        yield self._is_planned, 2
        yield self._to_session(hosting.booked), 4
        yield self._to_session(lambda session, revision: hosting.held(session, revision, today)), 1
        yield self._to_session(hosting.called_off), 1

    def _changes(self, at: datetime, revision: int) -> list[Happening]:
        index = self._random.randrange(len(self.facilities))
        after = hosting.changed(self._random, self.facilities[index], revision)
        self.facilities[index] = after
        return [_shared(after, at)]

    def _is_planned(self, at: datetime, _: int) -> list[Happening]:
        self.sessions.append(hosting.planned(self._random, len(self.sessions), self._learners, at.date()))
        return [(TEST_PLAN, session_row(self.sessions[-1], at))]

    def _to_session(self, change: Callable[[Session, int], Session | None]) -> Kind:
        def happen(at: datetime, revision: int) -> list[Happening]:
            index = self._random.randrange(len(self.sessions))
            after = change(self.sessions[index], revision)
            if after is None:
                return []
            self.sessions[index] = after
            return [(TEST_PLAN, session_row(after, at))]

        return happen


def _shared(facility: Facility, at: datetime) -> Happening:
    if facility.owner == hosting.OVEC:
        return OVEC_FACILITY, college_facility_row(facility, at)
    return DSD_FACILITY, office_facility_row(facility, at)
