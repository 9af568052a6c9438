"""How a source keeps what was agreed as timing, told from the days on which it delivered."""

from datetime import date, timedelta

import pytest

from producers.source_pages.timing import Keeping, Kept, kept

TODAY = date(2026, 11, 23)


def days_ago(*numbers: int) -> list[date]:
    return [TODAY - timedelta(days=number) for number in numbers]


def test_a_delivery_within_the_days_agreed_is_kept_and_says_when_the_next_is_due() -> None:
    assert kept(days_ago(3, 30), 31, TODAY) == Kept(Keeping.KEPT, 31, date(2026, 11, 20), date(2026, 12, 21), 0, 27)


@pytest.mark.parametrize(("ago", "state"), [(31, Keeping.KEPT), (32, Keeping.LATE)])
def test_the_last_day_agreed_still_keeps_it_and_the_next_is_late(ago: int, state: Keeping) -> None:
    assert kept(days_ago(ago), 31, TODAY).state is state


def test_silences_before_are_counted_and_the_longest_is_told() -> None:
    found = kept(days_ago(2, 42, 43, 90, 100), 31, TODAY)
    assert (found.state, found.late_times, found.longest_days) == (Keeping.KEPT, 2, 47)


def test_the_silence_that_goes_on_counts_among_the_late_ones() -> None:
    assert kept(days_ago(40, 45), 31, TODAY).late_times == 1


def test_where_no_number_of_days_is_agreed_nothing_is_late() -> None:
    found = kept(days_ago(300), None, TODAY)
    assert (found.state, found.next_by, found.longest_days) == (Keeping.NOT_COUNTED, None, 300)


def test_who_never_delivered_is_neither_kept_nor_late() -> None:
    assert kept([], 31, TODAY) == Kept(Keeping.NEVER, 31)
    assert kept([], None, TODAY).state is Keeping.NEVER


def test_order_and_repetition_of_days_do_not_matter_and_a_day_to_come_is_none() -> None:
    found = kept([*days_ago(30, 3, 30), TODAY + timedelta(days=1)], 31, TODAY)
    assert found == kept(days_ago(3, 30), 31, TODAY)
