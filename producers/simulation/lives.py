"""What may happen to one person: each function gives the person afterwards, or None where it can't happen now."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Final

from producers.simulation import careers, differing, enrolling, invented
from producers.simulation.enrolling import ABOUT_TO_GRADUATE, GRADUATED, LEFT, NOT_SEEKING, STUDYING, WORK
from producers.simulation.learner import Learner, Wishes
from producers.simulation.weights import LEVEL_WORDS

_LEVELS: Final = {word: level for level, word in LEVEL_WORDS.items()}
_TESTS_MAX: Final = 2
_TRAININGS_MAX: Final = 3


def _wanting(random: Random, learner: Learner) -> Wishes:
    studies = learner.studies
    return enrolling.wishes(random, studies, _LEVELS[studies.level], learner.province)


def nears_graduation(random: Random, learner: Learner, today: date) -> Learner | None:
    """Let a student be about to graduate this academic year, and say what comes next."""
    if learner.status != STUDYING:
        return None
    studies = learner.studies
    # Lives go faster than years here, so the years of study move to end with this one.
    early = studies.graduation_year - enrolling.academic_year(today)
    moved = replace(studies, entry_year=studies.entry_year - early, graduation_year=studies.graduation_year - early)
    return replace(learner, status=ABOUT_TO_GRADUATE, studies=moved, wishes=_wanting(random, learner))


def graduates(random: Random, learner: Learner) -> Learner | None:
    """Let someone about to graduate do so; the wish may have changed."""
    if learner.status != ABOUT_TO_GRADUATE:
        return None
    kept = learner.wishes if random.random() < 0.7 else _wanting(random, learner)
    return replace(learner, status=GRADUATED, wishes=kept)


def leaves_college(random: Random, learner: Learner) -> Learner | None:
    """Let a student leave without graduating."""
    return replace(learner, status=LEFT) if learner.status == STUDYING and random.random() < 0.3 else None


def changes_wish(random: Random, learner: Learner) -> Learner | None:
    """Let someone who has graduated, or is about to, want something else."""
    if learner.status not in (ABOUT_TO_GRADUATE, GRADUATED):
        return None
    if learner.wishes.wish == WORK and random.random() < 0.3:
        return replace(learner, wishes=Wishes(NOT_SEEKING))
    return replace(learner, wishes=_wanting(random, learner))


def starts_work(random: Random, learner: Learner, number: int, today: date) -> Learner | None:
    """Hire a graduate who wants work; SSO hears of it up to 30 days later."""
    wants = learner.status in (ABOUT_TO_GRADUATE, GRADUATED) and learner.wishes.wish == WORK
    if not wants or learner.working is not None or not learner.insurable:
        return None
    return careers.hired(random, learner, number, today - timedelta(days=random.randint(0, 30)), confirmed=None)


def leaves_work(random: Random, learner: Learner, today: date) -> Learner | None:
    """End a spell of employment; SSO hears of it up to about 45 days later."""
    spell = learner.working
    if spell is None:
        return None
    ended_on = today - timedelta(days=random.randint(0, 45))
    ended = careers.ended(random, spell, ended_on, studying=learner.status in enrolling.STILL_STUDYING)
    return replace(learner, spells=tuple(ended if one is spell else one for one in learner.spells))


def is_reported(learner: Learner, revision: int, month_end: date) -> Learner | None:
    """Name someone in the monthly contribution report: still employed, which is no news to matching."""
    spell = learner.working
    if spell is None or month_end < spell.started_on:
        return None
    reported = replace(spell, revision=revision, confirmed=month_end)
    return replace(learner, spells=tuple(reported if one is spell else one for one in learner.spells))


def takes_test(random: Random, learner: Learner, number: int, today: date) -> Learner | None:
    """Let someone take the test of a standard of the field studied, under whatever number DSD has."""
    if learner.status == LEFT or len(learner.skills) >= _TESTS_MAX:
        return None
    after = careers.tested(random, learner, number, today)
    return None if after is learner else after


def loses_certificate(learner: Learner) -> Learner | None:
    """Revoke a certificate."""
    held = next((skill for skill in learner.skills if skill.passed and not skill.revoked), None)
    if held is None:
        return None
    revoked = replace(held, revoked=True)
    return replace(learner, skills=tuple(revoked if one is held else one for one in learner.skills))


def starts_course(random: Random, learner: Learner, number: int, today: date) -> Learner | None:
    """Let someone begin a course, one at a time, under whatever number DSD has."""
    under_way = any(training.finished_on is None for training in learner.trainings)
    if learner.status == LEFT or under_way or len(learner.trainings) >= _TRAININGS_MAX:
        return None
    return careers.enrolled_in_course(random, learner, number, today - timedelta(days=random.randint(0, 20)))


def finishes_course(random: Random, learner: Learner, today: date) -> Learner | None:
    """End a course; the number under which it was begun stays, the rest is written as it is today."""
    training = next((one for one in learner.trainings if one.finished_on is None), None)
    if training is None:
        return None
    known = replace(learner.elsewhere, identifier=training.known.identifier)
    ended = careers.finished(random, replace(training, known=known), today)
    return replace(learner, trainings=tuple(ended if one is training else one for one in learner.trainings))


def gets_national_id(random: Random, learner: Learner) -> Learner | None:
    """Register a learner with a G-code: the college takes the PIN in its place; DSD too, or it goes on as before."""
    if learner.papers or not learner.identifier.startswith("G"):
        return None
    known = replace(learner.known, identifier=invented.national_id(learner.number))
    elsewhere = learner.elsewhere
    if random.random() < 0.5:
        elsewhere = replace(elsewhere, identifier=known.identifier)
    return replace(learner, known=known, elsewhere=elsewhere, former_identifier=learner.identifier)


def is_corrected(learner: Learner) -> Learner | None:
    """Let the college correct a number it had mistyped."""
    right = learner.elsewhere.identifier
    if learner.former_identifier or learner.identifier == right:
        return None
    return replace(learner, known=replace(learner.known, identifier=right))


def marries(random: Random, learner: Learner) -> Learner | None:
    """Let someone employed marry: the employer reports the new surname, the college does not know it."""
    spell = learner.working
    if spell is None or random.random() < 0.5:
        return None
    elsewhere = differing.married(random, learner.elsewhere)
    renamed = replace(spell, known=replace(elsewhere, identifier=spell.known.identifier))
    spells = tuple(renamed if one is spell else one for one in learner.spells)
    return replace(learner, elsewhere=elsewhere, spells=spells)


def moves_house(random: Random, learner: Learner) -> Learner:
    """Let someone move: DSD learns of it with the next course or test."""
    return replace(learner, elsewhere=differing.moved(random, learner.elsewhere))


def tells_college(learner: Learner) -> Learner | None:
    """Let the college catch up with name and address."""
    heard = replace(learner.elsewhere, identifier=learner.identifier)
    return None if heard == learner.known else replace(learner, known=heard)


def changes_telephone(random: Random, learner: Learner) -> Learner:
    """Let someone have a new telephone number."""
    return replace(learner, telephone=invented.telephone(random))


def is_deleted(learner: Learner) -> Learner:
    """Let the college delete an enrolment that should never have been there."""
    return replace(learner, deleted=True)
