"""Writes what DSD's registers hold: tests, certificates, courses, planned sessions and its own facilities."""

from datetime import date, datetime

from producers.draft import Row
from producers.simulation.learner import Skill, Training
from producers.simulation.places import Facility, Session
from producers.simulation.register_rows import (
    SEVERAL,
    buddhist,
    envelope,
    living_in,
    named,
    shared,
    standard_in_thai,
)
from schemas.codes import skill_standards
from schemas.coding import ISCO_08


def test_row(skill: Skill, at: datetime) -> Row:
    """Write a test result."""
    return {
        **envelope(skill.revision, at),
        **named(skill.known),
        **living_in(skill.known),
        "test_no": f"T-{skill.number:08d}",
        "standard": standard_in_thai(skill.standard),
        "level": str(skill.level),
        "test_date": buddhist(skill.tested_on),
        "result": "ผ่าน" if skill.passed else "ไม่ผ่าน",
        "test_centre": f"DSD-{skill.known.province}",
    }


def certificate_row(skill: Skill, at: datetime) -> Row:
    """Write the certificate of a passed test; valid for four years."""
    expires_on = date(skill.tested_on.year + 4, skill.tested_on.month, min(skill.tested_on.day, 28))
    return {
        **envelope(skill.revision, at),
        **named(skill.known),
        **living_in(skill.known),
        "certificate_no": f"C-{skill.number:08d}",
        "standard": standard_in_thai(skill.standard),
        "level": str(skill.level),
        "issue_date": buddhist(skill.tested_on),
        "expire_date": buddhist(expires_on),
        "status": "เพิกถอน" if skill.revoked else "ใช้ได้",
    }


def training_row(training: Training, at: datetime) -> Row:
    """Write a course taken."""
    standard = training.standard
    ended = "ผ่านการฝึก" if training.passed else "ไม่ผ่านการฝึก"
    return {
        **envelope(training.revision, at),
        **named(training.known),
        **living_in(training.known),
        "training_no": f"R-{training.number:08d}",
        "course": training.course or f"หลักสูตรยกระดับฝีมือ {standard_in_thai(standard)}",
        "standard": standard_in_thai(standard),
        "level": "1" if standard else "",
        "hours": str(training.hours),
        "start_date": buddhist(training.started_on),
        "finish_date": buddhist(training.finished_on),
        "result": ended if training.finished_on else "กำลังฝึก",
        "training_centre": f"DSD-{training.known.province}",
        "occupation_scheme": ISCO_08 if standard else "",
        "occupation_code": skill_standards()[standard].occupation if standard else "",
    }


def session_row(session: Session, at: datetime) -> Row:
    """Write a planned skill test."""
    return {
        **envelope(session.revision, at),
        "session_no": f"S-{session.number:06d}",
        "standard": standard_in_thai(session.standard),
        "level": str(session.level),
        "province_code": session.province,
        "district_code": session.district,
        "place": session.place,
        "test_date": buddhist(session.on),
        "seats": str(session.seats),
        "seats_taken": str(session.taken),
        "fields": SEVERAL.join(session.fields),
        "status": session.status,
    }


def office_facility_row(facility: Facility, at: datetime) -> Row:
    """Write what an office of DSD's has to share."""
    return {**shared(facility, at), "office_code": facility.keeper}
