"""When an alert is sent again, in which order, and to which addresses."""

from collections import defaultdict

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consumers.alerts.addresses import AddressRefusedError, choose, is_public
from consumers.alerts.lanes import Lanes, Waiting
from consumers.alerts.retrying import Answer, Meaning, backoff_ms, hopeless, meaning, retry_after_seconds, wait_ms

DAY_MS = 24 * 3600 * 1000


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (200, Meaning.RECEIVED),
        (204, Meaning.RECEIVED),
        (302, Meaning.ENDPOINT_UNWELL),
        (400, Meaning.REFUSED),
        (422, Meaning.REFUSED),
        (401, Meaning.ENDPOINT_UNWELL),
        (404, Meaning.ENDPOINT_UNWELL),
        (429, Meaning.ENDPOINT_UNWELL),
        (503, Meaning.ENDPOINT_UNWELL),
        (None, Meaning.ENDPOINT_UNWELL),
    ],
)
def test_only_a_2xx_means_received(status: int | None, expected: Meaning) -> None:
    assert meaning(Answer(status)) is expected


@settings(deadline=None)
@given(st.integers(1, 10_000), st.floats(0, 1))
def test_waiting_grows_up_to_half_a_minute_and_is_never_nothing(attempt: int, chance: float) -> None:
    assert 250 <= backoff_ms(attempt, chance) <= 30_000
    assert backoff_ms(attempt, chance) <= backoff_ms(attempt + 1, 1.0)


def test_an_endpoint_that_asks_for_time_gets_it() -> None:
    assert wait_ms(1, 0.0, Answer(429, retry_after_seconds=20.0)) == 20_000
    assert wait_ms(1, 0.0, Answer(429, retry_after_seconds=1e9)) == 15 * 60 * 1000
    assert wait_ms(1, 0.0, Answer(503)) == 250


def test_retry_after_is_read_as_seconds_or_as_a_date() -> None:
    assert retry_after_seconds("120", 0) == 120.0
    assert retry_after_seconds("Thu, 01 Jan 1970 00:00:30 GMT", 10_000) == 20.0
    assert retry_after_seconds("Thu, 01 Jan 1970 00:00:30 GMT", 60_000) == 0.0
    assert retry_after_seconds("soon", 0) is None
    assert retry_after_seconds(None, 0) is None


def test_an_alert_is_given_up_after_three_days_and_not_before() -> None:
    assert not hopeless(0, 3 * DAY_MS)
    assert hopeless(0, 3 * DAY_MS + 1)


def waiting(sequence: int, match: str, due_at: int = 0) -> Waiting:
    return Waiting(sequence, f"msg_{sequence}", match, "{}", 0, 0, due_at)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from("abc"), max_size=12), st.data())
def test_whatever_fails_and_when_each_match_is_told_in_order_and_all_of_it(
    matches: list[str], data: st.DataObject
) -> None:
    lanes, told, flying = Lanes(), defaultdict(list), []
    for sequence, match in enumerate(matches):
        lanes.add(waiting(sequence, match))
    now = 0
    while lanes:
        now += 1
        while alert := lanes.take(now):
            flying.append(alert)
            assert len({one.match for one in flying}) == len(flying), "two alerts of one match at once"
        if not flying:
            continue
        alert = flying.pop(data.draw(st.integers(0, len(flying) - 1)))
        if data.draw(st.booleans()):
            told[alert.match].append(alert.sequence)
            lanes.done(alert)
        else:
            lanes.again(alert, now + 2, alert.attempts + 1)
    assert sorted(sequence for sequences in told.values() for sequence in sequences) == list(range(len(matches)))
    assert all(sequences == sorted(sequences) for sequences in told.values())


def test_an_alert_that_waits_holds_up_no_other_match() -> None:
    lanes = Lanes()
    lanes.add(waiting(1, "a", due_at=100))
    lanes.add(waiting(2, "a"))
    lanes.add(waiting(3, "b"))
    taken = lanes.take(0)
    assert taken is not None
    assert taken.sequence == 3
    assert lanes.take(99) is None
    assert lanes.next_due() == 100


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.0.1",
        "169.254.169.254",
        "0.0.0.0",  # noqa: S104
        "100.64.0.1",
        "224.0.0.1",
        "::1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "fe80::1%eth0",
        "fd00::1",
        "not an address",
    ],
)
def test_an_inner_address_is_refused_however_it_is_written(address: str) -> None:
    assert not is_public(address)
    with pytest.raises(AddressRefusedError):
        choose("hooks.example", [address], ())


def test_a_public_address_is_called_and_an_inner_one_only_when_its_host_is_named() -> None:
    assert choose("hooks.example", ["10.0.0.1", "8.8.8.8"], ()) == "8.8.8.8"
    assert choose("LocalHost", ["127.0.0.1"], ("localhost",)) == "127.0.0.1"
