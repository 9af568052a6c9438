"""What employers want: vacancies notified to DOE, and demand that colleges' surveys find."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from random import Random
from typing import Final

from producers.draft import Row
from producers.simulation import employers
from producers.simulation.demand import Offer
from producers.simulation.doe_rows import vacancy_row
from producers.simulation.learner import Learner
from producers.simulation.ovec_rows import survey_row
from producers.simulation.part import Happening, Kind
from schemas.topics import DEMAND, VACANCY

TRIES: Final = 60
_SURVEYS_PER_VACANCY: Final = 0.25


class Market:
    """All vacancies and surveyed demand; they suit the learners given."""

    def __init__(self, random: Random, vacancies: int, learners: Sequence[Learner], today: date) -> None:
        self._random, self._learners = random, learners
        self.offers = [employers.posted(random, number, learners, today) for number in range(vacancies)]
        asked = max(1, round(vacancies * _SURVEYS_PER_VACANCY))
        self.surveys = [employers.surveyed(random, number, learners, self.offers, today) for number in range(asked)]

    def register(self, topic: str, at: datetime) -> Iterator[Row]:
        """Write one of the two registers as it stands."""
        if topic == VACANCY:
            yield from (vacancy_row(offer, at) for offer in self.offers)
        elif topic == DEMAND:
            yield from (survey_row(survey, at) for survey in self.surveys)

    def kinds(self, _today: date) -> Iterator[tuple[Kind, int]]:
        """Name what employers may do, each with its weight."""
        yield self._posts, 5
        yield self._fills, 4
        yield self._closes, 2
        yield self._is_asked, 2
        yield self._is_asked_again, 1

    def _posts(self, at: datetime, _: int) -> list[Happening]:
        self.offers.append(employers.posted(self._random, len(self.offers), self._learners, at.date()))
        return [(VACANCY, vacancy_row(self.offers[-1], at))]

    def _fills(self, at: datetime, revision: int) -> list[Happening]:
        return self._to_offer(lambda offer: employers.filled(offer, revision), at)

    def _closes(self, at: datetime, revision: int) -> list[Happening]:
        return self._to_offer(lambda offer: employers.closed(offer, revision), at)

    def _to_offer(self, change: Callable[[Offer], Offer], at: datetime) -> list[Happening]:
        for _ in range(TRIES):
            index = self._random.randrange(len(self.offers))
            if self.offers[index].status == employers.OPEN:
                self.offers[index] = change(self.offers[index])
                return [(VACANCY, vacancy_row(self.offers[index], at))]
        return []

    def _is_asked(self, at: datetime, _: int) -> list[Happening]:
        number = len(self.surveys)
        self.surveys.append(employers.surveyed(self._random, number, self._learners, self.offers, at.date()))
        return [(DEMAND, survey_row(self.surveys[-1], at))]

    def _is_asked_again(self, at: datetime, revision: int) -> list[Happening]:
        index = self._random.randrange(len(self.surveys))
        if self.surveys[index].ended:
            return []
        self.surveys[index] = employers.asked_again(self._random, self.surveys[index], revision, at.date())
        return [(DEMAND, survey_row(self.surveys[index], at))]
