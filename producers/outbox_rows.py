"""What an outbox row becomes: an event of its own, or a row as the register writes it; pure."""

import re
from typing import Final

from pydantic import ValidationError

from producers.columns import WHOLE_ROW
from producers.draft import Change, Row
from producers.edge import Edge, Event
from producers.outbox_table import Waiting
from producers.receipts import Refused, refused
from producers.schema_fields import own_number
from schemas.codec import Operation
from schemas.dates import BUDDHIST_ERA_YEARS, moment
from schemas.events import model
from schemas.identifiers import classify
from schemas.refusals import RefusedValueError, refusal
from schemas.topics import BY_NAME

_PSEUDONYM: Final = re.compile(r"[0-9a-f]{32}")


def belongs(waiting: Waiting, agency: str) -> bool:
    """Say whether a row is of one of the agency's own data sets."""
    topic = BY_NAME.get(waiting.topic)
    return topic is not None and topic.writer == agency


def event_of(waiting: Waiting, edge: Edge) -> Event | Refused:
    """Make a row's event, or refuse it."""
    if not belongs(waiting, edge.agency):
        return refused(refusal("NOT_YOUR_TOPIC", WHOLE_ROW))
    try:
        subject = _subject(waiting, edge)
        data = model(waiting.topic).model_validate(waiting.payload).data() if waiting.operation == "UPSERT" else None
        operation: Operation = "DELETE" if data is None else "UPSERT"
        change = Change(waiting.record_id, waiting.version, operation, waiting.occurred_at)
        return edge.event(waiting.topic, (subject, edge.record(waiting.topic, waiting.record_id)), change, data)
    except RefusedValueError as why:
        return refused(refusal(why.code, "person"))
    except (ValidationError, ValueError):
        return refused(refusal("NOT_ENCODABLE", WHOLE_ROW))


def register_row(waiting: Waiting) -> Row | Refused:
    """Give the register's row that a payload holds, with its number, revision and moment from the table's columns."""
    if not isinstance(waiting.payload, dict):
        return refused(refusal("NOT_ENCODABLE", WHOLE_ROW))
    at = moment(waiting.occurred_at)
    return {
        **waiting.payload,
        own_number(waiting.topic): waiting.record_id,
        "revision": str(waiting.version),
        "changed_at": f"{at:%d/%m}/{at.year + BUDDHIST_ERA_YEARS} {at:%H:%M:%S}",
        "deleted": "1" if waiting.operation == "DELETE" else "0",
    }


def _subject(waiting: Waiting, edge: Edge) -> str:
    if waiting.person_kind == "none":
        return edge.subject(waiting.topic, waiting.record_id)
    if waiting.person_kind == "identifier":
        return edge.pseudonym(classify(waiting.person))
    if waiting.person_kind == "pseudonym" and _PSEUDONYM.fullmatch(waiting.person):
        return str(waiting.person)
    raise RefusedValueError("IDENTIFIER_SHAPE")
