"""Which pseudonyms are one person: the joins in force, who stands for all of them, and their records as one profile."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from schemas.profile.folding import Profile, joined
from schemas.profile.parts import Ruling

JOIN: Final = "JOIN"
SPLIT: Final = "SPLIT"


def links(rulings: Iterable[Ruling]) -> list[Ruling]:
    """Give the joins in force, oldest first: of a pair's decisions, whichever of the two each names, the newest stands.

    (DESIGN 5: joining and splitting are reversible.)
    """
    newest: dict[tuple[str, str], Ruling] = {}
    for one in sorted(rulings, key=_decided):
        if one.decision in {JOIN, SPLIT} and one.canonical and one.alias and one.canonical != one.alias:
            newest[min(one.canonical, one.alias), max(one.canonical, one.alias)] = one
    return sorted((one for one in newest.values() if one.decision == JOIN), key=_decided)


def partners(subject: str, rulings: Iterable[Ruling]) -> tuple[str, ...]:
    """List the pseudonyms that a join in force links directly to this one."""
    pairs = [{one.canonical, one.alias} for one in links(rulings)]
    return tuple(sorted(str(other) for pair in pairs if subject in pair for other in pair - {subject}))


def representative(subject: str, rulings: Iterable[Ruling]) -> str:
    """Name the pseudonym that stands for a person: joins are taken in the order they were decided.

    Whoever stands for the group of a join's canonical pseudonym then stands for the group of its alias, too; a join of
    two who are one already changes nothing, so that no circle of decisions leaves a person without one.
    """
    stands: dict[str, str] = {}
    for one in links(rulings):
        canonical, alias = (stands.get(str(name), str(name)) for name in (one.canonical, one.alias))
        for member in [alias, *(name for name, other in stands.items() if other == alias)]:
            stands[member] = canonical
    return stands.get(subject, subject)


def unread(profiles: Mapping[str, Profile]) -> list[str]:
    """Name the pseudonyms joined to those read so far that are still to be read; none when all are there."""
    named = {other for subject, profile in profiles.items() for other in partners(subject, profile.rulings)}
    return sorted(named - profiles.keys())


def stands_for(subject: str, profiles: Mapping[str, Profile]) -> str:
    """Name the pseudonym that stands for a person whose pseudonyms were all read."""
    return representative(subject, (one for profile in profiles.values() for one in profile.rulings))


def as_one(subject: str, profiles: Mapping[str, Profile]) -> Profile:
    """Read a person's pseudonyms as one profile, once all are there; the one that stands for them has every record.

    Any other keeps its own records, with every decision, so that it can tell who stands for it.
    """
    decided = joined(profiles[subject], (profiles[other] for other in sorted(profiles.keys() - {subject})))
    if representative(subject, decided.rulings) == subject:
        return decided
    return replace(profiles[subject], rulings=decided.rulings)


def _decided(ruling: Ruling) -> tuple[float, int, str]:
    return ruling.decided_at.timestamp(), ruling.source.version, ruling.source.record
