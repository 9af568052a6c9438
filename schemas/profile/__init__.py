"""The live linked profile: what the records of one person, or one vacancy, say together."""

from schemas.profile.folding import Entries, Notice, Profile, fold, fold_vacancy, joined
from schemas.profile.parts import (
    Certificate,
    Enrolment,
    Failure,
    Further,
    MatchState,
    Placement,
    Ruling,
    SkillTest,
    Source,
    Spell,
    Training,
    Vacancy,
)
from schemas.profile.unions import as_one, links, partners, representative, stands_for, unread

__all__ = [
    "Certificate",
    "Enrolment",
    "Entries",
    "Failure",
    "Further",
    "MatchState",
    "Notice",
    "Placement",
    "Profile",
    "Ruling",
    "SkillTest",
    "Source",
    "Spell",
    "Training",
    "Vacancy",
    "as_one",
    "fold",
    "fold_vacancy",
    "joined",
    "links",
    "partners",
    "representative",
    "stands_for",
    "unread",
]
