"""What a profile is made of: one frozen part per source record, each naming the record it rests on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """The record a part rests on, and when its edge accepted it (ms since 1970)."""

    topic: str
    record: str
    version: int
    accepted_at: int


@dataclass(frozen=True, slots=True)
class Failure:
    """A record that could not be decoded: it keeps its version, and `code` says why."""

    topic: str
    record: str
    version: int
    code: str


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A student's enrolment (ovec.student.v1); `identity` stays sealed."""

    source: Source
    identity: bytes | None
    name_hash: str | None
    address_hash: str | None
    other_pseudonyms: tuple[str, ...]
    college: str
    status: str
    level: str
    curriculum_year: int
    subject_type: str
    field_code: str | None
    field: str
    specialisation: str | None
    qualification: str | None
    entry_academic_year: int
    graduation_academic_year: int | None
    province: str
    district: str | None
    wish: str
    desired_occupations: tuple[str, ...]
    desired_provinces: tuple[str, ...]
    desired_wage_min: int | None


@dataclass(frozen=True, slots=True)
class Spell:
    """A spell of insurance (sso.insurance.v1)."""

    source: Source
    identity: bytes | None
    section: str
    started_on: date
    confirmed_through: date | None
    ended_on: date | None
    end_reason: str | None
    occupation: str | None
    industry_scheme: str | None
    industry_code: str | None
    province: str | None
    name_hash: str | None = None
    address_hash: str | None = None
    position: str | None = None


@dataclass(frozen=True, slots=True)
class SkillTest:
    """One skill-test result (dsd.skill-test.v1)."""

    source: Source
    identity: bytes | None
    standard: str
    level: int
    tested_on: date
    result: str
    test_centre: str | None
    occupation: str | None
    name_hash: str | None = None
    address_hash: str | None = None
    province: str | None = None
    district: str | None = None


@dataclass(frozen=True, slots=True)
class Certificate:
    """One certificate of competence (dsd.certificate.v1)."""

    source: Source
    identity: bytes | None
    standard: str
    level: int
    issued_on: date
    expires_on: date | None
    status: str
    occupation: str | None
    name_hash: str | None = None
    address_hash: str | None = None
    province: str | None = None
    district: str | None = None


@dataclass(frozen=True, slots=True)
class Training:
    """One training course taken (dsd.training.v1)."""

    source: Source
    identity: bytes | None
    name_hash: str | None
    address_hash: str | None
    course: str
    standard: str | None
    level: int | None
    hours: int
    started_on: date
    finished_on: date | None
    result: str
    training_centre: str | None
    occupation: str | None
    province: str | None
    district: str | None


@dataclass(frozen=True, slots=True)
class Placement:
    """Where the person stands with one vacancy (doe.placement.v1)."""

    source: Source
    vacancy: str
    stage: str
    reason: str | None
    noted_at: datetime
    office: str | None


@dataclass(frozen=True, slots=True)
class MatchState:
    """A match as it was last published (saphan.match.v1)."""

    source: Source
    vacancy: str
    episode: int
    status: str
    score: int
    withdrawn_because: str | None
    criteria: tuple[Mapping[str, Any], ...]
    occupation: str
    province: str
    caused_at: datetime
    unchecked: bool


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision about who is who, or about the person's rights (saphan.identity.v1)."""

    source: Source
    decision: str
    canonical: str | None
    alias: str | None
    decided_at: datetime
    decided_by: str = ""
    reason: str = ""
    data_set: str | None = None


@dataclass(frozen=True, slots=True)
class Further:
    """A record of a data set that came in by an amendment (clauses 3.1.2, 3.2.2): its fields as its schema has them."""

    source: Source
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A vacancy notice or surveyed demand (doe.vacancy.v1)."""

    source: Source
    vacancy_number: str
    employer_name: str | None
    position: str
    occupation: str
    province: str
    district: str | None
    industry_code: str | None
    positions_requested: int
    positions_filled: int
    employment_type: str
    wage_min: int | None
    wage_max: int | None
    wage_unit: str
    levels: tuple[str, ...]
    fields: tuple[str, ...]
    experience_years_min: int
    skill_standard: str | None
    skill_level: int | None
    certificate_required: bool
    posted_on: date
    expires_on: date | None
    status: str


Part = Enrolment | Spell | SkillTest | Certificate | Training | Placement | MatchState | Ruling | Vacancy | Further
