"""The decision on one vacancy: which matches are opened and which withdrawn; made by its owner alone."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from schemas import codec, topics
from schemas.criteria import Criterion
from schemas.profile import Notice
from streams.matching.days import day_of
from streams.matching.known import Told
from streams.matching.offers import Offer, expiry, offer_of, room, why_closed
from streams.matching.projection import Projection, unpack
from streams.matching.reasons import Because
from streams.matching.rules import Circumstances, Rules
from streams.matching.verdict import Verdict, rating, verdict


class Closed(NamedTuple):
    """A vacancy that holds no offer any more: why, and when the newest cause of that was accepted (ms)."""

    because: Because
    caused_at: int


class Standing(NamedTuple):
    """The last word on a match: its version (2 x episode + 0 open, 1 withdrawn), and its framed event while open."""

    version: int
    event: bytes

    @property
    def is_open(self) -> bool:
        """Say whether the match stands."""
        return self.version % 2 == 0

    @property
    def episode(self) -> int:
        """Count how often the match was opened."""
        return self.version // 2


@dataclass(frozen=True)
class Candidate:
    """A person proposed, or gone (then only told because of an open match); what is known of them is read on demand."""

    person: str
    told: Told
    gone: bool = False

    @cached_property
    def facts(self) -> Projection:
        """The facts the person was proposed with."""
        return unpack(self.told.facts)


Rate = Callable[[Candidate, Offer, Circumstances], int | None]
"""How well a candidate suits a vacancy; what `rating` says, remembered or not."""


class Opening(NamedTuple):
    """A match to be opened."""

    person: str
    episode: int
    verdict: Verdict
    caused_at: int


class Withdrawal(NamedTuple):
    """A match to be withdrawn; the verdict says which criteria no longer hold, where it was judged.

    `erased_at` is when the person was erased (ms), where that is the reason: the withdrawal is dated by it, so that it
    goes with everything else of theirs once it was told.
    """

    person: str
    episode: int
    because: Because
    verdict: Verdict | None
    caused_at: int
    erased_at: int | None = None


class Decision(NamedTuple):
    """What changes, and who no longer need be held as a candidate."""

    openings: tuple[Opening, ...]
    withdrawals: tuple[Withdrawal, ...]
    stale: tuple[Candidate, ...] = ()


def standing_offer(notice: Notice, rules: Rules) -> Offer | Closed:
    """Take the offer from a vacancy's records, or say why they hold none that may be used."""
    vacancy, deleted = notice.vacancy, notice.deleted
    if vacancy is not None:
        accepted_at = vacancy.source.accepted_at
        if rules.permits(topics.VACANCY, day_of(accepted_at)):
            return offer_of(notice.subject, vacancy, rules)
        return Closed(Because.AGREEMENT_ENDED, accepted_at)
    if deleted is not None:
        return Closed(Because.RECORD_DELETED, deleted.accepted_at)
    return Closed(Because.CHANGED, 0)


def decide(
    vacancy: Offer | Closed,
    decided: Mapping[str, Standing],
    candidates: Sequence[Candidate],
    at: Circumstances,
    rules: Rules,
    rate: Rate | None = None,
) -> Decision:
    """Decide on a vacancy: withdraw what no longer is true, then fill free places with the best; displace nobody."""
    offer = closed_or_open(vacancy, at)
    rate = rate or (lambda one, of, moment: rating(one.facts, of, moment, rules))
    standing = {person: one for person, one in decided.items() if one.is_open}
    if isinstance(offer, Closed):
        return Decision((), tuple(_all_withdrawn(standing, candidates, offer)))
    withdrawn = tuple(_withdrawn(offer, standing, candidates, at, rules, rate))
    caused_at = max([offer.accepted_at, *(one.caused_at for one in withdrawn)])
    # Work under way is completed, and none is begun, once the agreement is being wound up (clause 5.2).
    free = 0 if at.winding_up else room(offer) - (len(standing) - len(withdrawn))
    if free <= 0:
        return Decision((), withdrawn)
    waiting = [one for one in candidates if one.person not in standing and not one.gone]
    rated = [(rate(one, offer, at), one) for one in waiting]
    best = sorted(
        ((points, one) for points, one in rated if points is not None), key=lambda two: (-two[0], two[1].person)
    )
    openings = tuple(
        Opening(
            one.person,
            _episode(decided, one.person) + 1,
            verdict(one.facts, offer, at, rules),
            max(caused_at, one.told.caused_at),
        )
        for _, one in best[:free]
    )
    return Decision(openings, withdrawn, tuple(one for points, one in rated if points is None))


def next_due(vacancy: Offer | Closed, at: Circumstances) -> int | None:
    """Give the next moment (ms) at which time alone changes what is decided on a vacancy."""
    if isinstance(vacancy, Closed):
        return None
    moments = (expiry(vacancy), at.agreement_turns_ms, at.agreement_ends_ms)
    return min((moment for moment in moments if moment is not None and moment > at.now_ms), default=None)


def closed_or_open(vacancy: Offer | Closed, at: Circumstances) -> Offer | Closed:
    """Say whether an offer stands at a moment, and if not, why and since when."""
    if isinstance(vacancy, Closed):
        return vacancy
    because = why_closed(vacancy, at)
    if because is None:
        return vacancy
    moment = expiry(vacancy) if because is Because.VACANCY_EXPIRED else None
    return Closed(because, max(vacancy.accepted_at, moment or 0))


def _all_withdrawn(
    standing: Mapping[str, Standing], candidates: Sequence[Candidate], closed: Closed
) -> Iterable[Withdrawal]:
    known = {one.person: _erased_at(one.facts) for one in candidates if one.gone}
    for person in sorted(standing):
        yield Withdrawal(person, standing[person].episode, closed.because, None, closed.caused_at, known.get(person))


def _withdrawn(
    offer: Offer,
    standing: Mapping[str, Standing],
    candidates: Sequence[Candidate],
    at: Circumstances,
    rules: Rules,
    rate: Rate,
) -> Iterable[Withdrawal]:
    """Judge the open matches again; one nobody has told us of yet (after a rebuild) stands until somebody does."""
    known = {one.person: one for one in candidates if one.person in standing}
    for person, candidate in sorted(known.items()):
        if rate(candidate, offer, at) is not None:
            continue
        said = verdict(candidate.facts, offer, at, rules)
        because = said.because or Because.CHANGED
        if because is Because.CERTIFICATE_ENDED and not _had_certificate(standing[person].event):
            because = Because.CHANGED
        ended = at.agreement_ends_ms if because is Because.AGREEMENT_ENDED else 0
        caused_at = max(offer.accepted_at, candidate.told.caused_at, ended)
        yield Withdrawal(person, standing[person].episode, because, said, caused_at, _erased_at(candidate.facts))


def _erased_at(facts: Projection) -> int | None:
    """Give when a person was erased: the version of such a decision is its moment."""
    return None if facts.erased is None else facts.erased.version


def _had_certificate(event: bytes) -> bool:
    """Say whether a match was opened on the evidence of a certificate."""
    _, data = codec.decode(topics.MATCH, event)
    criteria = [] if data is None else data["criteria"]
    return any(one["name"] == Criterion.CERTIFICATE and one["record"] for one in criteria)


def _episode(decided: Mapping[str, Standing], person: str) -> int:
    return decided[person].episode if person in decided else 0
