"""What was decided about a person's identity and rights: objection, erasure, and which pseudonym stands for them."""

from collections.abc import Iterable
from typing import Final, Literal

from schemas import topics
from schemas.profile import Profile, Ruling, links, partners, representative

PAIRS: Final = frozenset({"JOIN", "SPLIT"})
OBJECTIONS: Final = frozenset({"OBJECTION", "OBJECTION_WITHDRAWN"})
Answer = Literal["YES", "NO", "NOT_KNOWN"]


def objection(profile: Profile) -> tuple[Answer, Ruling | None]:
    """Say whether the person objects: the newest decision stands; one that can't be read leaves it not known."""
    newest = _newest(one for one in profile.rulings if one.decision in OBJECTIONS)
    if newest is not None and newest.decision == "OBJECTION":
        return "YES", newest
    broken = {one.topic for one in profile.unreadable} | {one.topic for one in profile.failures}
    unread = topics.IDENTITY in broken or any(one.decision == "UNKNOWN" for one in profile.rulings)
    return ("NOT_KNOWN" if unread else "NO"), newest


def erasure(profile: Profile) -> Ruling | None:
    """Find the erasure in force: an enrolment accepted after it starts the person anew."""
    newest = _erasure_of_all(profile)
    if newest is None:
        return None
    anew = any(one.source.accepted_at > newest.source.accepted_at for one in profile.enrolments)
    return None if anew else newest


def erased_until(profile: Profile) -> int | None:
    """Give until when (ms) everything accepted about this pseudonym is erased, whether it started anew or not."""
    newest = _erasure_of_all(profile)
    return None if newest is None else newest.source.accepted_at


def _erasure_of_all(profile: Profile) -> Ruling | None:
    """Find the newest erasure of all that is known; one of a single data set takes its records and nobody's rights."""
    return _newest(one for one in profile.rulings if one.decision == "ERASURE" and one.data_set is None)


def standing_in(profile: Profile) -> Ruling | None:
    """Find the decision by which another pseudonym stands for this person: the newest that joins this one to any."""
    stands = representative(profile.subject, profile.rulings)
    own = [one for one in links(profile.rulings) if profile.subject in {one.canonical, one.alias}]
    return own[-1] if own and stands != profile.subject else None


def further_numbers(profile: Profile) -> tuple[str, ...]:
    """Give the further numbers a pseudonym's own enrolments name, but none that a steward parted from it.

    OVEC's register, which says who is a vocational student, says that they are the student's (clause 3.2.1(2)).
    """
    named = {other for one in profile.enrolments for other in one.other_pseudonyms}
    pairs = [{one.canonical, one.alias} for one in profile.rulings if one.decision in PAIRS]
    decided = {other for pair in pairs if profile.subject in pair for other in pair}
    parted = decided.difference(partners(profile.subject, profile.rulings))
    return tuple(sorted(named - parted - {profile.subject}))


def to_wake(profile: Profile, pseudonyms: Iterable[str]) -> tuple[str, ...]:
    """Say whose turn it is after a person was looked at under a pseudonym that does not stand for them.

    It is the representative's; and after the newest decision about them also the others', since any of these may have
    stood for the person until then. Nobody is woken by the representative, so it always comes to an end.
    """
    subject = profile.subject
    stands = representative(subject, profile.rulings)
    if stands == subject:
        return ()
    newest = _newest(one for one in profile.rulings if one.decision in PAIRS)
    if newest is None or subject not in {newest.canonical, newest.alias}:
        return (stands,)
    return tuple(sorted({*pseudonyms, stands} - {newest.canonical, newest.alias, subject} | {stands}))


def _newest(rulings: Iterable[Ruling]) -> Ruling | None:
    return max(rulings, key=_decided, default=None)


def _decided(ruling: Ruling) -> tuple[float, int, str]:
    return ruling.decided_at.timestamp(), ruling.source.version, ruling.source.record
