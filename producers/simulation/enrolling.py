"""Makes a learner with a life so far: enrolment, wishes, spells of employment and tests that fit together."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Final

from producers.simulation import invented, weights
from producers.simulation.learner import Learner, Skill, Spell, Studies, Wishes
from schemas.codes import industries
from schemas.dates import BUDDHIST_ERA_YEARS

STUDYING, ABOUT_TO_GRADUATE, GRADUATED, LEFT = (
    "กำลังศึกษา",
    "คาดว่าจะสำเร็จการศึกษา",
    "สำเร็จการศึกษา",
    "พ้นสภาพ",
)
WORK, FURTHER_STUDY, NOT_SEEKING, NOT_SAID = ("ประสงค์ทำงาน", "ศึกษาต่อ", "ไม่ประสงค์ทำงาน", "ยังไม่แจ้ง")
# Even, so that every record has an older version that may arrive late.
FIRST_REVISION: Final = 2
_STATUSES: Final = (STUDYING, ABOUT_TO_GRADUATE, GRADUATED, LEFT)
_STATUS_WEIGHTS: Final = (40, 20, 35, 5)
_G_CODES: Final = 0.01
_HIRED: Final = {STUDYING: 0.0, ABOUT_TO_GRADUATE: 0.03, GRADUATED: 0.45, LEFT: 0.4}
_HAD_WORKED: Final = {STUDYING: 0.05, ABOUT_TO_GRADUATE: 0.1, GRADUATED: 0.2, LEFT: 0.2}
_TESTED: Final = {STUDYING: 0.02, ABOUT_TO_GRADUATE: 0.3, GRADUATED: 0.4, LEFT: 0.05}
PASSED: Final = 0.72


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
    if learner.identifier.startswith("G"):
        return learner
    if random.random() < _HAD_WORKED[status]:
        learner = replace(learner, spells=(_past_spell(random, learner, today),))
    if random.random() < _HIRED[status]:
        started_on = today - timedelta(days=random.randint(40, 700))
        learner = hired(random, learner, number * 10 + 1, started_on, confirmed=last_month_end(today))
    if random.random() < _TESTED[status]:
        learner = tested(random, learner, number * 10, today - timedelta(days=random.randint(20, 900)))
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
    return Learner(
        number,
        FIRST_REVISION,
        code if random.random() < _G_CODES else invented.national_id(number),
        "",
        random.choice(("นาย", "นางสาว")),
        invented.first_name(random),
        invented.last_name(random),
        invented.address(random),
        invented.telephone(random),
        province,
        studies,
        status,
        Wishes(NOT_SAID) if status in (STUDYING, LEFT) else wishes(random, studies, level, province),
    )


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


def hired(random: Random, learner: Learner, number: int, started_on: date, confirmed: date | None) -> Learner:
    """Give someone a spell of employment that has not ended."""
    province = weights.around(random, learner.province)
    industry = random.choice(sorted(industries()))
    spell = Spell(number, FIRST_REVISION, started_on, province, industry, confirmed)
    return replace(learner, spells=(*learner.spells, spell))


def tested(random: Random, learner: Learner, number: int, tested_on: date) -> Learner:
    """Let someone take the test of a standard of the field studied, where there is one."""
    standards = weights.standards_for(learner.studies.field)
    if not standards:
        return learner
    passed = random.random() < PASSED
    skill = Skill(number, FIRST_REVISION, random.choice(standards), 1, tested_on, passed)
    return replace(learner, skills=(*learner.skills, skill))


def _past_spell(random: Random, learner: Learner, today: date) -> Spell:
    ended_on = today - timedelta(days=random.randint(50, 400))
    started_on = ended_on - timedelta(days=random.randint(30, 300))
    industry = random.choice(sorted(industries()))
    return Spell(learner.number * 10, FIRST_REVISION, started_on, learner.province, industry, None, ended_on)


def last_month_end(today: date) -> date:
    """Give the last day of the month before."""
    return today.replace(day=1) - timedelta(days=1)
