"""How registers come to write one person down differently: marriage, a move, a mistyped number, a second enrolment."""

from dataclasses import replace
from random import Random
from typing import Final

from producers.simulation import invented, weights
from producers.simulation.learner import Known, Learner

# A mistyped number is well formed, so that nothing but the person's own card tells it from the right one.
_MISTYPED_FROM: Final = 400_000_000
_WED: Final = {"นางสาว": "นาง"}


def married(random: Random, known: Known) -> Known:
    """Let someone take another surname on marrying."""
    return replace(known, prefix=_WED.get(known.prefix, known.prefix), last_name=invented.last_name(random))


def moved(random: Random, known: Known) -> Known:
    """Let someone move house, mostly within the province."""
    province = weights.around(random, known.province)
    return replace(
        known,
        address=invented.address(random),
        province=province,
        district=invented.other_district(random, province, known.district),
    )


def mistyped(known: Known, number: int) -> Known:
    """Write a person down under a number that is well formed but not the person's."""
    return replace(known, identifier=invented.national_id(_MISTYPED_FROM + number))


def enrolled_again(random: Random, learner: Learner, number: int, revision: int) -> Learner:
    """Enrol someone at a second college as well, which mistypes the number and copies name and address."""
    return replace(
        learner,
        number=number,
        revision=revision,
        student_number=f"{learner.student_number[:-7]}{number:07d}",
        former_identifier="",
        papers=None,
        known=mistyped(learner.known, number),
        studies=replace(learner.studies, college=weights.college_in(random, learner.province)),
        spells=(),
        skills=(),
        trainings=(),
        deleted=False,
    )
