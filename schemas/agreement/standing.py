"""Whose records a row covers: its population, and where a person stands in OVEC's register."""

from enum import StrEnum
from typing import Final, NamedTuple

from schemas.profile import Profile

FINISHING: Final = frozenset({"ABOUT_TO_GRADUATE", "GRADUATED"})
VOCATIONAL: Final = FINISHING | {"STUDYING"}


class Population(StrEnum):
    """Whom a row is about.

    FINISHING: about to graduate or graduated (3.1.1(1)), by the student record itself, for other data sets by the
    person's standing. VOCATIONAL: vocational students and graduates only (3.2.1(2), (3)), by the person's standing.
    EVERYONE: no condition; for records of no person, and those the placement service itself keeps (3.2.1(7)).
    """

    EVERYONE = "everyone"
    FINISHING = "finishing"
    VOCATIONAL = "vocational"


class Standing(NamedTuple):
    """Where a person stands: a vocational student or graduate at all; about to graduate or graduated."""

    vocational: bool
    finishing: bool


NOBODY: Final = Standing(vocational=False, finishing=False)


def standing_of(profile: Profile) -> Standing:
    """Say where a person stands by their enrolments; one left, or of unknown status, makes nobody a student."""
    statuses = {one.status for one in profile.enrolments}
    return Standing(not statuses.isdisjoint(VOCATIONAL), not statuses.isdisjoint(FINISHING))
