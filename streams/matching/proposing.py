"""What a changed person means for the index and for vacancies: planned purely, carried out by the loop."""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Final, NamedTuple

from streams.matching import eligibility
from streams.matching.facts import Facts
from streams.matching.fitness import Pair
from streams.matching.known import Known, Told, pack, pack_told
from streams.matching.occupations.index import entries
from streams.matching.offers import Offer, why_closed
from streams.matching.projection import Projection, unpack
from streams.matching.projection import pack as pack_facts
from streams.matching.rules import Circumstances, Rules
from streams.matching.verdict import rating, score
from streams.store.protocol import Cleaning, Move, Proposal

PROPOSALS_BEST: Final = 20

Around = Callable[[Projection], Iterable[Offer]]
Version = Callable[[str], int]


class Plan(NamedTuple):
    """What to do about a person, in this order: make visible, tell vacancies, be done."""

    move: Move | None
    proposals: tuple[Proposal, ...]
    cleaning: Cleaning


class Person(NamedTuple):
    """A dirty person: facts now, what was known, vacancies with an open match of theirs, their further numbers."""

    subject: str
    revision: int
    facts: Facts
    known: Known | None
    open_matches: Collection[str]
    numbers: Sequence[str] = ()


def order(vacancy_version: int, *, gone: bool) -> int:
    """Order what is said of one state of a person by the vacancy's version; being gone comes after being proposed."""
    return 2 * vacancy_version + gone


def plan(person: Person, around: Around, version: Version, at: Circumstances, rules: Rules) -> Plan:
    """Plan what a person's change asks for; nothing but being done when nothing matching depends on has changed."""
    facts = person.facts
    packed, due = pack_facts(facts.projection), _earliest(facts.due, at.agreement_turns_ms)
    known = person.known
    if known is not None and known.done and known.facts == packed:
        return Plan(None, (), Cleaning(person.subject, person.revision, pack(known), due, person.numbers))
    scored = _scores(facts.projection, around, at, rules)
    before = dict.fromkeys([*(known.proposed if known else ()), *person.open_matches])
    chosen = _choose(scored, before)
    indexed = entries(facts.projection, rules) if scored is not None else {}
    shown = Known(
        person.revision, facts.caused_at, done=False, indexed=bool(indexed), proposed=tuple(chosen), facts=packed
    )
    detail = pack_told(Told(person.revision, facts.caused_at, packed))
    told = [
        Proposal(one, person.subject, person.revision, order(version(one), gone=False), points, detail)
        for one, points in chosen.items()
    ]
    gone = [
        Proposal(one, person.subject, person.revision, order(version(one), gone=True), None, detail)
        for one in before
        if one not in chosen
    ]
    move = _move(person, shown._replace(proposed=tuple(before | chosen)), indexed, rules)
    # Of someone erased nothing is remembered: whoever else holds something of theirs has been told by then.
    remembered = b"" if facts.projection.erased is not None else pack(shown._replace(done=True))
    return Plan(move, (*told, *gone), Cleaning(person.subject, person.revision, remembered, due, person.numbers))


def _scores(facts: Projection, around: Around, at: Circumstances, rules: Rules) -> dict[str, int] | None:
    """Score the open vacancies around a person; None when the person may not be matched at all."""
    study = facts.study
    if study is None or not eligibility.eligible(facts, eligibility.judge(facts, at)):
        return None
    found = {}
    for offer in around(facts):
        points = score(Pair(facts, study, offer, at, rules)) if why_closed(offer, at) is None else None
        if points is not None:
            found[offer.vacancy] = points
    return found


def _choose(scored: dict[str, int] | None, before: Iterable[str]) -> dict[str, int]:
    """Keep what was proposed and still matches, and add the best."""
    if not scored:
        return {}
    best = sorted(scored.items(), key=lambda one: (-one[1], one[0]))[:PROPOSALS_BEST]
    return {one: scored[one] for one in before if one in scored} | dict(best)


def _move(person: Person, shown: Known, indexed: dict[str, float], rules: Rules) -> Move | None:
    known = person.known
    was = entries(unpack(known.facts), rules) if known is not None and known.indexed else {}
    leave = [suffix for suffix in was if suffix not in indexed]
    enter = [(suffix, points) for suffix, points in indexed.items() if was.get(suffix) != points]
    news = known is None or not set(shown.proposed) <= set(known.proposed)
    if not leave and not enter and not (news and shown.proposed):
        return None
    return Move(person.subject, leave, enter, pack(shown))


def _earliest(*moments: int | None) -> int | None:
    return min((moment for moment in moments if moment is not None), default=None)


class Found(NamedTuple):
    """Someone in the index a vacancy may be proposed to: what is known of them."""

    subject: str
    known: Known


def seek(offer: Offer, found: Sequence[Found], at: Circumstances, rules: Rules, limit: int) -> list[tuple[int, Found]]:
    """Choose, from the people found in the index, the best for a vacancy with their scores."""
    if why_closed(offer, at) is not None:
        return []
    scored = []
    for one in found:
        points = rating(unpack(one.known.facts), offer, at, rules)
        if points is not None:
            scored.append((points, one))
    return sorted(scored, key=lambda one: (-one[0], one[1].subject))[:limit]
