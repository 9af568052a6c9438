"""The data of each topic as frozen models, held equal to the schema files by a test."""

from datetime import date, datetime
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from schemas import topics

Pseudonym = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
KeyedHash = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
ProvinceCode = Annotated[str, Field(pattern=r"^[1-9][0-9]$")]
DistrictCode = Annotated[str, Field(pattern=r"^[1-9][0-9]{3}$")]
IscoCode = Annotated[str, Field(pattern=r"^[0-9]{4}$")]
BuddhistYear = Annotated[int, Field(ge=2450, le=2650)]
StandardLevel = Annotated[int, Field(ge=1, le=3)]
Text = Annotated[str, Field(min_length=1, max_length=400)]

StudentStatus = Literal["STUDYING", "ABOUT_TO_GRADUATE", "GRADUATED", "LEFT", "UNKNOWN"]
Level = Literal["PVC", "PVS", "BTECH", "UNKNOWN"]
Wish = Literal["WORK", "FURTHER_STUDY", "NOT_SEEKING", "UNKNOWN"]
Section = Literal["S33", "S39", "S40", "UNKNOWN"]
EndReason = Literal[
    "RESIGNED", "CONTRACT_ENDED", "DISMISSED", "RETIRED", "DISMISSED_FOR_FAULT", "DIED", "TRANSFERRED", "UNKNOWN"
]
TestResult = Literal["PASSED", "FAILED", "UNKNOWN"]
CertificateStatus = Literal["VALID", "REVOKED", "UNKNOWN"]
EmployerKind = Literal["JURISTIC", "SOLE_TRADER", "UNKNOWN"]
EmploymentType = Literal["FULL_TIME", "PART_TIME", "TEMPORARY", "INTERNSHIP", "UNKNOWN"]
WageUnit = Literal["MONTH", "DAY", "HOUR", "UNKNOWN"]
VacancyStatus = Literal["OPEN", "FILLED", "CLOSED", "UNKNOWN"]
VacancySource = Literal["NOTICE", "SURVEY", "UNKNOWN"]
Stage = Literal["REGISTERED", "CONTACTED", "REFERRED", "INTERVIEWED", "PLACED", "NOT_PLACED", "UNKNOWN"]
NotPlacedReason = Literal["PERSON_DECLINED", "EMPLOYER_DECLINED", "UNREACHABLE", "NOT_SUITABLE", "OTHER", "UNKNOWN"]
MatchStatus = Literal["OPEN", "WITHDRAWN", "UNKNOWN"]
WithdrawnBecause = Literal[
    "HIRED",
    "PLACED",
    "NOT_SEEKING",
    "LEFT",
    "OBJECTED",
    "ERASED",
    "CERTIFICATE_ENDED",
    "REFUSED",
    "CHANGED",
    "RECORD_DELETED",
    "AGREEMENT_ENDED",
    "VACANCY_FILLED",
    "VACANCY_CLOSED",
    "VACANCY_EXPIRED",
    "UNKNOWN",
]
Met = Literal["YES", "NO", "NOT_KNOWN", "UNKNOWN"]
Decision = Literal["JOIN", "SPLIT", "OBJECTION", "OBJECTION_WITHDRAWN", "ERASURE", "UNKNOWN"]


class Record(BaseModel):
    """What all data have in common: frozen, and no field that the schema does not have."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def data(self) -> dict[str, Any]:
        """Give the record as the codec takes it."""
        return self.model_dump()


class Student(Record):
    """A student's enrolment (clause 3.1.1(1))."""

    identity: bytes | None = None
    name_hash: KeyedHash | None = None
    address_hash: KeyedHash | None = None
    other_pseudonyms: tuple[Pseudonym, ...] = ()
    college: Annotated[str, Field(pattern=r"^[0-9]{10}$")]
    status: StudentStatus
    level: Level
    curriculum_year: BuddhistYear
    subject_type: Text
    subject_type_as_sent: Text
    field_code: Annotated[str, Field(pattern=r"^[0-9]{5}$")] | None = None
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
    desired_wage_min: Annotated[int, Field(ge=0, le=1_000_000)] | None = None


