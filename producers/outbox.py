"""The outbox relay: what an application wrote with its own data is published at least once, in order per record."""

import logging
import re
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, NamedTuple

from pydantic import ValidationError
from sqlalchemy import Row, bindparam, select, update
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError

from producers.draft import Change
from producers.edge import Edge, Event
from producers.publisher.log import Log, Placed
from schemas.events import MODELS
from schemas.identifiers import classify
from schemas.outbox import METADATA, OUTBOX
from schemas.refusals import RefusedValueError
from schemas.topics import BY_NAME

BATCH: Final = 200
POLL_SECONDS: Final = 0.05
BACKOFF_SECONDS: Final = 1.0
_PSEUDONYM: Final = re.compile(r"[0-9a-f]{32}")
_log: Final = logging.getLogger("saphan.outbox")


class Round(NamedTuple):
    """What became of one round: rows published, refused for good, and to be tried again."""

    relayed: int = 0
    refused: int = 0
    failed: int = 0


class Relay:
    """Carries an application's outbox into the log as one agency; any number may run: a repeat is the same bytes.

    A round takes at most one row per record, the oldest, so that a row never overtakes one that failed.
    """

    def __init__(self, engine: Engine, edge: Edge, log: Log, now_ms: Callable[[], int]) -> None:
        self._engine, self._edge, self._log_to, self._now_ms = engine, edge, log, now_ms
        METADATA.create_all(engine)

    def round(self) -> Round:
        """Publish what waits, once; OperationalError when the database can't be reached."""
        rows = first_of_each_record(self._waiting())
        made = [(row, self._event(row)) for row in rows]
        sent = [(row, one) for row, one in made if isinstance(one, Event)]
        refused = [(row, one) for row, one in made if isinstance(one, str)]
        outcomes = self._log_to.send([event for _, event in sent], self._now_ms()) if sent else []
        placed = [row for (row, _), one in zip(sent, outcomes, strict=True) if isinstance(one, Placed)]
        self._mark([(row.id, None) for row in placed] + [(row.id, code) for row, code in refused])
        for row, code in refused:
            _log.warning("outbox row %s refused: %s", row.id, code)
        return Round(len(placed), len(refused), len(sent) - len(placed))

    def _waiting(self) -> Sequence[Row[Any]]:
        query = select(OUTBOX).where(OUTBOX.c.relayed_at.is_(None)).order_by(OUTBOX.c.id).limit(BATCH)
        with self._engine.connect() as connection:
            return connection.execute(query).all()

    def _mark(self, done: Sequence[tuple[int, str | None]]) -> None:
        if not done:
            return
        statement = (
            update(OUTBOX)
            .where(OUTBOX.c.id == bindparam("row"), OUTBOX.c.relayed_at.is_(None))
            .values(relayed_at=bindparam("at"), refused=bindparam("why"))
        )
        at = self._now_ms()
        with self._engine.begin() as connection:
            connection.execute(statement, [{"row": row, "at": at, "why": why} for row, why in done])

    def _event(self, row: Row[Any]) -> Event | str:
        """Make a row's event, or give the code of its refusal."""
        topic = BY_NAME.get(row.topic)
        if topic is None or topic.writer != self._edge.agency:
            return "NOT_YOUR_TOPIC"
        try:
            subject = self._subject(row)
            data = MODELS[row.topic].model_validate(row.payload).data() if row.operation == "UPSERT" else None
            change = Change(row.record_id, row.version, "DELETE" if data is None else "UPSERT", row.occurred_at)
            return self._edge.event(row.topic, (subject, self._edge.record(row.topic, row.record_id)), change, data)
        except RefusedValueError as why:
            return why.code
        except (ValidationError, ValueError):
            return "NOT_ENCODABLE"

    def _subject(self, row: Row[Any]) -> str:
        if row.person_kind == "none":
            return self._edge.subject(row.topic, row.record_id)
        if row.person_kind == "identifier":
            return self._edge.pseudonym(classify(row.person))
        if row.person_kind == "pseudonym" and _PSEUDONYM.fullmatch(row.person):
            return str(row.person)
        raise RefusedValueError("IDENTIFIER_SHAPE")


def first_of_each_record(rows: Iterable[Row[Any]]) -> list[Row[Any]]:
    """Keep the oldest waiting row of each record; the next ones have their turn once it is through."""
    seen: dict[tuple[str, str], Row[Any]] = {}
    for row in rows:
        seen.setdefault((row.topic, row.record_id), row)
    return list(seen.values())


def run(relay: Relay, stopping: Callable[[], bool]) -> None:
    """Relay until told to stop, at once while there is work, backing off while log or database fail."""
    while not stopping():
        try:
            done = relay.round()
        except OperationalError:
            _log.warning("the outbox can't be read; trying again")
            done = Round(failed=1)
        if done.failed:
            time.sleep(BACKOFF_SECONDS)
        elif not done.relayed + done.refused:
            time.sleep(POLL_SECONDS)
