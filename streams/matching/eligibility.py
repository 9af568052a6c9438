"""Whom DOE may place: one function per criterion, each a yes, a no or a not known with the record it rests on."""

from collections.abc import Callable, Sequence
from typing import Final, Literal

from schemas import topics
from schemas.agreement import FINISHING
from schemas.criteria import Criterion
from streams.matching.criterion import NO, NOT_KNOWN, YES, Judged, Met
from streams.matching.days import day_of
from streams.matching.projection import Employment, Evidence, Projection, Study
from streams.matching.reasons import Because
from streams.matching.rules import Circumstances


def no_objection(facts: Projection, _: Circumstances) -> Judged:
    """Ask that the person, or who is responsible for them, has not objected (PDPA s.32)."""
    met = {"YES": NO, "NO": YES}.get(facts.objection, NOT_KNOWN)
    return Judged(Criterion.NO_OBJECTION, met, evidence=facts.objected)


def agreement(_: Projection, at: Circumstances) -> Judged:
    """Ask that the agreement lets student and vacancy data serve placement today (3.1.1(1), 3.2.1(1), 3.2.1(7))."""
    needed = {topics.STUDENT, topics.VACANCY}
    return Judged(Criterion.AGREEMENT, YES if needed <= at.usable else NO)


def graduating(facts: Projection, _: Circumstances) -> Judged:
    """Ask that the best enrolment is about to graduate or has graduated (the population of clause 3.1.1(1))."""
    if facts.study is None:
        return Judged(Criterion.GRADUATING, NO)
    met = NOT_KNOWN if facts.study.status == "UNKNOWN" else _yes_if(facts.study.status in FINISHING)
    return Judged(Criterion.GRADUATING, met, evidence=facts.study.evidence, detail=_told(facts.study))


def seeking_work(facts: Projection, _: Circumstances) -> Judged:
    """Ask that the best enrolment says that work is wanted next."""
    if facts.study is None:
        return Judged(Criterion.SEEKING_WORK, NO)
    met = NOT_KNOWN if facts.study.wish == "UNKNOWN" else _yes_if(facts.study.wish == "WORK")
    return Judged(Criterion.SEEKING_WORK, met, evidence=facts.study.evidence, detail=_told(facts.study, "wish"))


def not_insured(facts: Projection, at: Circumstances) -> Judged:
    """Ask that the person is in no insured employment, as far as SSO's data may be used and are recent (DOMAIN §7)."""
    if topics.INSURANCE not in at.usable:
        return Judged(Criterion.NOT_INSURED, NOT_KNOWN, detail="NOT_PERMITTED")
    if facts.employment == Employment.EMPLOYED:
        return Judged(Criterion.NOT_INSURED, NO, evidence=facts.spell)
    if facts.employment == Employment.UNSURE:
        return Judged(Criterion.NOT_INSURED, NOT_KNOWN, evidence=facts.spell, detail="UNCONFIRMED")
    if not at.sso_fresh:
        return Judged(Criterion.NOT_INSURED, NOT_KNOWN, evidence=facts.spell, detail="STALE")
    as_of = Evidence(topics.INSURANCE, "", 0, day_of(at.sso_newest_ms))
    return Judged(Criterion.NOT_INSURED, YES, evidence=facts.spell or as_of)


def not_placed(facts: Projection, _: Circumstances) -> Judged:
    """Ask that DOE has not placed the person."""
    return Judged(Criterion.NOT_PLACED, _yes_if(facts.placed is None), evidence=facts.placed)


CRITERIA: Final[tuple[Callable[[Projection, Circumstances], Judged], ...]] = (
    no_objection,
    agreement,
    graduating,
    seeking_work,
    not_insured,
    not_placed,
)
# Rights and permission can't be presumed: these hide a person also while they are not known.
PRESUMED_BY_NO_ONE: Final = frozenset({Criterion.NO_OBJECTION, Criterion.AGREEMENT})


def judge(facts: Projection, at: Circumstances) -> tuple[Judged, ...]:
    """Judge all criteria of eligibility."""
    return tuple(criterion(facts, at) for criterion in CRITERIA)


def hides(judged: Judged) -> bool:
    """Say whether an answer hides the person: a no always, a not known where it can't be presumed."""
    return judged.met is NO or (judged.met is NOT_KNOWN and judged.name in PRESUMED_BY_NO_ONE)


def eligible(facts: Projection, judged: Sequence[Judged]) -> bool:
    """Say whether a person may be matched: not erased, not read under another pseudonym, hidden by no criterion."""
    return facts.study is not None and facts.erased is None and facts.alias is None and not any(map(hides, judged))


def because(facts: Projection, judged: Sequence[Judged]) -> Because | None:
    """Give the reason why a person may not be matched; None when they may."""
    if facts.erased is not None:
        return Because.ERASED
    hidden = {one.name for one in judged if hides(one)}
    if Criterion.NO_OBJECTION in hidden:
        return Because.OBJECTED
    if Criterion.AGREEMENT in hidden:
        return Because.AGREEMENT_ENDED
    if facts.alias is not None:
        return Because.CHANGED
    if facts.study is None:
        return Because.RECORD_DELETED
    return _of_the_person(facts.study.status, hidden)


def _of_the_person(status: str, hidden: set[str]) -> Because | None:
    reasons = {
        Criterion.GRADUATING: Because.LEFT if status == "LEFT" else Because.CHANGED,
        Criterion.NOT_PLACED: Because.PLACED,
        Criterion.NOT_INSURED: Because.HIRED,
        Criterion.SEEKING_WORK: Because.NOT_SEEKING,
    }
    return next((reason for name, reason in reasons.items() if name in hidden), None)


def _told(study: Study, name: Literal["status", "wish"] = "status") -> str | None:
    """Tell a code of the enrolment only while it is of the population DOE may know of (clause 3.1.1(1))."""
    return str(getattr(study, name)) if study.status in FINISHING else None


def _yes_if(condition: bool) -> Met:
    return YES if condition else NO