class Insurance(Record):
    """A spell of insured employment (clause 3.2.1(2)): no employer, no wage."""

    identity: bytes | None = None
    section: Section
    started_on: date
    confirmed_through: date | None = None
    ended_on: date | None = None
    end_reason: EndReason | None = None
    occupation: IscoCode | None = None
    industry_scheme: Text | None = None
    industry_code: Annotated[str, Field(pattern=r"^[0-9A-Z]{1,6}$")] | None = None
    province: ProvinceCode | None = None


class SkillTest(Record):
    """One skill-test result (clause 3.2.1(3))."""

    identity: bytes | None = None
    standard: Text
    level: StandardLevel
    tested_on: date
    result: TestResult
    test_centre: Text | None = None
    occupation: IscoCode | None = None


class Certificate(Record):
    """One certificate of competence (clause 3.2.1(3))."""

    identity: bytes | None = None
    standard: Text
    level: StandardLevel
    issued_on: date
    expires_on: date | None = None
    status: CertificateStatus
    occupation: IscoCode | None = None


class Vacancy(Record):
    """A vacancy notice or surveyed demand (clause 3.2.1(1))."""

    vacancy_number: Text
    employer_name: Text | None = None
    employer_kind: EmployerKind
    juristic_number: Annotated[str, Field(pattern=r"^[0-9]{13}$")] | None = None
    position: Text
    occupation: IscoCode
    occupation_scheme: Text
    occupation_as_sent: Text
    province: ProvinceCode
    district: DistrictCode | None = None
    industry_code: Annotated[str, Field(pattern=r"^[0-9]{2}$")] | None = None
    positions_requested: Annotated[int, Field(ge=1, le=10_000)]
    positions_filled: Annotated[int, Field(ge=0, le=10_000)] = 0
    employment_type: EmploymentType
    wage_min: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    wage_max: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    wage_unit: WageUnit
    levels: tuple[Level, ...] = ()
    fields: tuple[Text, ...] = ()
    experience_years_min: Annotated[int, Field(ge=0, le=60)] = 0
    skill_standard: Text | None = None
    skill_level: StandardLevel | None = None
    certificate_required: bool = False
    posted_on: date
    expires_on: date | None = None
    status: VacancyStatus
    source: VacancySource


class Placement(Record):
    """Where a person stands with one vacancy (clause 3.2.1(7))."""

    vacancy: Pseudonym
    stage: Stage
    reason: NotPlacedReason | None = None
    noted_at: datetime
    office: Text | None = None


class Criterion(Record):
    """One criterion of a match with the record it rests on."""

    name: str
    met: Met
    points: int = 0
    points_max: int = 0
    topic: str | None = None
    record: str | None = None
    version: int | None = None
    as_of: date | None = None
    detail: str | None = None


class Match(Record):
    """A match: open or withdrawn, with its reasons (clause 3.2.1(7))."""

    vacancy: Pseudonym
    episode: Annotated[int, Field(ge=1)]
    status: MatchStatus
    score: Annotated[int, Field(ge=0, le=100)]
    withdrawn_because: WithdrawnBecause | None = None
    criteria: tuple[Criterion, ...] = ()
    occupation: IscoCode
    province: ProvinceCode
    caused_at: datetime
    unchecked: bool = False


class Identity(Record):
    """A decision about who is who, or about a person's rights (clause 1.2)."""

    decision: Decision
    canonical: Pseudonym | None = None
    alias: Pseudonym | None = None
    decided_by: Text
    reason: Text
    decided_at: datetime


MODELS: Final[dict[str, type[Record]]] = {
    topics.STUDENT: Student,
    topics.VACANCY: Vacancy,
    topics.INSURANCE: Insurance,
    topics.SKILL_TEST: SkillTest,
    topics.CERTIFICATE: Certificate,
    topics.PLACEMENT: Placement,
    topics.MATCH: Match,
    topics.IDENTITY: Identity,
}
