"""What the labour registers come to hold of someone: spells of employment, tests, courses."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Final

from producers.simulation import weights
from producers.simulation.learner import Learner, Skill, Spell, Training
from producers.simulation.part import FIRST_REVISION
from schemas.codes import industries

PASSED: Final = 0.72
_COMPLETED: Final = 0.9
# Resigned, contract over, dismissed, transferred, by their numbers on form 6-09 (DOMAIN 7).
_END_REASONS: Final = {"1": 70, "2": 20, "3": 5, "7": 5}
_DIED: Final = "6"
_SAID_TO_HAVE_DIED: Final = 0.1  # a slip of employers' that only another register shows
_OCCUPATION_KNOWN: Final = 0.15  # employers rarely report it to SSO
# Courses that lead to no skill standard, and their hours.
GENERAL_COURSES: Final = {
    "ภาษาอังกฤษเพื่อการทำงาน": 30,
    "ความปลอดภัยในการทำงาน": 12,
    "การประกอบอาชีพอิสระเบื้องต้น": 18,
    "การใช้โปรแกรมสำนักงาน": 30,
}
COURSE_HOURS: Final = (30, 60, 120)


def hired(random: Random, learner: Learner, number: int, started_on: date, confirmed: date | None) -> Learner:
    """Give someone a spell of employment that has not ended."""
    province = weights.around(random, learner.elsewhere.province)
    industry = random.choice(sorted(industries()))
    told = random.random() < _OCCUPATION_KNOWN
    occupation = weights.occupation_from(random, learner.studies.field) if told else ""
    known = learner.elsewhere
    if learner.papers:
        known = replace(known, identifier=learner.papers.social_security_card)
    spell = Spell(number, FIRST_REVISION, known, started_on, province, industry, occupation, confirmed)
    return replace(learner, spells=(*learner.spells, spell))


def ended(random: Random, spell: Spell, ended_on: date, *, studying: bool) -> Spell:
    """End a spell of employment, for a reason of SSO's list; of some who study on it is said that they died."""
    reason = random.choices(tuple(_END_REASONS), weights=tuple(_END_REASONS.values()))[0]
    if studying and random.random() < _SAID_TO_HAVE_DIED:
        reason = _DIED
    return replace(spell, ended_on=max(ended_on, spell.started_on), end_reason=reason)


def tested(random: Random, learner: Learner, number: int, tested_on: date) -> Learner:
    """Let someone take the test of a standard of the field studied, where there is one."""
    standards = weights.standards_for(learner.studies.field)
    if not standards:
        return learner
    passed = random.random() < PASSED
    skill = Skill(number, FIRST_REVISION, learner.elsewhere, random.choice(standards), 1, tested_on, passed)
    return replace(learner, skills=(*learner.skills, skill))


def enrolled_in_course(random: Random, learner: Learner, number: int, started_on: date) -> Learner:
    """Let someone begin a course: for a standard of the field studied, or one that anyone may take."""
    standards = weights.standards_for(learner.studies.field)
    standard = random.choice(standards) if standards and random.random() < 0.7 else ""
    course = random.choice(tuple(GENERAL_COURSES))
    hours = random.choice(COURSE_HOURS) if standard else GENERAL_COURSES[course]
    training = Training(
        number, FIRST_REVISION, learner.elsewhere, "" if standard else course, standard, hours, started_on
    )
    return replace(learner, trainings=(*learner.trainings, training))


def finished(random: Random, training: Training, finished_on: date) -> Training:
    """End a course; most complete it."""
    return replace(training, finished_on=max(finished_on, training.started_on), passed=random.random() < _COMPLETED)


def last_month_end(today: date) -> date:
    """Give the last day of the month before."""
    return today.replace(day=1) - timedelta(days=1)
