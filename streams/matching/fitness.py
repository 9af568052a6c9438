"""How a person fits a vacancy: one function per criterion, those that must be met and those that only give points."""

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from schemas import topics
from schemas.criteria import Criterion
from streams.matching.criterion import NO, NOT_KNOWN, YES, Judged, Met
from streams.matching.offers import Offer
from streams.matching.projection import Projection, Skill, Study
from streams.matching.rules import Circumstances, Rules

NOT_ASKED: Final = "NOT_ASKED"
OTHER: Final = "OTHER"
OCCUPATION_POINTS: Final = 40
PROVINCE_POINTS: Final = 20
NEIGHBOUR_POINTS: Final = 10
LEVEL_POINTS: Final = 10
FIELD_POINTS: Final = 10
SKILL_POINTS: Final = 10
WAGE_POINTS: Final = 5
DISTRICT_POINTS: Final = 5


class Pair(NamedTuple):
    """A person and a vacancy to be compared, under the rules and at a moment."""

    facts: Projection
    study: Study
    offer: Offer
    at: Circumstances
    rules: Rules


def occupation(pair: Pair) -> Judged:
    """Compare occupations: wanted ones count in full, those of the field of study by their weight."""
    study, wanted = pair.study, pair.offer.occupation
    if wanted in study.occupations:
        return Judged(
            Criterion.OCCUPATION, YES, OCCUPATION_POINTS, OCCUPATION_POINTS, study.evidence, f"WANTED:{wanted}"
        )
    weight = pair.rules.field_weights.get(study.field, {}).get(wanted, 0.0)
    met, detail = (YES, f"FIELD:{wanted}") if weight else (NO, OTHER)
    points = round(OCCUPATION_POINTS * weight)
    return Judged(Criterion.OCCUPATION, met, points, OCCUPATION_POINTS, study.evidence, detail)


def level(pair: Pair) -> Judged:
    """Compare levels of education: the vacancy names those it accepts, or accepts any."""
    asked, has = pair.offer.levels, pair.study.level
    if not asked:
        return Judged(Criterion.LEVEL, YES, LEVEL_POINTS, LEVEL_POINTS, None, NOT_ASKED)
    if has == "UNKNOWN":
        return Judged(Criterion.LEVEL, NOT_KNOWN, 0, LEVEL_POINTS, pair.study.evidence)
    return _scored(Criterion.LEVEL, has in asked, LEVEL_POINTS, pair.study, has)


def certificate(pair: Pair) -> Judged:
    """Ask for a certificate valid on the day where law or vacancy demand one; a school's own does not replace it."""
    asked = pair.offer.certificate
    if asked is None:
        return Judged(Criterion.CERTIFICATE, YES, detail=NOT_ASKED)
    name = f"{next(iter(sorted(asked.standards)), asked.occupation)}/{asked.level}"
    if topics.CERTIFICATE not in pair.at.usable:
        return Judged(Criterion.CERTIFICATE, NOT_KNOWN, detail="NOT_PERMITTED")
    held = [one for one in pair.facts.certificates if one.level >= asked.level and _covers(one, pair.offer)]
    if not held:
        return Judged(Criterion.CERTIFICATE, NO, detail=name)
    best = max(held, key=lambda one: (one.level, one.evidence))
    return Judged(Criterion.CERTIFICATE, YES, evidence=best.evidence, detail=name)


def _covers(held: Skill, offer: Offer) -> bool:
    asked = offer.certificate
    if asked is None:
        return False
    return held.standard in asked.standards if asked.standards else held.occupation == asked.occupation


