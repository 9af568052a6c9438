"""Each endpoint is told every alert, in order per match, through failures and restarts, and none waits for another."""

import asyncio
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Engine

from consumers.alerts import store
from consumers.alerts.alert import erasure_of
from consumers.alerts.lanes import Waiting
from consumers.alerts.retrying import Answer
from consumers.alerts.sending import IN_FLIGHT_MAX, Sender
from consumers.group_commit import GroupCommit
from tests.consumers.alerts_at_hand import (
    URL,
    Clock,
    ScriptedEndpoint,
    alerts,
    alerts_database,
    match_event,
    record,
    sending,
    state,
    until,
)
from tests.consumers.pretend import subject


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return alerts_database(tmp_path)


def time_goes_by(clock: Clock, sender: Sender) -> Callable[[], None]:
    """Let a second pass at each look, since the sender itself waits by the real clock."""

    def pump() -> None:
        clock.now += 1000
        sender.notify()

    return pump


def pair(number: int) -> tuple[bytes, bytes]:
    return match_event(person=subject(f"p{number}"), vacancy=subject(f"v{number}"))


async def test_every_opening_and_withdrawal_is_told_in_the_order_of_its_match(engine: Engine) -> None:
    ids = record(engine, match_event(1), match_event(1, "HIRED"), match_event(2), match_event(2, "PLACED"))
    endpoint = ScriptedEndpoint()
    async with sending(engine, endpoint, Clock()):
        await until(lambda: state(engine).delivered == 4)
    assert endpoint.told == ids
    assert state(engine).acknowledged == 4


async def test_after_the_term_no_opening_is_told_but_what_was_told_is_taken_back(engine: Engine) -> None:
    opened, withdrawn, _ = record(engine, match_event(1), match_event(1, "AGREEMENT_ENDED"), pair(1))
    endpoint = ScriptedEndpoint()
    async with sending(engine, endpoint, Clock(), permitted=lambda: False):
        await until(lambda: (state(engine).delivered, state(engine).given_up) == (1, 2))
    assert (endpoint.told, opened in endpoint.calls) == ([withdrawn], False)


async def test_several_matches_fly_at_once_and_never_too_many(engine: Engine) -> None:
    record(engine, *(pair(number) for number in range(30)))
    endpoint = ScriptedEndpoint()
    endpoint.release = asyncio.Event()
    async with sending(engine, endpoint, Clock()):
        await until(lambda: endpoint.flying_most == IN_FLIGHT_MAX)
        endpoint.release.set()
        await until(lambda: state(engine).delivered == 30)
    assert endpoint.flying_most == IN_FLIGHT_MAX


async def test_a_withdrawal_waits_while_its_opening_is_refused_and_other_matches_go_on(engine: Engine) -> None:
    opened, withdrawn = record(engine, match_event(1), match_event(1, "HIRED"))
    other = record(engine, pair(1))[0]
    endpoint = ScriptedEndpoint(
        lambda webhook_id, attempt: Answer(400 if webhook_id == opened and attempt < 3 else 200, "accepted")
    )
    clock = Clock()
    async with sending(engine, endpoint, clock) as sender:
        await until(lambda: state(engine).delivered == 3, time_goes_by(clock, sender))
    assert endpoint.told == [other, opened, withdrawn]


async def test_an_unwell_endpoint_is_tried_by_one_alert_at_a_time_and_then_told_all(engine: Engine) -> None:
    record(engine, *(pair(number) for number in range(20)))
    calls = 0

    def script(_: str, __: int) -> Answer:
        nonlocal calls
        calls += 1
        return Answer(503) if calls <= IN_FLIGHT_MAX + 3 else Answer(200, "accepted")

    endpoint = ScriptedEndpoint(script)
    clock = Clock()
    async with sending(engine, endpoint, clock) as sender:
        await until(lambda: state(engine).delivered == 20, time_goes_by(clock, sender))
    assert len(endpoint.calls) == 20 + IN_FLIGHT_MAX + 3


async def test_a_pause_survives_a_restart(engine: Engine) -> None:
    record(engine, match_event(1))
    clock = Clock()
    async with sending(engine, ScriptedEndpoint(lambda *_: Answer(429, retry_after_seconds=60.0)), clock):
        await until(lambda: paused(engine)[1] == clock.now + 60_000)
    clock.now += 59_000
    second = ScriptedEndpoint()
    async with sending(engine, second, clock) as sender:
        await asyncio.sleep(0)
        sender.notify()
        await until(lambda: sender._resume_at > 0)
        assert not second.calls
        clock.now += 1_000
        sender.notify()
        await until(lambda: state(engine).delivered == 1)
    assert paused(engine) == (0, 0)


def paused(engine: Engine) -> tuple[int, int]:
    with engine.connect() as connection:
        return store.pause_of(connection, URL)


