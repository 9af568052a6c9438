"""Wires the alerts' whole way: match topic → database → signed webhooks, until told to stop."""

import asyncio
import contextlib
import random
import signal
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from consumers.alerts import store
from consumers.alerts.caller import Caller, open_transport
from consumers.alerts.durable import Barrier
from consumers.alerts.intake import Intake, open_consumer
from consumers.alerts.lanes import Waiting
from consumers.alerts.sending import IN_FLIGHT_MAX, Sender
from consumers.alerts.tally import write_status
from consumers.clock import now_ms
from consumers.group_commit import GroupCommit
from consumers.settings import AlertSettings
from schemas.connection import KafkaSettings
from schemas.database import open_database

STATUS_EVERY_SECONDS: Final = 1.0


async def deliver(
    settings: AlertSettings, kafka: KafkaSettings, status: Path | None, permitted: Callable[[], bool]
) -> None:
    """Run until SIGTERM or SIGINT; what raises ends the process, and the next one goes on where the database stands."""
    engine = open_database(settings.alerts_database_url)
    store.METADATA.create_all(engine)
    writer = GroupCommit(engine)
    loop, stopping = asyncio.get_running_loop(), asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stopping.set)
    transport = open_transport(settings.webhook_allowed_hosts, IN_FLIGHT_MAX * len(settings.webhook_url))
    keys, chance, tally = settings.signing_keys(), random.SystemRandom().random, await writer.write(store.count)
    senders = [
        Sender(url, Caller(transport, url, keys, now_ms), writer, tally, now_ms, chance, permitted)
        for url in settings.webhook_url
    ]

    def notify(fresh: Sequence[Waiting]) -> None:
        for sender in senders:
            loop.call_soon_threadsafe(sender.notify, fresh)

    barrier = Barrier(open_database(settings.alerts_database_url))
    consumer = open_consumer(kafka.librdkafka())
    intake = Intake(consumer, writer, barrier, settings.webhook_url, now_ms, notify, tally)
    try:
        await _run(intake, senders, stopping, status)
    finally:
        intake.stop()
        await asyncio.gather(*(sender.flush() for sender in senders))
        await transport.aclose()
        writer.close()
        engine.dispose()


async def _run(intake: Intake, senders: list[Sender], stopping: asyncio.Event, status: Path | None) -> None:
    async with asyncio.TaskGroup() as group:
        taking = group.create_task(asyncio.to_thread(intake.run))
        sending = [group.create_task(sender.run()) for sender in senders]
        while not stopping.is_set() and not taking.done():
            _say(status, intake)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(STATUS_EVERY_SECONDS):
                    await stopping.wait()
        intake.stop()
        await taking
        for task in sending:
            task.cancel()
    _say(status, intake)


def _say(status: Path | None, intake: Intake) -> None:
    if status is not None:
        write_status(status, intake.tally)
