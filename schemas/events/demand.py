"""What employers want: vacancies notified to DOE, and demand found by colleges' surveys."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from schemas.events.record import Record
from schemas.events.words import (
    Baht,
    CollegeCode,
    DistrictCode,
    DivisionCode,
    EmployerKind,
    IscoCode,
    JuristicNumber,
    Level,
    ProvinceCode,
    StandardLevel,
    SubdistrictCode,
    Text,
)

EmploymentType = Literal["FULL_TIME", "PART_TIME", "TEMPORARY", "INTERNSHIP", "UNKNOWN"]
WageUnit = Literal["MONTH", "DAY", "HOUR", "UNKNOWN"]
VacancyStatus = Literal["OPEN", "FILLED", "CLOSED", "UNKNOWN"]
VacancySource = Literal["NOTICE", "SURVEY", "UNKNOWN"]
_Positions = Annotated[int, Field(ge=1, le=10_000)]


class Vacancy(Record):
    """A vacancy notice or surveyed demand (clause 3.2.1(1))."""

    vacancy_number: Text
    employer_name: Text | None = None
    employer_kind: EmployerKind
    juristic_number: JuristicNumber | None = None
    address: Text | None = None
    position: Text
    occupation: IscoCode
    occupation_scheme: Text
    occupation_as_sent: Text
    province: ProvinceCode
    district: DistrictCode | None = None
    industry_code: DivisionCode | None = None
    industry_as_sent: Text | None = None
    positions_requested: _Positions
    positions_filled: Annotated[int, Field(ge=0, le=10_000)] = 0
    employment_type: EmploymentType
    wage_min: Baht | None = None
    wage_max: Baht | None = None
    wage_unit: WageUnit
    levels: tuple[Level, ...] = ()
    fields: tuple[Text, ...] = ()
    skills: tuple[Text, ...] = ()
    experience_years_min: Annotated[int, Field(ge=0, le=60)] = 0
    skill_standard: Text | None = None
    skill_standard_as_sent: Text | None = None
    skill_level: StandardLevel | None = None
    certificate_required: bool = False
    posted_on: date
    expires_on: date | None = None
    status: VacancyStatus
    source: VacancySource


class Demand(Record):
    """An establishment's demand found by a college's survey (clause 3.1.1(2))."""

    college: CollegeCode
    surveyed_on: date
    valid_until: date | None = None
    employer_kind: EmployerKind
    juristic_number: JuristicNumber | None = None
    establishment_name: Text | None = None
    address: Text | None = None
    subdistrict: SubdistrictCode | None = None
    district: DistrictCode | None = None
    province: ProvinceCode
    position: Text
    field: Text | None = None
    occupation: IscoCode | None = None
    occupation_scheme: Text | None = None
    occupation_as_sent: Text | None = None
    levels: tuple[Level, ...] = ()
    qualification: Text | None = None
    skills: tuple[Text, ...] = ()
    skill_standard: Text | None = None
    skill_standard_as_sent: Text | None = None
    skill_level: StandardLevel | None = None
    positions: _Positions
