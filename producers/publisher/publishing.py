"""Publishes a batch: read, decide, encode, send, remember; one row's trouble never becomes another's."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

from producers.columns import WHOLE_ROW
from producers.data_sets import DATA_SETS
from producers.draft import Change, Row
from producers.edge import Event
from producers.ledger import Ledger, Sent
from producers.publisher.log import Log, Outcome, Placed
from producers.publisher.permission import withheld
from producers.publisher.planning import Asked, Decision, plan
from producers.publisher.reading import Reader
from producers.receipts import Accepted, NotVocational, Receipt, Refused, TryAgain, refused
from schemas.agreement import Agreement
from schemas.codec import GateError
from schemas.dates import moment
from schemas.key_service import KeysUnavailableError
from schemas.refusals import refusal

KEYS_NOT_AVAILABLE: Final = TryAgain("KEYS_NOT_AVAILABLE")


class _Made(NamedTuple):
    """A row's events, ready to be sent."""

    asked: Asked
    events: tuple[Event, ...]


class Publisher:
    """One agency's way into the log; `now_ms` gives the moment a batch is accepted, which the agreement is asked by."""

    def __init__(
        self, reader: Reader, ledger: Ledger, log: Log, agreement: Agreement, now_ms: Callable[[], int]
    ) -> None:
        self._reader, self._edge = reader, reader.edge
        self._ledger, self._log, self._agreement, self._now_ms = ledger, log, agreement, now_ms

    def publish(self, topic: str, rows: Sequence[Row]) -> list[Receipt]:
        """Give a receipt for each row, in their order; ValueError for a topic that is not the agency's."""
        data_set = DATA_SETS[topic]
        if data_set.agency != self._edge.agency:
            raise ValueError(f"{topic} is not {self._edge.agency}'s")
        accepted_at = self._now_ms()
        why = withheld(self._agreement.on(moment(accepted_at).date()), topic, data_set.agency)
        if why is not None:
            return [refused(why)] * len(rows)
        read = self._reader.read(data_set, rows)
        asked = [one for one in read if isinstance(one, Asked)]
        sent = self._ledger.versions(topic, [one.record for one in asked])
        decisions = plan(asked, sent)
        receipts = iter(self._carry_out(topic, asked, decisions, accepted_at))
        return [next(receipts) if isinstance(one, Asked) else one for one in read]

    def close(self) -> None:
        """Let go of the ledger; nothing is on its way between two batches."""
        self._ledger.close()

    def _carry_out(
        self, topic: str, asked: Sequence[Asked], decisions: Sequence[Decision], accepted_at: int
    ) -> list[Receipt]:
        made = self._make(topic, asked, decisions)
        events = [event for one in made.values() if isinstance(one, _Made) for event in one.events]
        outcomes = iter(self._log.send(events, accepted_at) if events else ())
        receipts: list[Receipt] = []
        noted: list[Sent] = []
        for index, decision in enumerate(decisions):
            one = made.get(index)
            if isinstance(one, _Made):
                receipts.append(_judge(topic, one, [next(outcomes) for _ in one.events], noted))
            else:
                receipts.append(one or decision.receipt or receipts[decision.same_as or 0])
        self._ledger.note(noted)
        return receipts

    def _make(
        self, topic: str, asked: Sequence[Asked], decisions: Sequence[Decision]
    ) -> dict[int, _Made | Refused | TryAgain]:
        """Encode what is to be sent; what can't be recorded is refused, what can't be sealed now is to come again."""
        wanted = [index for index, decision in enumerate(decisions) if decision.sendings]
        drafts = [(decisions[index].sendings[0].subject, asked[index].draft) for index in wanted]
        try:
            data = self._edge.with_identities(topic, drafts)
        except KeysUnavailableError:
            return dict.fromkeys(wanted, KEYS_NOT_AVAILABLE)
        made: dict[int, _Made | Refused | TryAgain] = {}
        for index, one in zip(wanted, data, strict=True):
            try:
                made[index] = _Made(asked[index], self._events(topic, asked[index], decisions[index], one))
            except GateError as why:
                made[index] = refused(refusal("TOO_LARGE" if why.code == "TOO_LARGE" else "NOT_ENCODABLE", WHOLE_ROW))
            except ValueError:
                made[index] = refused(refusal("NOT_ENCODABLE", WHOLE_ROW))
        return made

    def _events(
        self, topic: str, asked: Asked, decision: Decision, data: Mapping[str, object] | None
    ) -> tuple[Event, ...]:
        return tuple(
            self._edge.event(topic, (one.subject, asked.record), one.change, None if one.removes else data)
            for one in decision.sendings
        )


def _judge(topic: str, made: _Made, outcomes: Sequence[Outcome], noted: list[Sent]) -> Receipt:
    """Accept a row once all its events stand in the log, noting what the ledger must know of it."""
    first = outcomes[0]
    for outcome in outcomes:
        if not isinstance(outcome, Placed):
            return TryAgain(outcome.code)
    if not made.asked.vocational or not isinstance(first, Placed):
        return NotVocational()
    noted.append(_sent(topic, made, made.asked.draft.change, first))
    return Accepted(topic, first.partition, first.offset)


def _sent(topic: str, made: _Made, change: Change, place: Placed) -> Sent:
    asked, subject = made.asked, made.events[0].subject
    return Sent(
        topic,
        asked.record,
        change.version,
        subject,
        change.occurred_at,
        asked.digest,
        place.partition,
        place.offset,
    )
