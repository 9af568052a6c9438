"""The people of the registers, and what happens to one after another."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count
from random import Random
from typing import Final

from producers.draft import Row
from producers.simulation import careers, differing, enrolling, invented, lives
from producers.simulation.dsd_rows import certificate_row, test_row, training_row
from producers.simulation.learner import Learner, Spell
from producers.simulation.ovec_rows import student_row
from producers.simulation.part import FIRST_REVISION, Happening, Kind
from producers.simulation.sso_rows import spell_row
from schemas.topics import CERTIFICATE, INSURANCE, SKILL_TEST, STUDENT, TRAINING

TOPICS: Final = (STUDENT, INSURANCE, SKILL_TEST, CERTIFICATE, TRAINING)
TRIES: Final = 60
# Most of what happens is a monthly report that someone is still employed: of about 17 million events a year 14 million
# (DOMAIN 9, twelve reports on half of 2.4 million people); the weights of all else add up to 134.
_REPORTED: Final = 500
_STRANGERS: Final = 0.2  # rows of SSO's about people who are no vocational student, per row about one
_FOREIGN: Final = 0.1  # of the strangers
_STRANGERS_FROM: Final = 700_000_000
_ENROLLED_TWICE: Final = 0.003
_CLAIMED_TWICE: Final = 0.0005
Change = Callable[[Learner], Learner | None]


class People:
    """All invented people; every draw comes from `random`, every moment from the caller."""

    def __init__(self, random: Random, number: int, today: date) -> None:
        self._random = random
        self.learners = [enrolling.with_past(random, one, today) for one in range(number)]
        self._enrol_twice(max(1, round(number * _ENROLLED_TWICE)))
        self._claim_twice(max(1, round(number * _CLAIMED_TWICE)))
        self._numbers = count(number * 10 + 10)
        self._strangers = count(_STRANGERS_FROM)

    def _enrol_twice(self, times: int) -> None:
        """Enrol some at two colleges, the second time under a mistyped number."""
        for one in self._random.sample(self.learners, min(times, len(self.learners))):
            number, revision = len(self.learners), FIRST_REVISION
            self.learners.append(differing.enrolled_again(self._random, one, number, revision))

    def _claim_twice(self, times: int) -> None:
        """Let two people claim one G-code: a college copied it into another's row."""
        with_pin = [at for at, one in enumerate(self.learners) if not one.identifier.startswith("G")]
        if len(with_pin) < 2:
            return
        for _ in range(times):
            pair = self._random.sample(with_pin, 2)
            first = self.learners[pair[0]]
            code = invented.g_code(first.number, first.studies.entry_year, first.province)
            for at in pair:
                self.learners[at] = replace(self.learners[at], former_identifier=code)

    def register(self, topic: str, at: datetime) -> Iterator[Row]:
        """Write one register of people as it stands; SSO's holds others than vocational students too."""
        if topic not in TOPICS:
            return
        for learner in self.learners:
            yield from (row for of, row in _records(learner, at) if of == topic)
            if topic == INSURANCE and self._random.random() < _STRANGERS:
                yield self._stranger_row(at)

    def _stranger_row(self, at: datetime) -> Row:
        """Write a spell of someone who is no vocational student; some are foreigners with a card."""
        number = next(self._strangers)
        someone = enrolling.newcomer(self._random, number, at.date())
        foreign = self._random.random() < _FOREIGN
        identifier = invented.social_security_card(number) if foreign else invented.national_id(number)
        known = replace(someone.elsewhere, identifier=identifier)
        started_on = at.date() - timedelta(days=self._random.randint(1, 900))
        spell = Spell(number, FIRST_REVISION, known, started_on, known.province, "47", "")
        return spell_row(spell, at)

    def kinds(self, today: date) -> Iterator[tuple[Kind, int]]:
        """Name what may happen to people, each with its weight."""
        random = self._random
        changes: tuple[tuple[Change, int], ...] = (
            (lambda one: lives.nears_graduation(random, one, today), 12),
            (lambda one: lives.graduates(random, one), 12),
            (lambda one: lives.leaves_college(random, one), 2),
            (lambda one: lives.changes_wish(random, one), 10),
            (lambda one: lives.starts_work(random, one, next(self._numbers), today), 14),
            (lambda one: lives.leaves_work(random, one, today), 9),
            (lambda one: lives.takes_test(random, one, next(self._numbers), today), 12),
            (lambda one: lives.starts_course(random, one, next(self._numbers), today), 5),
            (lambda one: lives.finishes_course(random, one, today), 5),
            (lives.loses_certificate, 1),
            (lambda one: lives.gets_national_id(random, one), 3),
            (lives.is_corrected, 2),
            (lambda one: lives.marries(random, one), 1),
            (lambda one: lives.moves_house(random, one), 1),
            (lives.tells_college, 1),
            (lambda one: lives.changes_telephone(random, one), 5),
            (lives.is_deleted, 1),
        )
        for change, weight in changes:
            yield self._to_someone(change), weight
        yield self._is_reported, _REPORTED
        yield self._enrols, 6
        yield self._enrols_again, 1
        yield self._stranger, 4

    def _to_someone(self, change: Change) -> Kind:
        def happen(at: datetime, revision: int) -> list[Happening]:
            for _ in range(TRIES):
                index = self._random.randrange(len(self.learners))
                before = self.learners[index]
                after = None if before.deleted else change(before)
                if after is not None:
                    after = _revised(before, after, revision)
                    self.learners[index] = after
                    return _changed(before, after, at)
            return []

        return happen

    def _is_reported(self, at: datetime, revision: int) -> list[Happening]:
        month_end = careers.last_month_end(at.date())
        return self._to_someone(lambda one: lives.is_reported(one, revision, month_end))(at, revision)

    def _enrols(self, at: datetime, _: int) -> list[Happening]:
        self.learners.append(enrolling.newcomer(self._random, len(self.learners), at.date()))
        return [(STUDENT, student_row(self.learners[-1], at))]

    def _enrols_again(self, at: datetime, revision: int) -> list[Happening]:
        one = self._random.choice(self.learners)
        self.learners.append(differing.enrolled_again(self._random, one, len(self.learners), revision))
        return [(STUDENT, student_row(self.learners[-1], at))]

    def _stranger(self, at: datetime, _: int) -> list[Happening]:
        return [(INSURANCE, self._stranger_row(at))]


