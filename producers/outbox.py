"""The outbox relay: what an application wrote with its own data is published at least once, in order per record."""

import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, NamedTuple, Protocol

from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError

from producers.columns import WHOLE_ROW
from producers.data_sets import DATA_SETS
from producers.draft import Row
from producers.edge import Edge, Event
from producers.erasures import Erasures
from producers.outbox_rows import belongs, event_of, register_row
from producers.outbox_table import OutboxTable, Waiting, first_of_each_record
from producers.publisher.log import Log, Placed
from producers.receipts import Accepted, NotVocational, Receipt, Refused, TryAgain, refused
from schemas.agreement import Agreement, Terms
from schemas.dates import moment
from schemas.outbox import ROW
from schemas.refusals import refusal
from schemas.topics import TOPICS

BATCH: Final = 2_000
POLL_SECONDS: Final = 0.05
BACKOFF_SECONDS: Final = 1.0
NOT_VOCATIONAL: Final = "NOT_VOCATIONAL"
ERASURES_NOT_KNOWN: Final = TryAgain("ERASURES_NOT_KNOWN")
# What the agreement withholds waits: it may be in force again tomorrow.
_WITHHELD: Final = frozenset({"AGREEMENT_NOT_IN_FORCE", "NOT_IN_AGREEMENT"})
Answers = Sequence[tuple[Waiting, Receipt]]
_log: Final = logging.getLogger("saphan.outbox")


class Round(NamedTuple):
    """What became of one round: rows published, refused for good, and to be tried again."""

    relayed: int = 0
    refused: int = 0
    failed: int = 0


class Publishing(Protocol):
    """The agency's publisher, for rows written as the register writes them."""

    def publish(self, topic: str, rows: Sequence[Row]) -> list[Receipt]:
        """Give a receipt for each row, in their order."""
        ...


class Noted(Protocol):
    """Keeps what became of each row for its source (producers.outbox_noting)."""

    def resume(self, marked: Callable[[Sequence[int]], bool]) -> None:
        """Settle what was not settled when a relay ended; `marked` says whether rows of one round are done."""
        ...

    def before_marks(self, ended: Answers) -> None:
        """Be told of rows that are about to be marked as done."""
        ...

    def marked(self) -> None:
        """Be told that they are."""
        ...


