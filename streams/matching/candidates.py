"""New vacancies put to the people of our tags: found by the index, judged, noted as proposed, then proposed."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from streams.matching.board import News
from streams.matching.known import Told, pack, pack_told, unpack
from streams.matching.occupations.index import lookups
from streams.matching.people import propose
from streams.matching.proposing import Found, order, seek
from streams.matching.rules import Circumstances
from streams.matching.shared import Shared
from streams.store.protocol import Move, Proposal

PEOPLE_PER_KEY: Final = 40
# More than may be open at once, so that places freed later find somebody.
PEOPLE_PER_VACANCY: Final = 60
VACANCIES_AT_ONCE: Final = 8


async def put_to_people(shared: Shared, tag: int, news: Sequence[News]) -> frozenset[int]:
    """Put vacancies to one tag's people; gives the tags of vacancies that were told something."""
    told: set[int] = set()
    for start in range(0, len(news), VACANCIES_AT_ONCE):
        told |= await _put(shared, tag, news[start : start + VACANCIES_AT_ONCE])
    shared.counts["sought"] += len(news)
    return frozenset(told)


async def _put(shared: Shared, tag: int, news: Sequence[News]) -> frozenset[int]:
    token, at = shared.token(tag), shared.at()
    keys = [lookups(one.offer, shared.rules) for one in news]
    answers = await shared.ask("candidates", partial(shared.store.candidates_many, tag, PEOPLE_PER_KEY, keys))
    # Someone found by several vacancies is remembered with all of them.
    people: dict[str, Found] = {}
    proposals: list[Proposal] = []
    for one, answer in zip(news, answers, strict=True):
        found = [_found(people, person, packed) for person, packed in answer if packed]
        proposals += _proposals(one, found, people, at, shared)
    named = {one.person for one in proposals}
    moves = [Move(person, (), (), pack(people[person].known)) for person in sorted(named)]
    # Noted first: whoever changes later must know to whom they were proposed, also if we end here.
    await shared.ask("index", partial(shared.store.index_many, tag, shared.group, token, moves))
    return await propose(shared, proposals)


def _found(people: dict[str, Found], person: str, packed: bytes) -> Found:
    if person not in people:
        known = unpack(packed)
        if known is None:
            raise ValueError("an indexed person without projection")
        people[person] = Found(person, known)
    return people[person]


def _proposals(
    news: News, found: Sequence[Found], people: dict[str, Found], at: Circumstances, shared: Shared
) -> list[Proposal]:
    offer, proposals = news.offer, []
    for points, one in seek(offer, found, at, shared.rules, PEOPLE_PER_VACANCY):
        known = people[one.subject].known
        proposed = tuple(dict.fromkeys((*known.proposed, offer.vacancy)))
        people[one.subject] = Found(one.subject, known._replace(proposed=proposed))
        detail = pack_told(Told(known.revision, known.caused_at, known.facts))
        number = order(offer.version, gone=False)
        proposals.append(Proposal(offer.vacancy, one.subject, known.revision, number, points, detail))
    return proposals
