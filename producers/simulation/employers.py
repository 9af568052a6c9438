"""Employers post, fill and close vacancies, and tell colleges whom they need: what graduates nearby can do."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Final

from producers.simulation import invented, weights
from producers.simulation.demand import Employer, Offer, Survey
from producers.simulation.enrolling import WORK
from producers.simulation.learner import Learner
from producers.simulation.part import FIRST_REVISION
from schemas.codes import industries
from schemas.coding import ISCO_08, ISCO_88, TSCO

OPEN, FILLED, CLOSED = ("เปิดรับ", "บรรจุครบ", "ปิดรับ")
POSITIONS: Final = (1, 2, 3, 5, 10)
_POSITION_WEIGHTS: Final = (40, 25, 20, 10, 5)
_LEVELS: Final[tuple[tuple[str, ...], ...]] = (
    (),
    ("ปวช.", "ปวส."),
    ("ปวส.",),
    ("ปวช.", "ปวส.", "ทล.บ."),
)
_ALWAYS_CERTIFIED: Final = "7411"  # the law demands the certificate of building electricians
_SOLE_TRADERS: Final = 0.05
_OLDER_LISTS: Final = 0.2
_SURVEYED_FROM: Final = 5_000  # so that an employer asked by a college has a number of its own
# What employers say they look for besides the trade.
_SKILLS: Final = (
    "ทำงานเป็นทีม",
    "ตรงต่อเวลา",
    "อ่านแบบได้",
    "ใช้เครื่องมือวัดได้",
    "ใช้คอมพิวเตอร์ได้",
    "สื่อสารภาษาอังกฤษเบื้องต้น",
    "ขับรถจักรยานยนต์ได้",
)


def employer(random: Random, number: int, province: str) -> Employer:
    """Invent an employer of a province: a company, or now and then a sole trader."""
    sole_trader = random.random() < _SOLE_TRADERS
    return Employer(
        invented.national_id(900_000_000 + number) if sole_trader else invented.juristic_number(number, province),
        sole_trader,
        invented.company(random),
        random.choice(sorted(industries())),
        invented.address(random),
        province,
        invented.district(random, province),
    )


def posted(random: Random, number: int, learners: Sequence[Learner], today: date) -> Offer:
    """Post a vacancy that suits someone of the register who wants work, in or around that province."""
    model = _someone(random, learners)
    occupation = random.choice(model.wishes.occupations or (weights.occupation_from(random, model.studies.field),))
    province = weights.around(random, model.province)
    standards = weights.standards_of_occupation(occupation)
    asks = bool(standards) and (occupation == _ALWAYS_CERTIFIED or random.random() < 0.1)
    posted_on = today - timedelta(days=random.randint(0, 20))
    return Offer(
        number,
        FIRST_REVISION,
        employer(random, number, province),
        occupation,
        *_coded(random, occupation),
        province,
        random.choices(POSITIONS, weights=_POSITION_WEIGHTS)[0],
        0,
        random.choice(_LEVELS),
        (model.studies.field,) if random.random() < 0.3 else (),
        _skills(random),
        random.choice(standards) if asks else "",
        random.randrange(9_500, 15_500, 500),
        posted_on,
        today + timedelta(days=random.randint(7, 60)),
        OPEN,
    )


def _coded(random: Random, occupation: str) -> tuple[str, str]:
    """Draw the list an office codes by: ISCO-08, or one of the older two where they had the occupation (DOMAIN 4)."""
    former = weights.former_code(occupation)
    if not former or random.random() >= _OLDER_LISTS:
        return ISCO_08, occupation
    return random.choice(((ISCO_88, former), (TSCO, f"{former}10")))


def surveyed(random: Random, number: int, learners: Sequence[Learner], asked: Sequence[Offer], today: date) -> Survey:
    """Let a college ask an employer nearby, who may have notified DOE too, for whom of its fields there is need."""
    model = _someone(random, learners)
    province = weights.around(random, model.province)
    notified = random.choice(asked).employer if asked else None
    known = notified if notified and random.random() < 0.3 else employer(random, _SURVEYED_FROM + number, province)
    standards = weights.standards_for(model.studies.field)
    surveyed_on = today - timedelta(days=random.randint(0, 120))
    return Survey(
        number,
        FIRST_REVISION,
        model.studies.college,
        known,
        weights.occupation_from(random, model.studies.field),
        model.studies.field,
        random.choice(_LEVELS),
        _skills(random),
        random.choice(standards) if standards and random.random() < 0.4 else "",
        random.choices(POSITIONS, weights=_POSITION_WEIGHTS)[0],
        surveyed_on,
        surveyed_on + timedelta(days=365),
    )


def _skills(random: Random) -> tuple[str, ...]:
    return tuple(random.sample(_SKILLS, random.randint(1, 3)))


def _someone(random: Random, learners: Sequence[Learner]) -> Learner:
    for _ in range(50):
        one = random.choice(learners)
        if one.wishes.wish == WORK:
            return one
    return random.choice(learners)


def filled(offer: Offer, revision: int) -> Offer:
    """Fill one position; the notice is filled with its last."""
    count = offer.filled + 1
    return replace(offer, revision=revision, filled=count, status=FILLED if count >= offer.positions else OPEN)


def closed(offer: Offer, revision: int) -> Offer:
    """Close a notice before it is filled."""
    return replace(offer, revision=revision, status=CLOSED)


def asked_again(random: Random, survey: Survey, revision: int, today: date) -> Survey:
    """Ask an employer again: it needs more or fewer people, or none any more."""
    if random.random() < 0.2:
        return replace(survey, revision=revision, ended=True)
    others = [count for count in POSITIONS if count != survey.positions]
    return replace(
        survey,
        revision=revision,
        positions=random.choice(others),
        surveyed_on=today,
        valid_until=today + timedelta(days=365),
    )