def province(pair: Pair) -> Judged:
    """Compare provinces: wanted or one's own in full, a neighbour of one's own by half."""
    study, place = pair.study, pair.offer.province
    if place in study.provinces:
        how, points = "WANTED", PROVINCE_POINTS
    elif place == study.province:
        how, points = "HOME", PROVINCE_POINTS
    elif place in pair.rules.neighbours.get(study.province, frozenset()):
        how, points = "NEIGHBOUR", NEIGHBOUR_POINTS
    else:
        return Judged(Criterion.PROVINCE, NO, 0, PROVINCE_POINTS, study.evidence, OTHER)
    return Judged(Criterion.PROVINCE, YES, points, PROVINCE_POINTS, study.evidence, f"{how}:{place}")


def not_refused(pair: Pair) -> Judged:
    """Ask that this person and this vacancy have not been found not to suit each other."""
    refusal = next((evidence for vacancy, evidence in pair.facts.refused if vacancy == pair.offer.vacancy), None)
    return Judged(Criterion.NOT_REFUSED, YES if refusal is None else NO, evidence=refusal)


def field(pair: Pair) -> Judged:
    """Compare fields of study, where the vacancy prefers some."""
    if not pair.offer.fields:
        return Judged(Criterion.FIELD, YES, FIELD_POINTS, FIELD_POINTS, None, NOT_ASKED)
    return _scored(Criterion.FIELD, pair.study.field in pair.offer.fields, FIELD_POINTS, pair.study, OTHER)


def skill(pair: Pair) -> Judged:
    """Look for the skill standard asked for, shown by a valid certificate or a test passed."""
    asked = pair.offer.skill
    if asked is None:
        return Judged(Criterion.SKILL, YES, SKILL_POINTS, SKILL_POINTS, None, NOT_ASKED)
    name = f"{asked[0]}/{asked[1]}"
    known = _usable(pair)
    shown = [one for one in known if one.standard == asked[0] and one.level >= asked[1]]
    if shown:
        return Judged(Criterion.SKILL, YES, SKILL_POINTS, SKILL_POINTS, max(shown)[-1], name)
    unknown = topics.SKILL_TEST not in pair.at.usable
    return Judged(Criterion.SKILL, NOT_KNOWN if unknown else NO, 0, SKILL_POINTS, None, name)


def _usable(pair: Pair) -> Sequence[Skill]:
    tests = pair.facts.tests if topics.SKILL_TEST in pair.at.usable else ()
    held = pair.facts.certificates if topics.CERTIFICATE in pair.at.usable else ()
    return (*tests, *held)


def wage(pair: Pair) -> Judged:
    """Compare the most a vacancy offers with the least that is wanted, by the month."""
    least, most = pair.study.wage_min, pair.offer.wage_max
    if least is None:
        return Judged(Criterion.WAGE, YES, WAGE_POINTS, WAGE_POINTS, None, NOT_ASKED)
    if most is None:
        return Judged(Criterion.WAGE, NOT_KNOWN, 0, WAGE_POINTS, pair.study.evidence)
    return _scored(Criterion.WAGE, most >= least, WAGE_POINTS, pair.study, str(most))


def district(pair: Pair) -> Judged:
    """Ask whether the person lives in the vacancy's own district."""
    own, place = pair.study.district, pair.offer.district
    if own is None or place is None:
        return Judged(Criterion.DISTRICT, NOT_KNOWN, 0, DISTRICT_POINTS, pair.study.evidence)
    return _scored(Criterion.DISTRICT, own == place, DISTRICT_POINTS, pair.study, place)


def _scored(name: Criterion, met: bool, points: int, study: Study, detail: str) -> Judged:
    answer: Met = YES if met else NO
    return Judged(name, answer, points if met else 0, points, study.evidence, detail)


REQUIRED: Final[tuple[Callable[[Pair], Judged], ...]] = (level, province, occupation, certificate, not_refused)
WELCOME: Final[tuple[Callable[[Pair], Judged], ...]] = (field, skill, wage, district)


def fails(judged: Judged) -> bool:
    """Say whether a required criterion rules a match out; a certificate the law demands can't be presumed."""
    return judged.met is NO or (judged.met is NOT_KNOWN and judged.name == Criterion.CERTIFICATE)
