"""What of a source's accepted rows is not visible yet, and why."""

import pytest

from producers.source_pages.facts import Unapplied
from producers.source_pages.waiting import SLOW_MS, Waiting, Why, waiting
from schemas.topics import STUDENT, VACANCY
from tests.source_pages.examples import NOW_MS


@pytest.mark.parametrize(
    ("waited_ms", "why"), [(0, Why.BEING_APPLIED), (SLOW_MS - 1, Why.BEING_APPLIED), (SLOW_MS, Why.SLOW)]
)
def test_rows_beyond_the_watermark_are_being_applied_and_after_a_minute_that_is_slow(waited_ms: int, why: Why) -> None:
    since = NOW_MS - waited_ms
    assert waiting([STUDENT], [Unapplied(STUDENT, 7, since)], NOW_MS, in_force=True) == (
        Waiting(STUDENT, why, 7, since),
    )


def test_when_the_view_can_not_be_asked_it_is_not_known_and_nothing_is_counted() -> None:
    assert waiting([STUDENT], None, NOW_MS, in_force=True) == (Waiting(STUDENT, Why.NOT_KNOWN),)


def test_while_no_agreement_is_in_force_everything_waits_whatever_was_applied() -> None:
    assert waiting([STUDENT, VACANCY], [], NOW_MS, in_force=False) == (
        Waiting(STUDENT, Why.PAUSED),
        Waiting(VACANCY, Why.PAUSED),
    )


def test_with_everything_applied_nothing_waits_and_another_data_set_is_not_told() -> None:
    assert waiting([STUDENT], [], NOW_MS, in_force=True) == ()
    assert waiting([STUDENT], [Unapplied(VACANCY, 1, NOW_MS)], NOW_MS, in_force=True) == ()
