"""The outbox relay: what an application wrote with its own data is published at least once, in order per record."""

import logging
import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from pydantic import ValidationError
from sqlalchemy import Row, bindparam, select, update
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError

from producers.draft import Change
from producers.edge import Edge, Event
from producers.erasures import Erasures
from producers.publisher.log import Log, Placed
from schemas.agreement import Agreement, Terms
from schemas.dates import moment
from schemas.events import model
from schemas.identifiers import classify
from schemas.outbox import METADATA, OUTBOX
from schemas.refusals import RefusedValueError
from schemas.topics import BY_NAME, TOPICS

BATCH: Final = 200
POLL_SECONDS: Final = 0.05
BACKOFF_SECONDS: Final = 1.0
_PSEUDONYM: Final = re.compile(r"[0-9a-f]{32}")
Moments = Mapping[tuple[str, str], int | None]
_log: Final = logging.getLogger("saphan.outbox")


class Round(NamedTuple):
    """What became of one round: rows published, refused for good, and to be tried again."""

    relayed: int = 0
    refused: int = 0
    failed: int = 0


class Relay:
    """Carries an application's outbox into the log as one agency; any number may run: a repeat is the same bytes.

    A round takes at most one row per record, the oldest, so that a row never overtakes one that failed. Rows of a data
    set that the agreement does not let flow today wait; a row about what was before its person was erased is refused.
    """

    def __init__(
        self,
        engine: Engine,
        edge: Edge,
        log: Log,
        agreement: Agreement,
        erasures: Erasures,
        now_ms: Callable[[], int],
    ) -> None:
        self._engine, self._edge, self._log_to, self._now_ms = engine, edge, log, now_ms
        self._agreement, self._erasures = agreement, erasures
        self._withheld: frozenset[str] = frozenset()
        METADATA.create_all(engine)

    def round(self) -> Round:
        """Publish what waits, once; OperationalError when the database can't be reached."""
        accepted_at = self._now_ms()
        self._hold_back(self._agreement.on(moment(accepted_at).date()))
        made = [(row, self._event(row)) for row in first_of_each_record(self._waiting())]
        erased_at = self._moments(made)
        judged = [(row, one if isinstance(one, str) else _unless_erased(row, one, erased_at)) for row, one in made]
        sent = [(row, one) for row, one in judged if isinstance(one, Event)]
        refused = [(row, one) for row, one in judged if isinstance(one, str)]
        outcomes = self._log_to.send([event for _, event in sent], accepted_at) if sent else []
        placed = [row for (row, _), one in zip(sent, outcomes, strict=True) if isinstance(one, Placed)]
        self._mark([(row.id, None) for row in placed] + [(row.id, code) for row, code in refused])
        for row, code in refused:
            _log.warning("outbox row %s refused: %s", row.id, code)
        return Round(len(placed), len(refused), len(judged) - len(placed) - len(refused))

    def _hold_back(self, terms: Terms) -> None:
        """Leave waiting what may not flow today, saying so when that changes."""
        own = (topic.name for topic in TOPICS if topic.writer == self._edge.agency)
        found = frozenset(topic for topic in own if not terms.gives(topic, self._edge.agency))
        if found - self._withheld:
            _log.warning("held back: %s; %s; %s", ", ".join(sorted(found)), terms.th, terms.en)
        self._withheld = found

    def _waiting(self) -> Sequence[Row[Any]]:
        waiting = OUTBOX.c.relayed_at.is_(None) & OUTBOX.c.topic.not_in(self._withheld)
        with self._engine.connect() as connection:
            return connection.execute(select(OUTBOX).where(waiting).order_by(OUTBOX.c.id).limit(BATCH)).all()

    def _moments(self, made: Sequence[tuple[Row[Any], Event | str]]) -> Moments:
        """Ask since when each person concerned is erased, once per data set; nobody for a record about no person."""
        people: dict[str, list[str]] = {}
        for row, event in made:
            if isinstance(event, Event) and row.person_kind != "none":
                people.setdefault(event.topic, []).append(event.subject)
        asked = {topic: self._erasures.moments(topic, subjects) for topic, subjects in people.items()}
        return {(topic, person): at for topic, moments in asked.items() for person, at in moments.items()}

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
            data = model(row.topic).model_validate(row.payload).data() if row.operation == "UPSERT" else None
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


def _unless_erased(row: Row[Any], event: Event, erased_at: Moments) -> Event | str | None:
    """Give the event, the code of its refusal, or None while it is not known whether its person is erased."""
    at = erased_at.get((event.topic, event.subject), 0)
    if at is None:
        return None
    return event if row.occurred_at > at else "ERASED"


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
