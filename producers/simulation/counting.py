"""Counts what stands in the registers, as agencies do before they publish a figure (clauses 3.1.1(3), 3.2.1(4))."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final, NamedTuple, TypeVar

from producers.simulation import employers, enrolling
from producers.simulation.demand import Offer
from producers.simulation.learner import Learner
from schemas.codes import section_of_division
from schemas.dates import BUDDHIST_ERA_YEARS

# A count finer than a province's total is published from five on, so that it points at nobody (DOMAIN 11).
LEAST: Final = 5
STUDYING, GRADUATED = ("กำลังศึกษา", "สำเร็จการศึกษา")
INSURED, UNEMPLOYED, VACANCIES = ("ผู้ประกันตน", "ผู้ขึ้นทะเบียนว่างงาน", "ตำแหน่งงานว่าง")
TESTED, TRAINED = ("ผู้ทดสอบมาตรฐานฝีมือแรงงาน", "ผู้รับการฝึกอบรม")
WHOLE_YEAR: Final = 0


class StudentCell(NamedTuple):
    """What a count of students is of; `field` and its `subject_type` are blank in a level's total."""

    academic_year: int
    province: str
    level: str
    measure: str
    subject_type: str = ""
    field: str = ""

    @property
    def fine(self) -> bool:
        """Whether it is of less than a whole level of a province."""
        return bool(self.field)


class LabourCell(NamedTuple):
    """What a count of MOL's is of; `industry` (a TSIC section) and `occupation` (a major group) blank for all."""

    year: int
    month: int
    province: str
    measure: str
    industry: str = ""
    occupation: str = ""

    @property
    def fine(self) -> bool:
        """Whether it is of less than a whole province."""
        return bool(self.industry or self.occupation)


class Published(NamedTuple):
    """A count as it was last published, and the day it is as of; `figure` is 0 once it was taken back."""

    figure: int
    revision: int
    as_of: date


Cell = TypeVar("Cell", StudentCell, LabourCell)


def students(learners: Iterable[Learner], year: int) -> Mapping[StudentCell, int]:
    """Count who studies in an academic year, and who graduated in it or the one before, where the college is."""
    found = Counter[StudentCell]()
    for learner in learners:
        cell = None if learner.deleted else _student_cell(learner, year)
        if cell is not None:
            found.update((cell, cell._replace(subject_type="", field="")))
    return _publishable(found)


def labour(learners: Iterable[Learner], offers: Iterable[Offer], today: date) -> Mapping[LabourCell, int]:
    """Count who is insured, looks for work, was tested or trained, and for how many positions someone is wanted."""
    found = Counter[LabourCell]()
    for learner in learners:
        found.update(_of_one(learner, today))
    for offer in offers:
        wanted = offer.positions - offer.filled if offer.status == employers.OPEN else 0
        total = _this_month(offer.province, VACANCIES, today)
        found[total] += wanted
        found[total._replace(occupation=offer.occupation[0])] += wanted
    return _publishable(found)


def _student_cell(learner: Learner, year: int) -> StudentCell | None:
    studies = learner.studies
    if learner.status in enrolling.STILL_STUDYING:
        of_year, measure = year, STUDYING
    elif learner.status == enrolling.GRADUATED and year - studies.graduation_year in (0, 1):
        of_year, measure = studies.graduation_year, GRADUATED
    else:
        return None
    return StudentCell(of_year, studies.college[2:4], studies.level, measure, studies.subject_type, studies.field)


def _of_one(learner: Learner, today: date) -> Iterator[LabourCell]:
    spell = learner.working
    if spell is not None:
        total = _this_month(spell.province, INSURED, today)
        yield from (total, total._replace(industry=section_of_division()[spell.industry]))
    elif learner.wishes.wish == enrolling.WORK and not learner.deleted:
        yield _this_month(learner.elsewhere.province, UNEMPLOYED, today)
    for skill in learner.skills:
        if skill.tested_on.year == today.year:
            yield _this_year(skill.known.province, TESTED, today)
    for training in learner.trainings:
        if training.started_on.year == today.year:
            yield _this_year(training.known.province, TRAINED, today)


def _this_month(province: str, measure: str, today: date) -> LabourCell:
    return LabourCell(today.year + BUDDHIST_ERA_YEARS, today.month, province, measure)


def _this_year(province: str, measure: str, today: date) -> LabourCell:
    return LabourCell(today.year + BUDDHIST_ERA_YEARS, WHOLE_YEAR, province, measure)


def _publishable(found: Mapping[Cell, int]) -> Mapping[Cell, int]:
    return {cell: count for cell, count in found.items() if count >= (LEAST if cell.fine else 1)}
