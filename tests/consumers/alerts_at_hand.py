"""What tests of alerts need: records of the match topic, a database in a folder, a script of answers."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from consumers.alerts import store
from consumers.alerts.alert import Alert, alert_of
from consumers.alerts.retrying import Answer
from consumers.alerts.sending import Sender
from consumers.alerts.tally import Tally
from consumers.group_commit import GroupCommit
from schemas import topics
from schemas.codec import Meta, encode, event_id
from schemas.database import open_database
from schemas.events import Match
from schemas.partition import event_key, match_record
from tests.consumers.pretend import subject

URL = "https://placement.example/hooks"
PERSON, VACANCY = subject("person"), subject("vacancy")
AT = datetime(2026, 11, 23, 7, 32, 8, tzinfo=UTC)


def match_event(
    episode: int = 1, withdrawn: str | None = None, person: str = PERSON, vacancy: str = VACANCY, **more: Any
) -> tuple[bytes, bytes]:
    """Make a record of the match topic: key and value."""
    told: dict[str, Any] = {"score": 92, "occupation": "7411", "province": "21", "caused_at": AT} | more
    match = Match(
        vacancy=vacancy,
        episode=episode,
        status="WITHDRAWN" if withdrawn else "OPEN",
        withdrawn_because=withdrawn,
        **told,
    )
    key, version = event_key(person, match_record(person, vacancy)), 2 * episode + (withdrawn is not None)
    meta = Meta(event_id(topics.MATCH, key, version), version, "UPSERT", int(AT.timestamp() * 1000))
    return key, encode(topics.MATCH, meta, match.data())


def alerts(*events: tuple[bytes, bytes]) -> list[Alert]:
    """Make the alerts of some records."""
    return [alert_of(*event) for event in events]


def alerts_database(folder: Path) -> Engine:
    """Open an empty database of alerts."""
    engine = open_database(f"sqlite:///{folder / 'alerts.db'}")
    store.METADATA.create_all(engine)
    return engine


class ScriptedEndpoint:
    """Answers each call as the script says, by default that it is accepted; remembers what it was told."""

    def __init__(self, script: Callable[[str, int], Answer] | None = None) -> None:
        self.calls: list[str] = []
        self.told: list[str] = []
        self.flying_most = 0
        self.release: asyncio.Event | None = None
        self._script = script
        self._attempts: dict[str, int] = defaultdict(int)
        self._flying = 0

    async def call(self, webhook_id: str, _: str) -> Answer:
        """Answer as scripted."""
        self.calls.append(webhook_id)
        self._attempts[webhook_id] += 1
        self._flying += 1
        self.flying_most = max(self.flying_most, self._flying)
        await (self.release.wait() if self.release else asyncio.sleep(0))
        self._flying -= 1
        answer = self._script(webhook_id, self._attempts[webhook_id]) if self._script else Answer(200, "accepted")
        if answer.status == 200:
            self.told.append(webhook_id)
        return answer


async def until(true: Callable[[], bool], pump: Callable[[], None] = lambda: None, seconds: float = 10.0) -> None:
    """Wait until something is true, pumping meanwhile; TimeoutError when it never is."""
    async with asyncio.timeout(seconds):
        while not true():
            pump()
            await asyncio.sleep(0.005)


class Clock:
    """A clock that tests set."""

    def __init__(self) -> None:
        self.now = 1_000_000

    def __call__(self) -> int:
        """Give the time."""
        return self.now


def record(engine: Engine, *events: tuple[bytes, bytes], endpoints: tuple[str, ...] = (URL,)) -> list[str]:
    """Put alerts into the database; gives their ids."""
    found = alerts(*events)
    with engine.begin() as connection:
        store.record_alerts(connection, found, endpoints, 0)
    return [alert.webhook_id for alert in found]


def state(engine: Engine) -> Tally:
    """Count what stands in the database."""
    with engine.connect() as connection:
        return store.count(connection)


@asynccontextmanager
async def sending(
    engine: Engine,
    endpoint: ScriptedEndpoint,
    clock: Clock,
    url: str = URL,
    permitted: Callable[[], bool] = lambda: True,
) -> AsyncIterator[Sender]:
    """Run a sender to an endpoint."""
    writer = GroupCommit(engine)
    sender = Sender(url, endpoint, writer, state(engine), clock, lambda: 0.5, permitted)
    task = asyncio.create_task(sender.run())
    try:
        yield sender
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        writer.close()
