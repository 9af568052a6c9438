"""An allowance fills evenly, is never more than full, and a debt is waited off."""

from hypothesis import given
from hypothesis import strategies as st

from producers.gateway.limits import full

TAKEN = st.lists(st.tuples(st.integers(0, 100), st.integers(0, 10_000)), max_size=40)


@given(TAKEN)
def test_never_more_is_had_than_the_rate_and_one_burst(taken: list[tuple[int, int]]) -> None:
    bucket, now, had = full(10, 50, 0), 0, 0
    for count, later_ms in taken:
        now += later_ms
        if bucket.at(now).wait_seconds() == 0:
            bucket = bucket.taken(count, now)
            had += count
    # The last one may go into debt, never the one after it.
    assert had <= 50 + 10 * now / 1000 + 100


def test_a_debt_is_gone_after_the_time_it_says() -> None:
    bucket = full(10, 50, 0).taken(70, 0)
    assert bucket.wait_seconds() == 2.0
    assert bucket.at(1_999).wait_seconds() > 0
    assert bucket.at(2_000).wait_seconds() == 0
    assert bucket.at(10**9).left == 50


def test_a_clock_set_back_takes_nothing_away() -> None:
    bucket = full(10, 50, 10_000).taken(20, 10_000)
    assert bucket.at(5_000).left == 30
    assert bucket.at(10_000).left == 30
