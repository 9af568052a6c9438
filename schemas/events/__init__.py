"""The data of each topic as frozen models, held equal to the schema files by a test."""

from typing import Final

from schemas import topics
from schemas.events.counts import (
    LabourMeasure,
    LabourStatistics,
    StaffKind,
    StaffQualification,
    StaffStatistics,
    StatisticsUnit,
    StudentMeasure,
    StudentStatistics,
)
from schemas.events.decisions import Criterion, Decision, Identity, Match, MatchStatus, Met, WithdrawnBecause
from schemas.events.demand import Demand, EmploymentType, Vacancy, VacancySource, VacancyStatus, WageUnit
from schemas.events.deriving import derived
from schemas.events.people import (
    Certificate,
    CertificateStatus,
    EndReason,
    Insurance,
    NotPlacedReason,
    Placement,
    Section,
    SkillTest,
    Stage,
    Student,
    StudentStatus,
    TestResult,
    Training,
    TrainingResult,
    Wish,
)
from schemas.events.places import (
    CollegeFacility,
    FacilityKind,
    FacilityStatus,
    OfficeFacility,
    PlannedSession,
    SessionStatus,
    Weekday,
)
from schemas.events.record import Record
from schemas.events.words import EmployerKind, Level

MODELS: Final[dict[str, type[Record]]] = {
    topics.STUDENT: Student,
    topics.DEMAND: Demand,
    topics.STUDENT_STATISTICS: StudentStatistics,
    topics.STAFF_STATISTICS: StaffStatistics,
    topics.OVEC_FACILITY: CollegeFacility,
    topics.VACANCY: Vacancy,
    topics.INSURANCE: Insurance,
    topics.SKILL_TEST: SkillTest,
    topics.TRAINING: Training,
    topics.CERTIFICATE: Certificate,
    topics.LABOUR_STATISTICS: LabourStatistics,
    topics.TEST_PLAN: PlannedSession,
    topics.DSD_FACILITY: OfficeFacility,
    topics.PLACEMENT: Placement,
    topics.MATCH: Match,
    topics.IDENTITY: Identity,
}


def model(topic: str) -> type[Record]:
    """Give the model of a topic's data: the one written, or for an amendment's data set one derived from its schema."""
    return MODELS[topic] if topic in MODELS else derived(topic)


__all__ = [
    "MODELS",
    "Certificate",
    "CertificateStatus",
    "CollegeFacility",
    "Criterion",
    "Decision",
    "Demand",
    "EmployerKind",
    "EmploymentType",
    "EndReason",
    "FacilityKind",
    "FacilityStatus",
    "Identity",
    "Insurance",
    "LabourMeasure",
    "LabourStatistics",
    "Level",
    "Match",
    "MatchStatus",
    "Met",
    "NotPlacedReason",
    "OfficeFacility",
    "Placement",
    "PlannedSession",
    "Record",
    "Section",
    "SessionStatus",
    "SkillTest",
    "StaffKind",
    "StaffQualification",
    "StaffStatistics",
    "Stage",
    "StatisticsUnit",
    "Student",
    "StudentMeasure",
    "StudentStatistics",
    "StudentStatus",
    "TestResult",
    "Training",
    "TrainingResult",
    "Vacancy",
    "VacancySource",
    "VacancyStatus",
    "WageUnit",
    "Weekday",
    "Wish",
    "WithdrawnBecause",
    "model",
]
