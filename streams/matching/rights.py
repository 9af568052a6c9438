"""What was decided about a person's identity and rights: objection, erasure, and which pseudonym stands for them."""

from collections.abc import Iterable, Sequence
from typing import Final, Literal

from schemas import topics
from schemas.profile import Profile, Ruling

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
    newest = _newest(one for one in profile.rulings if one.decision == "ERASURE")
    if newest is None:
        return None
    anew = any(one.source.accepted_at > newest.source.accepted_at for one in profile.enrolments)
    return None if anew else newest


def canonical(profile: Profile) -> Ruling | None:
    """Find the decision by which another pseudonym stands for this person."""
    joins = _joins(profile.rulings)
    return next((one for one in joins if one.alias == profile.subject != one.canonical), None)


def aliases(profile: Profile) -> tuple[str, ...]:
    """List the other pseudonyms this one stands for."""
    joins = _joins(profile.rulings)
    return tuple(sorted(one.alias for one in joins if one.alias and one.canonical == profile.subject != one.alias))


def _joins(rulings: Sequence[Ruling]) -> list[Ruling]:
    """Give the pairs whose newest decision joins them."""
    pairs: dict[tuple[str | None, str | None], Ruling] = {}
    for one in sorted(rulings, key=_decided):
        if one.decision in {"JOIN", "SPLIT"}:
            pairs[one.canonical, one.alias] = one
    return [one for one in pairs.values() if one.decision == "JOIN"]


def _newest(rulings: Iterable[Ruling]) -> Ruling | None:
    return max(rulings, key=_decided, default=None)


def _decided(ruling: Ruling) -> tuple[float, int, str]:
    return ruling.decided_at.timestamp(), ruling.source.version, ruling.source.record
