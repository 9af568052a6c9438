"""Employers post, fill and close vacancies, asking for what graduates nearby can do."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Final

from producers.simulation import invented, weights
from producers.simulation.enrolling import FIRST_REVISION, WORK
from producers.simulation.learner import Learner, Offer

OPEN, FILLED, CLOSED = ("เปิดรับ", "บรรจุครบ", "ปิดรับ")
_ALWAYS_CERTIFIED: Final = "7411"  # the law demands the certificate of building electricians
_SOLE_TRADERS: Final = 0.05


def posted(random: Random, number: int, learners: Sequence[Learner], today: date) -> Offer:
    """Post a vacancy that suits someone of the register who wants work, in or around that province."""
    model = _someone(random, learners)
    occupation = random.choice(model.wishes.occupations or (weights.occupation_from(random, model.studies.field),))
    province = weights.around(random, model.province)
    sole_trader = random.random() < _SOLE_TRADERS
    standards = weights.standards_of_occupation(occupation)
    asks = bool(standards) and (occupation == _ALWAYS_CERTIFIED or random.random() < 0.1)
    posted_on = today - timedelta(days=random.randint(0, 20))
    return Offer(
        number,
        FIRST_REVISION,
        invented.national_id(900_000_000 + number) if sole_trader else invented.juristic_number(number, province),
        invented.company(random),
        occupation,
        province,
        random.choices((1, 2, 3, 5, 10), weights=(40, 25, 20, 10, 5))[0],
        0,
        random.choice(("", "ปวช.|ปวส.", "ปวส.", "ปวช.|ปวส.|ทล.บ.")),
        (model.studies.field,) if random.random() < 0.3 else (),
        random.choice(standards) if asks else "",
        random.randrange(9_500, 15_500, 500),
        posted_on,
        today + timedelta(days=random.randint(7, 60)),
        OPEN,
    )


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