class Relay:
    """Carries an application's outbox into the log as one agency; any number may run: a repeat is the same bytes.

    A round takes at most one row per record, the oldest, so that a row never overtakes one that failed. Rows of a data
    set that the agreement does not let flow today wait; a row about what was before its person was erased is refused.
    `noted` is told what became of each row.
    """

    def __init__(
        self,
        engine: Engine,
        edge: Edge,
        log: Log,
        agreement: Agreement,
        erasures: Erasures,
        now_ms: Callable[[], int],
        publisher: Publishing | None = None,
        noted: Noted | None = None,
    ) -> None:
        self._table = OutboxTable(engine)
        self._edge, self._log_to, self._now_ms = edge, log, now_ms
        self._agreement, self._erasures = agreement, erasures
        self._publisher, self._noted = publisher, noted
        self._withheld: frozenset[str] = frozenset()
        self._resumed = noted is None

    def round(self) -> Round:
        """Publish what waits, once; OperationalError when the database can't be reached."""
        if self._noted is not None and not self._resumed:
            self._noted.resume(self._table.marked)
            self._resumed = True
        accepted_at = self._now_ms()
        self._hold_back(self._agreement.on(moment(accepted_at).date()))
        with self._table.claim(self._withheld, BATCH) as claim:
            answers = self._relay(first_of_each_record(claim.rows), accepted_at)
            if self._noted is not None:
                self._noted.before_marks([answer for answer in answers if not _waits(answer[1])])
            claim.mark(_marks(answers), self._now_ms())
        for row, receipt in answers:
            if isinstance(receipt, Refused) and receipt.code not in _WITHHELD:
                _log.warning("outbox row %s refused: %s", row.id, receipt.code)
        if self._noted is not None:
            self._noted.marked()
        relayed = sum(isinstance(receipt, Accepted) for _, receipt in answers)
        failed = sum(_waits(receipt) for _, receipt in answers)
        return Round(relayed, len(answers) - relayed - failed, failed)

    def _relay(self, rows: Sequence[Waiting], accepted_at: int) -> list[tuple[Waiting, Receipt]]:
        registered = [row for row in rows if self._is_registered(row)]
        others = [row for row in rows if not self._is_registered(row)]
        found = [*self._publish(registered), *self._send(others, accepted_at)]
        return sorted(found, key=lambda answer: answer[0].id)

    def _is_registered(self, row: Waiting) -> bool:
        known = row.topic in DATA_SETS and belongs(row, self._edge.agency)
        return row.person_kind == ROW and known and self._publisher is not None

    def _publish(self, rows: Sequence[Waiting]) -> Iterable[tuple[Waiting, Receipt]]:
        """Publish rows as the register writes them, with all that the edge asks and checks."""
        by_topic: dict[str, list[tuple[Waiting, Row]]] = {}
        for row in rows:
            written = register_row(row)
            if isinstance(written, Refused):
                yield row, written
            else:
                by_topic.setdefault(row.topic, []).append((row, written))
        for topic, written_rows in by_topic.items():
            receipts = self._publisher.publish(topic, [one for _, one in written_rows]) if self._publisher else []
            yield from zip((row for row, _ in written_rows), receipts, strict=True)

    def _send(self, rows: Sequence[Waiting], accepted_at: int) -> Iterable[tuple[Waiting, Receipt]]:
        """Send rows that hold an event's own fields."""
        made = [(row, event_of(row, self._edge)) for row in rows]
        erased_at = self._moments(made)
        judged = [(row, _unless_erased(row, one, erased_at)) for row, one in made]
        events = [one for _, one in judged if isinstance(one, Event)]
        outcomes = iter(self._log_to.send(events, accepted_at) if events else ())
        for row, one in judged:
            if not isinstance(one, Event):
                yield row, one
                continue
            outcome = next(outcomes)
            if isinstance(outcome, Placed):
                yield row, Accepted(row.topic, outcome.partition, outcome.offset)
            else:
                yield row, TryAgain(outcome.code)

    def _hold_back(self, terms: Terms) -> None:
        """Leave waiting what may not flow today, saying so when that changes."""
        own = (topic.name for topic in TOPICS if topic.writer == self._edge.agency)
        found = frozenset(topic for topic in own if not terms.gives(topic, self._edge.agency))
        if found - self._withheld:
            _log.warning("held back: %s; %s; %s", ", ".join(sorted(found)), terms.th, terms.en)
        self._withheld = found

    def _moments(self, made: Sequence[tuple[Waiting, Event | Refused]]) -> Mapping[tuple[str, str], int | None]:
        """Ask since when each person concerned is erased, once per data set; nobody for a record about no person."""
        people: dict[str, list[str]] = {}
        for row, event in made:
            if isinstance(event, Event) and row.person_kind != "none":
                people.setdefault(event.topic, []).append(event.subject)
        asked = {topic: self._erasures.moments(topic, subjects) for topic, subjects in people.items()}
        return {(topic, person): at for topic, moments in asked.items() for person, at in moments.items()}


def _unless_erased(
    row: Waiting, event: Event | Refused, erased_at: Mapping[tuple[str, str], int | None]
) -> Event | Refused | TryAgain:
    """Give the event, or its receipt where its person is erased, or that is not known."""
    if isinstance(event, Refused):
        return event
    at = erased_at.get((event.topic, event.subject), 0)
    if at is None:
        return ERASURES_NOT_KNOWN
    return event if row.occurred_at > at else refused(refusal("ERASED", WHOLE_ROW))


def _waits(receipt: Receipt) -> bool:
    return isinstance(receipt, TryAgain) or (isinstance(receipt, Refused) and receipt.code in _WITHHELD)


def _marks(answers: Answers) -> dict[str | None, list[int]]:
    """Give the rows that are done, by the code of their refusal, None for those that stand in the log."""
    marks: dict[str | None, list[int]] = {}
    for row, receipt in answers:
        match receipt:
            case Accepted():
                marks.setdefault(None, []).append(row.id)
            case NotVocational():
                marks.setdefault(NOT_VOCATIONAL, []).append(row.id)
            case Refused(code) if code not in _WITHHELD:
                marks.setdefault(code, []).append(row.id)
            case _:
                pass
    return marks


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
