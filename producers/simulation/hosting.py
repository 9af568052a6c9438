"""What colleges and DSD's offices have to share, and the skill tests planned there for the fields taught nearby."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Final

from producers.simulation import invented, weights
from producers.simulation.learner import Learner, Studies
from producers.simulation.part import FIRST_REVISION
from producers.simulation.places import Facility, Session
from schemas.codes import skill_standards

WORKSHOP, ROOM, TEST_CENTRE, EQUIPMENT = ("โรงฝึกงาน", "ห้อง", "ศูนย์ทดสอบ", "ครุภัณฑ์")
AVAILABLE, IN_USE, SHUT = ("ว่าง", "ใช้งานอยู่", "ปิด")
PLANNED, FULL, HELD, CANCELLED = ("กำหนดจัด", "เต็ม", "จัดแล้ว", "ยกเลิก")
OVEC, DSD = ("ovec", "dsd")
_KINDS: Final = {OVEC: (WORKSHOP, ROOM, EQUIPMENT), DSD: (TEST_CENTRE, WORKSHOP, EQUIPMENT)}
_WEEKDAYS: Final = (
    ("จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์"),
    ("เสาร์", "อาทิตย์"),
    ("พุธ", "เสาร์"),
)
_SEATS: Final = (10, 12, 16, 20, 24, 30, 40)
_HALF_A_YEAR_DAYS: Final = 180
_TRIES: Final = 60


def opened(random: Random, number: int, owner: str, learners: Sequence[Learner], today: date) -> Facility:
    """Let a college, or DSD's office of its province, have something to share for a field that is taught there."""
    studies, standards = _taught(random, learners)
    province = studies.college[2:4]
    kind = random.choice(_KINDS[owner])
    return Facility(
        number,
        FIRST_REVISION,
        owner,
        studies.college if owner == OVEC else office(province),
        f"{kind}{studies.field}",
        kind,
        invented.address(random),
        province,
        invented.district(random, province),
        random.choice(_SEATS),
        (studies.field,),
        standards[:2] if kind != EQUIPMENT else (),
        today,
        today + timedelta(days=_HALF_A_YEAR_DAYS),
        random.choice(_WEEKDAYS),
        AVAILABLE,
    )


def changed(random: Random, facility: Facility, revision: int) -> Facility:
    """Let a facility be taken, be closed for repairs, or be free again with another number of seats."""
    if facility.status == AVAILABLE:
        return replace(facility, revision=revision, status=random.choice((IN_USE, SHUT)))
    return replace(facility, revision=revision, status=AVAILABLE, seats=random.choice(_SEATS))


def planned(random: Random, number: int, learners: Sequence[Learner], today: date) -> Session:
    """Plan the test of a standard where a field it belongs to is taught (clause 3.2.1(5))."""
    studies, standards = _taught(random, learners)
    standard = skill_standards()[random.choice(standards)]
    province = studies.college[2:4]
    seats = random.choice(_SEATS)
    return Session(
        number,
        FIRST_REVISION,
        standard.name,
        min(standard.levels),
        office(province),
        province,
        invented.district(random, province),
        today + timedelta(days=random.randint(7, 90)),
        seats,
        random.randint(0, seats - 1),
        standard.fields,
        PLANNED,
    )


def booked(session: Session, revision: int) -> Session | None:
    """Let someone take a seat; with the last one the session is full."""
    if session.status != PLANNED:
        return None
    taken = session.taken + 1
    return replace(session, revision=revision, taken=taken, status=FULL if taken >= session.seats else PLANNED)


def held(session: Session, revision: int, today: date) -> Session | None:
    """Hold the test, ahead of its day: lives go faster than years here."""
    return replace(session, revision=revision, on=today, status=HELD) if session.status in (PLANNED, FULL) else None


def called_off(session: Session, revision: int) -> Session | None:
    """Call the test off while there are seats to be had."""
    return replace(session, revision=revision, status=CANCELLED) if session.status == PLANNED else None


def office(province: str) -> str:
    """Name DSD's office of a province, which is its test centre as well."""
    return f"DSD-{province}"


def _taught(random: Random, learners: Sequence[Learner]) -> tuple[Studies, tuple[str, ...]]:
    """Draw studies of the register in a field that has skill standards; a tiny register may need to be given one."""
    studies = random.choice(learners).studies
    for _ in range(_TRIES):
        if weights.standards_for(studies.field):
            break
        studies = random.choice(learners).studies
    else:
        studies = replace(studies, field=random.choice(weights.fields_with_standards()))
    return studies, weights.standards_for(studies.field)
