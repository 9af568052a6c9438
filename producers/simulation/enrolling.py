"""Makes a learner with a life so far: enrolment, wishes, spells of employment, tests and courses that fit together."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Final

from producers.simulation import careers, differing, invented, weights
from producers.simulation.learner import Known, Learner, Papers, Studies, Wishes
from producers.simulation.part import FIRST_REVISION
from schemas.dates import BUDDHIST_ERA_YEARS

STUDYING, ABOUT_TO_GRADUATE, GRADUATED, LEFT = (
    "กำลังศึกษา",
    "คาดว่าจะสำเร็จการศึกษา",
    "สำเร็จการศึกษา",
    "พ้นสภาพ",
)
WORK, FURTHER_STUDY, NOT_SEEKING, NOT_SAID = ("ประสงค์ทำงาน", "ศึกษาต่อ", "ไม่ประสงค์ทำงาน", "ยังไม่แจ้ง")
STILL_STUDYING: Final = (STUDYING, ABOUT_TO_GRADUATE)
_STATUSES: Final = (STUDYING, ABOUT_TO_GRADUATE, GRADUATED, LEFT)
_STATUS_WEIGHTS: Final = (40, 20, 35, 5)
_G_CODES: Final = 0.01
_FOREIGN: Final = 0.4  # of those with a G-code
_MISTYPED: Final = 0.005
_HIRED: Final = {STUDYING: 0.0, ABOUT_TO_GRADUATE: 0.03, GRADUATED: 0.45, LEFT: 0.4}
_HAD_WORKED: Final = {STUDYING: 0.05, ABOUT_TO_GRADUATE: 0.1, GRADUATED: 0.2, LEFT: 0.2}
_TESTED: Final = {STUDYING: 0.02, ABOUT_TO_GRADUATE: 0.3, GRADUATED: 0.4, LEFT: 0.05}
_TRAINED: Final = {STUDYING: 0.03, ABOUT_TO_GRADUATE: 0.1, GRADUATED: 0.15, LEFT: 0.1}
# Without PIN or card one is not insured, but is trained and tested like anyone: under the G-code.
_SEEN_UNDER_G_CODE: Final = 0.6
_MARRIED: Final = 0.015
_MOVED: Final = 0.02
_COURSE_DAYS: Final = 30


def academic_year(day: date) -> int:
    """Give the academic year of a day, Buddhist era: it begins on 16 May (DOMAIN 3)."""
    return day.year + BUDDHIST_ERA_YEARS - (0 if (day.month, day.day) >= (5, 16) else 1)


def newcomer(random: Random, number: int, today: date) -> Learner:
    """Make a student in the first year."""
    return _learner(random, number, STUDYING, academic_year(today))


def with_past(random: Random, number: int, today: date) -> Learner:
    """Make someone of the register as it stands, wherever in the life course."""
    status = random.choices(_STATUSES, weights=_STATUS_WEIGHTS)[0]
    years_ago = {STUDYING: 0, ABOUT_TO_GRADUATE: 2, GRADUATED: random.randint(2, 5), LEFT: random.randint(1, 4)}[status]
    learner = _learner(random, number, status, academic_year(today) - years_ago)
    if status == GRADUATED:
        last = min(learner.studies.graduation_year, academic_year(today))
        learner = replace(learner, studies=replace(learner.studies, graduation_year=last))
    if status != STUDYING:
        learner = _lived_on(random, learner)
    if learner.insurable:
        learner = _worked(random, learner, number, today)
    seen = _SEEN_UNDER_G_CODE if learner.identifier.startswith("G") else 0
    if random.random() < max(seen, _TRAINED[status]):
        learner = _has_trained(random, learner, number * 10 + 2, today)
    if random.random() < max(seen, _TESTED[status]):
        learner = careers.tested(random, learner, number * 10, today - timedelta(days=random.randint(20, 900)))
    return learner


def _learner(random: Random, number: int, status: str, entry_year: int) -> Learner:
    province, level = weights.place_and_level(random)
    field = weights.field_of(random, level)
    studies = Studies(
        weights.college_in(random, province),
        weights.LEVEL_WORDS[level],
        random.choice(weights.CURRICULA[level]),
        field.subject_type,
        field.field,
        field.code,
        entry_year,
        entry_year + weights.YEARS_OF_STUDY[level],
    )
    code = invented.g_code(number, entry_year, province)
    person = _person(random, code if random.random() < _G_CODES else invented.national_id(number), province)
    has_pin = not person.identifier.startswith("G")
    wrong = has_pin and random.random() < _MISTYPED
    foreign = not has_pin and random.random() < _FOREIGN
    return Learner(
        number,
        FIRST_REVISION,
        student_number(studies, number),
        differing.mistyped(person, number) if wrong else person,
        person,
        "",
        invented.telephone(random),
        studies,
        status,
        Wishes(NOT_SAID) if status in (STUDYING, LEFT) else wishes(random, studies, level, province),
        papers=Papers(invented.passport(number), invented.social_security_card(number)) if foreign else None,
    )


def student_number(studies: Studies, number: int) -> str:
    """Give an enrolment its number as colleges do: intake year, field, running number (DOMAIN 1.4)."""
    return f"{studies.entry_year % 100:02d}{studies.field_code or '90000'}{number:07d}"


def _person(random: Random, identifier: str, province: str) -> Known:
    return Known(
        identifier,
        random.choice(("นาย", "นางสาว")),
        invented.first_name(random),
        invented.last_name(random),
        invented.address(random),
        province,
        invented.district(random, province),
    )


def _lived_on(random: Random, learner: Learner) -> Learner:
    """Let some marry or move without the college hearing of it."""
    elsewhere = learner.elsewhere
    if random.random() < _MARRIED:
        elsewhere = differing.married(random, elsewhere)
    if random.random() < _MOVED:
        elsewhere = differing.moved(random, elsewhere)
    return replace(learner, elsewhere=elsewhere)


def _worked(random: Random, learner: Learner, number: int, today: date) -> Learner:
    if random.random() < _HAD_WORKED[learner.status]:
        ended_on = today - timedelta(days=random.randint(50, 400))
        started_on = ended_on - timedelta(days=random.randint(30, 300))
        past = careers.hired(random, learner, number * 10, started_on, confirmed=None).spells[-1]
        learner = replace(
            learner, spells=(careers.ended(random, past, ended_on, studying=learner.status in STILL_STUDYING),)
        )
    if random.random() < _HIRED[learner.status]:
        started_on = today - timedelta(days=random.randint(40, 700))
        learner = careers.hired(random, learner, number * 10 + 1, started_on, confirmed=careers.last_month_end(today))
    return learner


def wishes(random: Random, studies: Studies, level: str, province: str) -> Wishes:
    """Draw what someone wants on graduating: further study by level, otherwise mostly work near home."""
    if random.random() < weights.FURTHER_STUDY[level]:
        return Wishes(FURTHER_STUDY)
    if random.random() < 0.12:
        return Wishes(NOT_SEEKING)
    occupations = {weights.occupation_from(random, studies.field) for _ in range(2)}
    places = {province, weights.around(random, province)}
    wage = random.randrange(8_500, 11_500 if level == "PVC" else 13_500, 500)
    return Wishes(WORK, tuple(sorted(occupations)), tuple(sorted(places)), wage)


def _has_trained(random: Random, learner: Learner, number: int, today: date) -> Learner:
    started_on = today - timedelta(days=random.randint(1, 700))
    learner = careers.enrolled_in_course(random, learner, number, started_on)
    finished_on = started_on + timedelta(days=random.randint(3, _COURSE_DAYS))
    if finished_on > today:
        return learner
    return replace(learner, trainings=(careers.finished(random, learner.trainings[-1], finished_on),))
