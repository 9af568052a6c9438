"""One worker, from the log to the view and from the view to the matches: what is wired to what, in the data's order."""

import secrets
from collections.abc import Callable
from time import monotonic, time_ns
from typing import Any, Final

from schemas.topics import APPLIED
from streams.beside import Beside, Matching, NoMatching
from streams.crash import die, or_die
from streams.dead_letters import DeadLetters
from streams.kafka_log import KafkaLog
from streams.owning import Owning
from streams.patience import Patience
from streams.publishing import KafkaPublisher, Publisher
from streams.rounds import Rounds
from streams.settings import WorkerSettings
from streams.store.protocol import Store
from streams.store.valkey import ValkeyStore
from streams.tally import Tally
from streams.transport.consumer import Consumer
from streams.transport.faust_app import App, Chunks
from streams.worker import Worker

TOKEN_BYTES: Final = 16
NAME_BYTES: Final = 4


def worker_app(settings: WorkerSettings) -> App:
    """Build a worker, in the order the data goes: log, chunk, lane, view, matching, log."""
    tally = Tally()
    patience = Patience(tally)

    # What it writes to: the view; and the log, for matches, repairs and dead letters.
    store = ValkeyStore.at(settings.redis_url.get_secret_value())
    publisher = KafkaPublisher(settings.kafka.aiokafka(), patience)
    dead_letters = DeadLetters(publisher, settings.operators.public_bytes(), tally)

    # What the view's changes wake.
    matching = _matching(settings, store, publisher, dead_letters, patience)

    # What each owned tag's lane works with, and the lanes.
    worker = Worker(
        group=settings.worker_group,
        partitions=settings.partitions,
        store=store,
        log=KafkaLog(settings.kafka.aiokafka(), APPLIED, lambda: app.consumer, settings.worker_batch_records),
        dead_letters=dead_letters,
        patience=patience,
        tally=tally,
        new_token=lambda: secrets.token_bytes(TOKEN_BYTES),
        now_ms=now_ms,
        applied=lambda place, last: app.consumer.applied.update({place: last}),
        changed=matching.applied,
    )
    owning = Owning(worker, APPLIED, matching.assigned, die)
    rounds = _rounds(settings, worker, owning, publisher, lambda: app.consumer)
    beside = Beside(publisher, store, matching, owning, rounds)
    app = App(settings, owning, beside.begin, beside.end)

    # Where the data comes in: one agent on all topics, to which each event is a chunk of one partition.
    @app.agent(app.topic(*APPLIED, schema=Chunks()))
    async def apply(chunks: Any) -> None:
        async for chunk in chunks:
            with or_die():
                owning.submit(chunk, app.consumer.room.leave)

    return app


def now_ms() -> int:
    """Read the clock (ms since 1970): for a token's floor, what is due, and reports."""
    return time_ns() // 1_000_000


def _rounds(
    settings: WorkerSettings, worker: Worker, owning: Owning, publisher: Publisher, consumer: Callable[[], Consumer]
) -> Rounds:
    return Rounds(
        name=secrets.token_hex(NAME_BYTES),
        started_ms=now_ms(),
        worker=worker,
        owning=owning,
        publisher=publisher,
        consumer=consumer,
        monotonic=monotonic,
        stuck_seconds_max=settings.worker_stuck_seconds,
    )


def _matching(
    settings: WorkerSettings, store: Store, publisher: Publisher, dead_letters: DeadLetters, patience: Patience
) -> Matching:
    if settings.matching == "off":
        return NoMatching()
    # Not loaded by a worker that only applies.
    from streams.matching.loop import MatchingLoop  # noqa: PLC0415
    from streams.matching.rules import rules_of  # noqa: PLC0415

    return MatchingLoop(
        store=store,
        publisher=publisher,
        dead_letters=dead_letters,
        kafka=settings.kafka.aiokafka(),
        group=settings.worker_group,
        partitions=settings.partitions,
        now_ms=now_ms,
        patience=patience,
        rules=rules_of(settings.terms.chosen()),
    )