def _records(learner: Learner, at: datetime) -> Iterator[Happening]:
    yield STUDENT, student_row(learner, at)
    for spell in learner.spells:
        yield INSURANCE, spell_row(spell, at)
    for skill in learner.skills:
        yield SKILL_TEST, test_row(skill, at)
        if skill.passed:
            yield CERTIFICATE, certificate_row(skill, at)
    for training in learner.trainings:
        yield TRAINING, training_row(training, at)


def _revised(before: Learner, after: Learner, revision: int) -> Learner:
    """Give the records that changed the new revision."""
    spells = tuple(one if one in before.spells else replace(one, revision=revision) for one in after.spells)
    skills = tuple(one if one in before.skills else replace(one, revision=revision) for one in after.skills)
    courses = tuple(one if one in before.trainings else replace(one, revision=revision) for one in after.trainings)
    # What the labour registers know is no part of the enrolment.
    enrolment = replace(
        after, spells=before.spells, skills=before.skills, trainings=before.trainings, elsewhere=before.elsewhere
    )
    number = before.revision if enrolment == before else revision
    return replace(after, revision=number, spells=spells, skills=skills, trainings=courses)


def _changed(before: Learner, after: Learner, at: datetime) -> list[Happening]:
    """Write the rows that differ; of a deleted enrolment that row alone."""
    if after.deleted:
        return [(STUDENT, student_row(after, at))]
    old = list(_records(before, at))
    return [happening for happening in _records(after, at) if happening not in old]