async def test_what_was_not_answered_before_a_restart_is_told_again_under_the_same_id(engine: Engine) -> None:
    ids = record(engine, match_event(1))
    first = ScriptedEndpoint()
    first.release = asyncio.Event()
    async with sending(engine, first, Clock()):
        await until(lambda: first.calls == ids)
    second = ScriptedEndpoint(lambda *_: Answer(200, "duplicate"))
    async with sending(engine, second, Clock()):
        await until(lambda: state(engine).delivered == 1)
    assert second.calls == ids
    assert state(engine).acknowledged == 1


async def test_a_slow_endpoint_delays_no_other(engine: Engine) -> None:
    slow, quick = ScriptedEndpoint(), ScriptedEndpoint()
    slow.release = asyncio.Event()
    record(engine, *(pair(number) for number in range(12)), endpoints=("slow", "quick"))
    async with sending(engine, slow, Clock(), "slow"), sending(engine, quick, Clock(), "quick"):
        await until(lambda: len(quick.told) == 12)
        assert not slow.told
        slow.release.set()
        await until(lambda: len(slow.told) == 12)


async def test_an_alert_refused_for_three_days_is_given_up_and_counted(engine: Engine) -> None:
    record(engine, match_event(1))
    clock = Clock()
    clock.now = 4 * 24 * 3600 * 1000
    async with sending(engine, ScriptedEndpoint(lambda *_: Answer(400)), clock):
        await until(lambda: state(engine).given_up == 1)
    assert state(engine).pending == 0


async def test_a_replay_sends_nothing_again(engine: Engine) -> None:
    record(engine, match_event(1), match_event(1, "HIRED"))
    endpoint = ScriptedEndpoint()
    async with sending(engine, endpoint, Clock()) as sender:
        await until(lambda: state(engine).delivered == 2)
        record(engine, match_event(1), match_event(1, "HIRED"))
        newer = record(engine, match_event(2))
        sender.notify()
        await until(lambda: state(engine).delivered == 3)
    assert endpoint.calls[2:] == newer
    assert state(engine).ids == 3


async def test_alerts_told_and_read_at_once_are_sent_once_and_in_order(engine: Engine) -> None:
    endpoint = ScriptedEndpoint()
    ids: list[str] = []
    async with sending(engine, endpoint, Clock()) as sender:
        for number in range(1, 40):
            with engine.begin() as connection:
                fresh = store.record_alerts(connection, alerts(match_event(number)), (URL,), 0)
            ids.extend(alert.webhook_id for alert in fresh)
            sender.notify(fresh if number % 3 else ())
            await asyncio.sleep(0)
        await until(lambda: len(endpoint.told) == 39)
    assert endpoint.calls == ids


async def test_a_write_that_fails_harms_none_beside_it(engine: Engine) -> None:
    writer = GroupCommit(engine)
    refused = writer.submit(lambda _: int("no number"))
    found = alerts(match_event(1))
    kept = writer.submit(partial(store.record_alerts, alerts=found, endpoints=(URL,), now_ms=0))
    with pytest.raises(ValueError, match="no number"):
        await asyncio.wrap_future(refused)
    new = await asyncio.wrap_future(kept)
    assert [alert.webhook_id for alert in new] == [alert.webhook_id for alert in found]
    writer.close()


def erase(engine: Engine, key: bytes) -> list[Waiting]:
    notice = partial(erasure_of, erased_ms=0, offset=9)
    with engine.begin() as connection:
        return store.erase_match(connection, key, notice, (URL,), 0)


async def test_of_the_erased_no_opening_is_told_any_more_but_that_it_is_over_and_goes(engine: Engine) -> None:
    opened, withdrawn = record(engine, match_event(1), match_event(1, "HIRED"))
    other = record(engine, pair(1))
    (notice,) = erase(engine, match_event(1)[0])
    endpoint = ScriptedEndpoint()
    async with sending(engine, endpoint, Clock()):
        await until(lambda: state(engine).pending == 0)
    assert sorted(endpoint.told) == sorted([withdrawn, *other, notice.webhook_id])
    assert opened not in endpoint.calls
    assert state(engine).given_up == 1


async def test_an_opening_that_waits_in_memory_is_not_told_either_once_its_person_is_erased(engine: Engine) -> None:
    (opened,) = record(engine, match_event(1))
    clock, endpoint = Clock(), ScriptedEndpoint(lambda _, attempt: Answer(200 if attempt > 1 else 503))
    async with sending(engine, endpoint, clock) as sender:
        await until(lambda: endpoint.calls == [opened])
        sender.notify(erase(engine, match_event(1)[0]))
        await until(lambda: state(engine).pending == 0, time_goes_by(clock, sender))
    assert endpoint.calls.count(opened) == 1
    assert opened not in endpoint.told
