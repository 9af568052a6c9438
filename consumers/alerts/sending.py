"""Sends one endpoint its alerts: several at once, one after another per match, again after a failure."""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final, Protocol

from consumers.alerts import store
from consumers.alerts.alert import erases, opens
from consumers.alerts.lanes import Lanes, Waiting
from consumers.alerts.retrying import Answer, Meaning, hopeless, meaning, wait_ms
from consumers.alerts.store import Settled
from consumers.alerts.tally import Tally
from consumers.gathering import Gathering
from consumers.group_commit import GroupCommit

IN_FLIGHT_MAX: Final = 8
LOADED_MAX: Final = 4000
NOT_IN_AGREEMENT: Final = "not_in_agreement"
ERASED: Final = "erased"
LOAD_STEP: Final = 1000
# What was answered is noted in groups: were it lost, the alert would only be told again under the same id.
NOTED_APART_SECONDS: Final = 0.05


class Calls(Protocol):
    """How an endpoint is called; `call` answers always and raises nothing of the network."""

    async def call(self, webhook_id: str, body: str) -> Answer: ...


class Sender:
    """One endpoint's own queue, connections and pause, so that no endpoint waits for another.

    While the endpoint does not answer, one alert at a time is tried, ever more rarely; all others wait untouched.
    """

    def __init__(
        self,
        endpoint: str,
        caller: Calls,
        writer: GroupCommit,
        tally: Tally,
        now_ms: Callable[[], int],
        chance: Callable[[], float],
        permitted: Callable[[], bool],
    ) -> None:
        self._endpoint = endpoint
        self._caller = caller
        self._writer = writer
        self._settled = Gathering(writer, store.settle, NOTED_APART_SECONDS)
        self._tally = tally
        self._now_ms = now_ms
        self._chance = chance
        self._permitted = permitted
        self._lanes = Lanes()
        self._erased: set[str] = set()
        self._loaded = 0
        self._behind, self._reading = True, False
        self._failures = 0
        self._resume_at = 0
        self._flying = 0
        self._changed = asyncio.Event()

    def notify(self, fresh: Sequence[Waiting] = ()) -> None:
        """Say that alerts were recorded: taken as they are when all before them are here, else read in their turn."""
        self._erased.update(alert.match for alert in fresh if erases(alert.body))
        if not fresh or self._behind or self._reading or len(self._lanes) >= LOADED_MAX:
            self._behind = True
        else:
            self._take_in(fresh)
        self._changed.set()

    async def flush(self) -> None:
        """Wait until what was answered is noted."""
        await self._settled.flush()

    async def run(self) -> None:
        """Send until cancelled."""
        self._failures, self._resume_at = await self._writer.write(partial(store.pause_of, endpoint=self._endpoint))
        self._erased |= await self._writer.write(partial(store.erased_waiting, endpoint=self._endpoint))
        async with asyncio.TaskGroup() as group:
            while True:
                self._changed.clear()
                await self._load()
                while alert := self._next():
                    self._flying += 1
                    group.create_task(self._send(alert))
                await self._wait()

    async def _load(self) -> None:
        """Read on, in order, until nothing waits that is not here; while this goes on news must wait its turn."""
        while self._behind and len(self._lanes) < LOADED_MAX:
            self._behind, self._reading = False, True
            waiting = partial(store.waiting_after, endpoint=self._endpoint, sequence=self._loaded, limit=LOAD_STEP)
            rows = await self._writer.write(waiting)
            self._take_in(rows)
            self._behind, self._reading = self._behind or bool(rows), False

    def _take_in(self, rows: Sequence[Waiting]) -> None:
        for alert in rows:
            if alert.sequence > self._loaded:  # else it was read before it was told
                self._lanes.add(alert)
                self._loaded = alert.sequence

    def _next(self) -> Waiting | None:
        now_ms = self._now_ms()
        return None if self._full() or now_ms < self._resume_at else self._lanes.take(now_ms)

    def _full(self) -> bool:
        return self._flying >= (1 if self._failures else IN_FLIGHT_MAX)

    async def _wait(self) -> None:
        """Wait until something changed, or the next alert is due and may fly."""
        due = self._lanes.next_due()
        if due is None or self._full():
            await self._changed.wait()
            return
        left_ms = max(due, self._resume_at) - self._now_ms()
        if left_ms <= 0:
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(left_ms / 1000):
                await self._changed.wait()

    async def _send(self, alert: Waiting) -> None:
        # Of the erased, and after the term, nothing new is told; that something told is over always is.
        untold = self._untold(alert)
        if untold is not None:
            self._flying -= 1
            self._over(alert)
            await self._settle(alert, store.GIVEN_UP, untold)
            return
        answer = await self._caller.call(alert.webhook_id, alert.body)
        self._flying -= 1
        match meaning(answer):
            case Meaning.RECEIVED:
                await self._received(alert, answer)
            case Meaning.REFUSED:
                await self._refused(alert, answer)
            case Meaning.ENDPOINT_UNWELL:
                await self._unwell(alert, answer)

    def _untold(self, alert: Waiting) -> str | None:
        if not opens(alert.body):
            return None
        if alert.match in self._erased:
            return ERASED
        return None if self._permitted() else NOT_IN_AGREEMENT

    async def _received(self, alert: Waiting, answer: Answer) -> None:
        was_unwell, self._failures, self._resume_at = self._failures, 0, 0
        self._over(alert)
        if erases(alert.body):
            self._erased.discard(alert.match)
        if was_unwell:
            await self._keep_pause()
        await self._settle(alert, store.DELIVERED, answer.answer)

    async def _refused(self, alert: Waiting, answer: Answer) -> None:
        if hopeless(alert.recorded_at, self._now_ms()):
            self._over(alert)
            await self._settle(alert, store.GIVEN_UP, str(answer.status))
            return
        attempts = alert.attempts + 1
        await self._later(alert, attempts, self._now_ms() + wait_ms(attempts, self._chance(), answer))

    async def _unwell(self, alert: Waiting, answer: Answer) -> None:
        now_ms = self._now_ms()
        if now_ms >= self._resume_at:  # the first to come back with bad news counts; the others flew beside it
            self._failures += 1
            self._resume_at = now_ms + wait_ms(self._failures, self._chance(), answer)
            await self._keep_pause()
        await self._later(alert, alert.attempts, 0)

    async def _later(self, alert: Waiting, attempts: int, due_at: int) -> None:
        self._lanes.again(alert, due_at, attempts)
        self._changed.set()
        if due_at:
            await self._writer.write(
                partial(
                    store.postpone,
                    endpoint=self._endpoint,
                    sequence=alert.sequence,
                    attempts=attempts,
                    due_at=due_at,
                )
            )

    def _over(self, alert: Waiting) -> None:
        self._lanes.done(alert)
        self._changed.set()

    async def _settle(self, alert: Waiting, state: str, answer: str | None) -> None:
        await self._settled.add(Settled(self._endpoint, alert.sequence, state, answer))
        self._tally.settled(state == store.DELIVERED, answer)

    async def _keep_pause(self) -> None:
        kept = partial(store.keep_pause, endpoint=self._endpoint, failures=self._failures, resume_at=self._resume_at)
        await self._writer.write(kept)
