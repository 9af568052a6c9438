"""The steward's office on a running platform: the same functions as behind the commands and the page."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from operations.demo.officer import DeskPages
from operations.people import erasing
from operations.people.objecting import Reason
from operations.people.opening import stewardship
from operations.people.stewardship import Stewardship
from operations.review import settings, store
from operations.review.deciding import NotPossibleError
from operations.review.reasons import JoinReason, SplitReason
from operations.review.scanning import Scanner
from operations.review.settings import Review
from operations.review.store import Kind
from operations.web.clock import now_ms
from schemas.partition import split_match_id

IN_FORCE_SECONDS_MAX = 10.0


class PlatformOffice:
    """Decides as the steward's role; people who may ask for something are taken from the desk's page."""

    def __init__(self, review: Review, people: Stewardship, desk: DeskPages) -> None:
        self._review, self._people, self._desk = review, people, desk

    def scan(self) -> bool:
        review = self._review
        return (
            Scanner(review.people, review.engine, review.agreement.on(review.today()), review.now_ms()).run().people > 0
        )

    def suggested(self, limit: int) -> Sequence[int]:
        with self._review.engine.connect() as connection:
            return [kept.id for kept in store.open_items(connection, kind=Kind.SUGGESTION, limit=limit)]

    def join(self, number: int) -> bool:
        try:
            return self._review.steward.join(number, JoinReason.CONFIRMED_BY_AGENCY) is not None
        except NotPossibleError:  # what was suggested is true no longer
            return False

    def split(self, number: int) -> bool:
        try:
            self._review.steward.split(number, SplitReason.JOINED_BY_MISTAKE)
        except NotPossibleError:
            return False
        return True

    def people(self) -> Sequence[str]:
        return [split_match_id(match)[0] for match in self._desk.matches()]

    def object(self, person: str) -> bool:
        return self._people.object(person, Reason.PERSON_ASKED, IN_FORCE_SECONDS_MAX).in_force

    def erase(self, person: str) -> bool:
        return self._people.erase(person, erasing.Reason.PERSON_ASKED, IN_FORCE_SECONDS_MAX).complete


@contextmanager
def opened(told: Mapping[str, str], address: str) -> Iterator[PlatformOffice]:
    """Open the office by the steward's SAPHAN_… variables, with the desk at an address."""
    desk = DeskPages(address)
    try:
        with settings.opened(told, now_ms) as review, stewardship(told) as people:
            yield PlatformOffice(review, people, desk)
    finally:
        desk.close()
