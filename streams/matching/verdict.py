"""The verdict on a person and a vacancy: whether they match, how well and why, or what one change is missing."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from schemas.criteria import Criterion
from streams.matching import eligibility
from streams.matching.criterion import NOT_KNOWN, Judged
from streams.matching.fitness import REQUIRED, WELCOME, Pair, fails
from streams.matching.offers import Offer
from streams.matching.projection import Projection, Study
from streams.matching.reasons import Because
from streams.matching.rules import Circumstances, Rules

# What a person can still change; an occupation or a refusal is no near miss.
_CHANGEABLE: Final = frozenset({Criterion.CERTIFICATE, Criterion.LEVEL, Criterion.PROVINCE})


class NearMiss(NamedTuple):
    """The single change that would make a match: which criterion, and the code it must become."""

    change: str
    to: str


class Verdict(NamedTuple):
    """A judgement: `because` is None when it is a match; `unchecked` when employment is not known."""

    score: int
    criteria: tuple[Judged, ...]
    because: Because | None
    near_miss: NearMiss | None
    unchecked: bool

    @property
    def matches(self) -> bool:
        """Say whether person and vacancy match."""
        return self.because is None


def verdict(facts: Projection, offer: Offer, at: Circumstances, rules: Rules) -> Verdict:
    """Judge a person for a vacancy by every criterion."""
    eligible = eligibility.judge(facts, at)
    unchecked = any(one.name == Criterion.NOT_INSURED and one.met is NOT_KNOWN for one in eligible)
    hidden = eligibility.because(facts, eligible)
    if hidden is not None or facts.study is None:
        return Verdict(0, eligible, hidden or Because.RECORD_DELETED, None, unchecked)
    pair = Pair(facts, facts.study, offer, at, rules)
    required = [criterion(pair) for criterion in REQUIRED]
    welcome = [criterion(pair) for criterion in WELCOME]
    criteria = (*eligible, *required, *welcome)
    failed = [one for one in required if fails(one)]
    if failed:
        return Verdict(0, criteria, _because(failed), _near_miss(failed, facts.study, offer), unchecked)
    return Verdict(sum(one.points for one in criteria), criteria, None, None, unchecked)


def score(pair: Pair) -> int | None:
    """Give an eligible person's score for a vacancy, None when they don't match; the same as the verdict's."""
    total = 0
    for criterion in REQUIRED:
        judged = criterion(pair)
        if fails(judged):
            return None
        total += judged.points
    for criterion in WELCOME:
        total += criterion(pair).points
    return total


def rating(facts: Projection, offer: Offer, at: Circumstances, rules: Rules) -> int | None:
    """Give anyone's score for a vacancy, None when they don't match: what the verdict says, without its reasons."""
    if facts.study is None or not eligibility.eligible(facts, eligibility.judge(facts, at)):
        return None
    return score(Pair(facts, facts.study, offer, at, rules))


def _because(failed: Sequence[Judged]) -> Because:
    names = {one.name for one in failed}
    if Criterion.NOT_REFUSED in names:
        return Because.REFUSED
    return Because.CERTIFICATE_ENDED if names == {Criterion.CERTIFICATE} else Because.CHANGED


def _near_miss(failed: Sequence[Judged], study: Study, offer: Offer) -> NearMiss | None:
    if len(failed) != 1 or failed[0].name not in _CHANGEABLE:
        return None
    only = failed[0]
    to = {
        Criterion.LEVEL: min(offer.levels, default=study.level),
        Criterion.PROVINCE: offer.province,
        Criterion.CERTIFICATE: only.detail or offer.occupation,
    }
    return NearMiss(only.name, to[Criterion(only.name)])
