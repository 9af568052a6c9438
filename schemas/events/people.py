"""The agencies' records about people: enrolment, insurance, tests, training, certificates, placement."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from schemas.events.record import Record
from schemas.events.words import (
    Baht,
    BuddhistYear,
    CollegeCode,
    DistrictCode,
    FieldCode,
    IscoCode,
    KeyedHash,
    Level,
    ProvinceCode,
    Pseudonym,
    StandardLevel,
    Text,
)

StudentStatus = Literal["STUDYING", "ABOUT_TO_GRADUATE", "GRADUATED", "LEFT", "UNKNOWN"]
Wish = Literal["WORK", "FURTHER_STUDY", "NOT_SEEKING", "UNKNOWN"]
Section = Literal["S33", "S39", "S40", "UNKNOWN"]
EndReason = Literal[
    "RESIGNED", "CONTRACT_ENDED", "DISMISSED", "RETIRED", "DISMISSED_FOR_FAULT", "DIED", "TRANSFERRED", "UNKNOWN"
]
TestResult = Literal["PASSED", "FAILED", "UNKNOWN"]
CertificateStatus = Literal["VALID", "REVOKED", "UNKNOWN"]
TrainingResult = Literal["ONGOING", "COMPLETED", "NOT_COMPLETED", "UNKNOWN"]
Stage = Literal["REGISTERED", "CONTACTED", "REFERRED", "INTERVIEWED", "PLACED", "NOT_PLACED", "UNKNOWN"]
NotPlacedReason = Literal["PERSON_DECLINED", "EMPLOYER_DECLINED", "UNREACHABLE", "NOT_SUITABLE", "OTHER", "UNKNOWN"]


class Student(Record):
    """A student's enrolment (clause 3.1.1(1))."""

    identity: bytes | None = None
    name_hash: KeyedHash | None = None
    address_hash: KeyedHash | None = None
    other_pseudonyms: tuple[Pseudonym, ...] = ()
    college: CollegeCode
    status: StudentStatus
    level: Level
    curriculum_year: BuddhistYear
    subject_type: Text
    subject_type_as_sent: Text
    field_code: FieldCode | None = None
    field: Text
    specialisation: Text | None = None
    qualification: Text | None = None
    entry_academic_year: BuddhistYear
    graduation_academic_year: BuddhistYear | None = None
    province: ProvinceCode
    district: DistrictCode | None = None
    wish: Wish
    desired_occupations: tuple[IscoCode, ...] = ()
    desired_provinces: tuple[ProvinceCode, ...] = ()
    desired_wage_min: Baht | None = None


class Insurance(Record):
    """A spell of insured employment (clause 3.2.1(2)): no employer, no wage."""

    identity: bytes | None = None
    name_hash: KeyedHash | None = None
    address_hash: KeyedHash | None = None
    section: Section
    started_on: date
    confirmed_through: date | None = None
    ended_on: date | None = None
    end_reason: EndReason | None = None
    position: Text | None = None
    occupation: IscoCode | None = None
    occupation_scheme: Text | None = None
    occupation_as_sent: Text | None = None
    industry_scheme: Text | None = None
    industry_code: Annotated[str, Field(pattern=r"^[0-9A-Z]{1,6}$")] | None = None
    industry_as_sent: Text | None = None
    province: ProvinceCode | None = None


class SkillTest(Record):
    """One skill-test result (clause 3.2.1(3))."""

    identity: bytes | None = None
    name_hash: KeyedHash | None = None
    address_hash: KeyedHash | None = None
    standard: Text
    standard_as_sent: Text | None = None
    level: StandardLevel
    tested_on: date
    result: TestResult
    test_centre: Text | None = None
    occupation: IscoCode | None = None
    province: ProvinceCode | None = None
    district: DistrictCode | None = None


class Certificate(Record):
    """One certificate of competence (clause 3.2.1(3))."""

    identity: bytes | None = None
    name_hash: KeyedHash | None = None
    address_hash: KeyedHash | None = None
    standard: Text
    standard_as_sent: Text | None = None
    level: StandardLevel
    issued_on: date
    expires_on: date | None = None
    status: CertificateStatus
    occupation: IscoCode | None = None
    province: ProvinceCode | None = None
    district: DistrictCode | None = None


class Training(Record):
    """One training course taken (clause 3.2.1(3))."""

    identity: bytes | None = None
    name_hash: KeyedHash | None = None
    address_hash: KeyedHash | None = None
    course: Text
    standard: Text | None = None
    standard_as_sent: Text | None = None
    level: StandardLevel | None = None
    hours: Annotated[int, Field(ge=1, le=10_000)]
    started_on: date
    finished_on: date | None = None
    result: TrainingResult
    training_centre: Text | None = None
    occupation: IscoCode | None = None
    occupation_scheme: Text | None = None
    occupation_as_sent: Text | None = None
    province: ProvinceCode | None = None
    district: DistrictCode | None = None


class Placement(Record):
    """Where a person stands with one vacancy (clause 3.2.1(7))."""

    vacancy: Pseudonym
    stage: Stage
    reason: NotPlacedReason | None = None
    noted_at: datetime
    office: Text | None = None
