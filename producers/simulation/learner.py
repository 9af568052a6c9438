"""What the simulated registers know of one person: enrolment, spells of employment, tests, certificates, courses."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Known:
    """How a register writes a person down: under which number and name, and living where."""

    identifier: str
    prefix: str
    first_name: str
    last_name: str
    address: str
    province: str
    district: str


@dataclass(frozen=True, slots=True)
class Papers:
    """A foreigner's further numbers: SSO knows no other than the social-security card's (DOMAIN 1.3)."""

    passport: str
    social_security_card: str


@dataclass(frozen=True, slots=True)
class Spell:
    """A spell of insured employment as SSO's register has it."""

    number: int
    revision: int
    known: Known
    started_on: date
    province: str
    industry: str
    occupation: str
    confirmed: date | None = None
    ended_on: date | None = None
    end_reason: str = ""


@dataclass(frozen=True, slots=True)
class Skill:
    """A test taken, and the certificate if it was passed, as DSD's registers have them."""

    number: int
    revision: int
    known: Known
    standard: str
    level: int
    tested_on: date
    passed: bool
    revoked: bool = False


@dataclass(frozen=True, slots=True)
class Training:
    """A course taken at DSD; `standard` is blank for one that leads to no skill standard."""

    number: int
    revision: int
    known: Known
    course: str
    standard: str
    hours: int
    started_on: date
    finished_on: date | None = None
    passed: bool = False


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
    """One enrolment of an invented student or graduate; `status` and `wish` are the words the register uses.

    `known` is how the college writes the person down, `elsewhere` how the labour registers would today.
    """

    number: int
    revision: int
    student_number: str
    known: Known
    elsewhere: Known
    former_identifier: str
    telephone: str
    studies: Studies
    status: str
    wishes: Wishes
    spells: tuple[Spell, ...] = ()
    skills: tuple[Skill, ...] = ()
    trainings: tuple[Training, ...] = ()
    papers: Papers | None = None
    deleted: bool = False

    @property
    def identifier(self) -> str:
        """The number the college has."""
        return self.known.identifier

    @property
    def province(self) -> str:
        """Where the person lives as far as the college knows."""
        return self.known.province

    @property
    def insurable(self) -> bool:
        """Whether there is a number that SSO can know the person by."""
        return self.papers is not None or not self.elsewhere.identifier.startswith("G")

    @property
    def working(self) -> Spell | None:
        """The spell that has not ended, if there is one."""
        return next((spell for spell in self.spells if spell.ended_on is None), None)

    @property
    def has_records_elsewhere(self) -> bool:
        """Whether another agency has a record of the person."""
        return bool(self.spells or self.skills or self.trainings)
