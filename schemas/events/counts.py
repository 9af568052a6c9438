"""Published counts: one record is one cell of a table, about no person."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from schemas.events.record import Record
from schemas.events.words import (
    BuddhistYear,
    CollegeCode,
    IndustrySection,
    Level,
    Month,
    OccupationGroup,
    ProvinceCode,
    Text,
)

StudentMeasure = Literal["STUDYING", "GRADUATED", "UNKNOWN"]
StaffKind = Literal["TEACHER", "LECTURER", "PERSONNEL", "UNKNOWN"]
StaffQualification = Literal["BELOW_BACHELOR", "BACHELOR", "MASTER", "DOCTORATE", "ANY", "UNKNOWN"]
LabourMeasure = Literal["INSURED", "UNEMPLOYED_REGISTERED", "VACANCIES", "PLACED", "TESTED", "TRAINED", "UNKNOWN"]
StatisticsUnit = Literal["PERSONS", "POSITIONS", "ESTABLISHMENTS", "UNKNOWN"]
_Count = Annotated[int, Field(ge=0, le=100_000_000)]


class StudentStatistics(Record):
    """Students studying or graduated (clause 3.1.1(3))."""

    academic_year: BuddhistYear
    as_of: date
    measure: StudentMeasure
    province: ProvinceCode
    college: CollegeCode | None = None
    level: Level
    subject_type: Text | None = None
    subject_type_as_sent: Text | None = None
    field: Text | None = None
    count: _Count


class StaffStatistics(Record):
    """Teachers, lecturers and staff by level and qualification (clause 3.1.1(4))."""

    academic_year: BuddhistYear
    as_of: date
    staff_kind: StaffKind
    position_level: Text | None = None
    qualification: StaffQualification
    province: ProvinceCode
    college: CollegeCode | None = None
    count: _Count


class LabourStatistics(Record):
    """A labour count by month, area and industry or occupation (clause 3.2.1(4))."""

    measure: LabourMeasure
    year: BuddhistYear
    month: Month | None = None
    as_of: date
    province: ProvinceCode
    industry_section: IndustrySection | None = None
    occupation_group: OccupationGroup | None = None
    count: _Count
    unit: StatisticsUnit
