"""Writes what OVEC's registers hold: enrolments, surveyed demand, counts, and what colleges have to share."""

from datetime import datetime
from typing import Final

from producers.draft import Row
from producers.simulation.counting import Published, StudentCell
from producers.simulation.demand import Survey
from producers.simulation.learner import Learner
from producers.simulation.places import Facility
from producers.simulation.register_rows import (
    SEVERAL,
    buddhist,
    envelope,
    living_in,
    located,
    named,
    position,
    shared,
    standard_in_thai,
)
from producers.simulation.staffing import StaffCell
from schemas.coding import ISCO_08

QUALIFICATIONS: Final = {
    "ปวช.": "ประกาศนียบัตรวิชาชีพ",
    "ปวส.": "ประกาศนียบัตรวิชาชีพชั้นสูง",
    "ทล.บ.": "เทคโนโลยีบัณฑิต",
}


def student_row(learner: Learner, at: datetime) -> Row:
    """Write a student's enrolment."""
    studies, wishes, papers = learner.studies, learner.wishes, learner.papers
    return {
        **envelope(learner.revision, at, deleted=learner.deleted),
        **named(learner.known),
        **living_in(learner.known),
        "student_id": learner.student_number,
        "other_ids": learner.former_identifier,
        "passport_no": papers.passport if papers else "",
        "sso_card_no": papers.social_security_card if papers else "",
        "telephone": learner.telephone,
        "college_code": studies.college,
        "status": learner.status,
        "level": studies.level,
        "curriculum_year": str(studies.curriculum_year),
        "subject_type": studies.subject_type,
        "field_code": studies.field_code,
        "field": studies.field,
        "specialisation": studies.field,
        "qualification": QUALIFICATIONS[studies.level],
        "entry_year": str(studies.entry_year),
        "graduation_year": str(studies.graduation_year),
        "wish": wishes.wish,
        "wanted_occupations": SEVERAL.join(wishes.occupations),
        "wanted_provinces": SEVERAL.join(wishes.provinces),
        "wanted_wage": "" if wishes.wage is None else str(wishes.wage),
    }


def survey_row(survey: Survey, at: datetime) -> Row:
    """Write an employer's demand; a sole trader's number, name and address are personal and not asked for."""
    employer = survey.employer
    company = not employer.sole_trader
    return {
        **envelope(survey.revision, at, deleted=survey.ended),
        **located(employer.province, employer.district),
        "survey_no": f"D-{survey.number:07d}",
        "college_code": survey.college,
        "survey_date": buddhist(survey.surveyed_on),
        "valid_until": buddhist(survey.valid_until),
        "employer_kind": "นิติบุคคล" if company else "บุคคลธรรมดา",
        "juristic_no": employer.identifier if company else "",
        "establishment_name": employer.name if company else "",
        "address": employer.address if company else "",
        "position": position(survey.occupation),
        "field": survey.field,
        "occupation_scheme": ISCO_08,
        "occupation_code": survey.occupation,
        "levels": SEVERAL.join(survey.levels),
        "qualification": " หรือ ".join(QUALIFICATIONS[level] for level in survey.levels),
        "skills": SEVERAL.join(survey.skills),
        "skill_standard": standard_in_thai(survey.standard),
        "skill_level": "1" if survey.standard else "",
        "positions": str(survey.positions),
    }


def college_facility_row(facility: Facility, at: datetime) -> Row:
    """Write what a college has to share."""
    return {**shared(facility, at), "college_code": facility.keeper}


def student_count_row(cell: StudentCell, published: Published, at: datetime) -> Row:
    """Write a count of students; one of nobody is taken back."""
    return {
        **envelope(published.revision, at, deleted=not published.figure),
        "cell_no": "/".join(str(part) for part in cell),
        "academic_year": str(cell.academic_year),
        "as_of": buddhist(published.as_of),
        "measure": cell.measure,
        "province_code": cell.province,
        "level": cell.level,
        "subject_type": cell.subject_type,
        "field": cell.field,
        "count": f"{published.figure:,}",
    }


def staff_row(cell: StaffCell, published: Published, at: datetime) -> Row:
    """Write a count of staff."""
    return {
        **envelope(published.revision, at, deleted=not published.figure),
        "cell_no": "/".join(str(part) for part in cell),
        "academic_year": str(cell.academic_year),
        "as_of": buddhist(published.as_of),
        "staff_kind": cell.kind,
        "position_level": cell.position_level,
        "qualification": cell.qualification,
        "province_code": cell.province,
        "count": f"{published.figure:,}",
    }
