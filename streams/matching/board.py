"""The board of open vacancies every worker holds in memory, and which of them are still to be put to its people."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from schemas import codec, topics
from schemas.partition import split_key
from schemas.profile import fold_vacancy
from schemas.view import Entry, field, rank
from streams.matching.occupations.index import OpenOffers
from streams.matching.offers import Offer, offer_in
from streams.matching.projection import Projection
from streams.matching.reading import Read
from streams.matching.rules import Rules


class News(NamedTuple):
    """A vacancy that came or changed, and where it lies in the log."""

    partition: int
    offset: int
    offer: Offer


class Board:
    """Open vacancies as the log tells them; the newest version of a record wins, as everywhere."""

    def __init__(self, rules: Rules) -> None:
        self.offers = OpenOffers()
        self._rules = rules
        self._ranks: dict[bytes, tuple[int, str, int]] = {}
        self._places: dict[str, tuple[int, int]] = {}
        self._news: list[News] = []
        self._read: dict[int, int] = {}

    def learn(self, read: Read) -> None:
        """Take in one record of doe.vacancy.v1; what fails the gate is the owner's to put aside."""
        partition = read.place.partition
        self._read[partition] = max(read.offset, self._read.get(partition, -1))
        if read.key is None or read.value is None:
            return
        try:
            subject, record = split_key(read.key)
            codec.gate(topics.VACANCY, read.value)
            version, operation = codec.peek(read.value)
        except ValueError:
            return
        entry = Entry(version, max(read.accepted_at, 0), operation, read.value)
        ranked = rank(entry)
        if read.key in self._ranks and self._ranks[read.key] >= ranked:
            return
        self._ranks[read.key] = ranked
        self._hold(subject, record, entry, partition, read.offset)

    def _hold(self, subject: str, record: str, entry: Entry, partition: int, offset: int) -> None:
        offer = offer_in(fold_vacancy(subject, [(field(topics.VACANCY, record), entry)]), self._rules)
        if offer is None or offer.status != "OPEN" or not offer.places:
            self.offers.drop(subject)
            return
        self.offers.put(offer)
        self._places[subject] = (partition, offset)
        self._news.append(News(partition, offset, offer))

    def around(self, facts: Projection) -> Iterable[Offer]:
        """Find the open vacancies a person may fit."""
        return () if facts.study is None else self.offers.around(facts.study, self._rules)

    def version(self, vacancy: str) -> int:
        """Give the version a vacancy is open in, 0 when it is not."""
        offer = self.offers.get(vacancy)
        return 0 if offer is None else offer.version

    def news(self) -> list[News]:
        """Hand over what came since the last call; a vacancy that changed twice once."""
        latest = {one.offer.vacancy: one for one in self._news}
        self._news.clear()
        return [one for one in latest.values() if self.offers.get(one.offer.vacancy) is one.offer]

    def since(self, sought: Mapping[int, int]) -> list[News]:
        """Give the open vacancies that lie after given offsets, by partition: those not yet put to a tag's people."""
        found = ((*self._places[offer.vacancy], offer) for offer in self.offers)
        return [News(*one) for one in found if one[1] > sought.get(one[0], -1)]

    def read(self) -> Mapping[int, int]:
        """Give the last offset learned, by partition."""
        return dict(self._read)
