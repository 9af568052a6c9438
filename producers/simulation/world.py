"""The invented country: its registers as they stand, and one thing after another that happens in them."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Final

from producers.draft import Row
from producers.simulation import employers, enrolling, invented, lives
from producers.simulation.learner import Learner, Offer, Spell
from producers.simulation.register_rows import certificate_row, spell_row, student_row, test_row, vacancy_row
from schemas.topics import CERTIFICATE, INSURANCE, SKILL_TEST, STUDENT, VACANCY

_TRIES: Final = 60
# Most of what happens is a monthly report that someone is still employed: of about 17 million events a year 14 million
# (DOMAIN 9, twelve reports on half of 2.4 million people); the other weights add up to 101.
_REPORTED: Final = 400
_STRANGERS: Final = 0.2  # rows of SSO's about people who are no vocational student, per row about one
_STRANGERS_FROM: Final = 700_000_000
Happening = tuple[str, Row]
Change = Callable[[Learner], Learner | None]
Kind = Callable[[datetime, int], list[Happening]]


class World:
    """All invented people and vacancies; every draw comes from `random`, every moment from the caller."""

    def __init__(self, random: Random, people: int, vacancies: int, today: date) -> None:
        self._random = random
        self.learners = [enrolling.with_past(random, number, today) for number in range(people)]
        self.offers = [employers.posted(random, number, self.learners, today) for number in range(vacancies)]
        self._spells = self._skills = people * 10 + 10
        self._strangers = _STRANGERS_FROM

    def register(self, topic: str, at: datetime) -> Iterator[Row]:
        """Write one register as it stands."""
        if topic == VACANCY:
            yield from (vacancy_row(offer, at) for offer in self.offers)
            return
        for learner in self.learners:
            yield from (row for of, row in _records(learner, at) if of == topic)
            if topic == INSURANCE and self._random.random() < _STRANGERS:
                yield self.stranger_row(at)

    def stranger_row(self, at: datetime) -> Row:
        """Write a spell of someone who is no vocational student; some are foreigners with a card."""
        random = self._random
        self._strangers += 1
        someone = enrolling.newcomer(random, self._strangers, at.date())
        started_on = at.date() - timedelta(days=random.randint(1, 900))
        spell = Spell(self._strangers, enrolling.FIRST_REVISION, started_on, someone.province, "47")
        row = {**spell_row(someone, spell, at), "insured_id": invented.national_id(self._strangers)}
        if random.random() < 0.1:
            row |= {"insured_id": invented.social_security_card(self._strangers), "id_kind": "บัตรประกันสังคม"}
        return row

    def happens(self, at: datetime, revision: int) -> list[Happening]:
        """Let one thing happen; `revision` is even, and greater than any used for the same record before."""
        kinds = list(self._kinds(at.date()))
        kind = self._random.choices(kinds, weights=[weight for _, weight in kinds])[0][0]
        return kind(at, revision)

    def _kinds(self, today: date) -> Iterator[tuple[Kind, int]]:
        random = self._random
        people: tuple[tuple[Change, int], ...] = (
            (lambda one: lives.nears_graduation(random, one, today), 12),
            (lambda one: lives.graduates(random, one), 12),
            (lambda one: lives.leaves_college(random, one), 2),
            (lambda one: lives.changes_wish(random, one), 10),
            (lambda one: lives.starts_work(random, one, self._new_spell(), today), 14),
            (lambda one: lives.leaves_work(random, one, today), 9),
            (lambda one: lives.takes_test(random, one, self._new_skill(), today), 12),
            (lives.loses_certificate, 1),
            (lives.gets_national_id, 1),
            (lives.was_mistyped, 1),
            (lambda one: replace(one, telephone=invented.telephone(random)), 5),
            (lambda one: replace(one, deleted=True), 1),
        )
        for change, weight in people:
            yield self._to_someone(change), weight
        yield self._is_reported, _REPORTED
        yield self._enrols, 6
        yield self._stranger, 4
        yield self._posts, 5
        yield self._fills, 4
        yield self._closes, 2

    def _to_someone(self, change: Change) -> Kind:
        def happen(at: datetime, revision: int) -> list[Happening]:
            for _ in range(_TRIES):
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
        month_end = enrolling.last_month_end(at.date())
        return self._to_someone(lambda one: lives.is_reported(one, revision, month_end))(at, revision)

    def _enrols(self, at: datetime, _: int) -> list[Happening]:
        self.learners.append(enrolling.newcomer(self._random, len(self.learners), at.date()))
        return [(STUDENT, student_row(self.learners[-1], at))]

    def _stranger(self, at: datetime, _: int) -> list[Happening]:
        return [(INSURANCE, self.stranger_row(at))]

    def _posts(self, at: datetime, _: int) -> list[Happening]:
        self.offers.append(employers.posted(self._random, len(self.offers), self.learners, at.date()))
        return [(VACANCY, vacancy_row(self.offers[-1], at))]

    def _fills(self, at: datetime, revision: int) -> list[Happening]:
        return self._to_offer(lambda offer: employers.filled(offer, revision), at)

    def _closes(self, at: datetime, revision: int) -> list[Happening]:
        return self._to_offer(lambda offer: employers.closed(offer, revision), at)

    def _to_offer(self, change: Callable[[Offer], Offer], at: datetime) -> list[Happening]:
        for _ in range(_TRIES):
            index = self._random.randrange(len(self.offers))
            if self.offers[index].status == employers.OPEN:
                self.offers[index] = change(self.offers[index])
                return [(VACANCY, vacancy_row(self.offers[index], at))]
        return []

    def _new_spell(self) -> int:
        self._spells += 1
        return self._spells

    def _new_skill(self) -> int:
        self._skills += 1
        return self._skills


def _records(learner: Learner, at: datetime) -> Iterator[Happening]:
    yield STUDENT, student_row(learner, at)
    for spell in learner.spells:
        yield INSURANCE, spell_row(learner, spell, at)
    for skill in learner.skills:
        yield SKILL_TEST, test_row(learner, skill, at)
        if skill.passed:
            yield CERTIFICATE, certificate_row(learner, skill, at)


def _revised(before: Learner, after: Learner, revision: int) -> Learner:
    """Give the records that changed the new revision."""
    spells = tuple(one if one in before.spells else replace(one, revision=revision) for one in after.spells)
    skills = tuple(one if one in before.skills else replace(one, revision=revision) for one in after.skills)
    enrolment = replace(after, spells=before.spells, skills=before.skills)
    number = before.revision if enrolment == before else revision
    return replace(after, revision=number, spells=spells, skills=skills)


def _changed(before: Learner, after: Learner, at: datetime) -> list[Happening]:
    """Write the rows that differ; a deletion is written as such."""
    if after.deleted:
        return [(STUDENT, {**student_row(after, at), "deleted": "1"})]
    old = list(_records(before, at))
    return [happening for happening in _records(after, at) if happening not in old]
