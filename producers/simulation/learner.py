"""What the simulated registers know of one person: enrolment, spells of employment, tests, certificates."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Spell:
    """A spell of insured employment as SSO's register has it."""

    number: int
    revision: int
    started_on: date
    province: str
    industry: str
    confirmed: date | None = None
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class Skill:
    """A test taken, and the certificate if it was passed, as DSD's registers have them."""

    number: int
    revision: int
    standard: str
    level: int
    tested_on: date
    passed: bool
    revoked: bool = False


@dataclass(frozen=True, slots=True)
class Studies:
    """What is studied, where and since when."""

    college: str
    level: str
    curriculum_year: int
    subject_type: str
    field: str
    field_code: str
    entry_year: int
    graduation_year: int


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the student wants next."""

    wish: str
    occupations: tuple[str, ...] = ()
    provinces: tuple[str, ...] = ()
    wage: int | None = None


@dataclass(frozen=True, slots=True)
class Learner:
    """One invented student or graduate; `status` and `wish` are the words the register uses."""

    number: int
    revision: int
    identifier: str
    former_identifier: str
    prefix: str
    first_name: str
    last_name: str
    address: str
    telephone: str
    province: str
    studies: Studies
    status: str
    wishes: Wishes
    spells: tuple[Spell, ...] = ()
    skills: tuple[Skill, ...] = ()
    deleted: bool = False

    @property
    def working(self) -> Spell | None:
        """The spell that has not ended, if there is one."""
        return next((spell for spell in self.spells if spell.ended_on is None), None)


@dataclass(frozen=True, slots=True)
class Offer:
    """One vacancy as DOE's register has it."""

    number: int
    revision: int
    employer_id: str
    employer_name: str
    occupation: str
    province: str
    positions: int
    filled: int
    level: str
    fields: tuple[str, ...]
    standard: str
    wage: int
    posted_on: date
    expires_on: date
    status: str
