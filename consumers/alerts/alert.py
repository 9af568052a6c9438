"""From a record of the match topic to the alert it calls for."""

import json
from typing import Final, NamedTuple

from schemas import codec, topics
from schemas.dates import iso
from schemas.partition import match_id, match_record, split_key
from schemas.webhooks import AlertStatus, webhook_id

_OPENED: Final = "match.opened"


class Alert(NamedTuple):
    """An opening or withdrawal to be told; `record` is the match record's framed bytes, which the detail is made of."""

    webhook_id: str
    match: str
    version: int
    body: str
    record: bytes


def opens(body: str) -> bool:
    """Say whether an alert's body tells that a match was opened."""
    return body.startswith(f'{{"type":"{_OPENED}"')


def alert_of(key: bytes, value: bytes) -> Alert:
    """Derive the alert of a match record: ids, status and version, nothing about the person; GateError if malformed."""
    try:
        person, record = split_key(key)
    except ValueError:
        raise codec.GateError("BAD_KEY") from None
    meta, data = codec.decode(topics.MATCH, value)
    if data is None or data["status"] not in ("OPEN", "WITHDRAWN"):
        raise codec.GateError("NO_STATUS")
    if match_record(person, data["vacancy"]) != record:
        raise codec.GateError("BAD_KEY")
    match = match_id(person, data["vacancy"])
    status = AlertStatus.OPEN if data["status"] == "OPEN" else AlertStatus.WITHDRAWN
    body = {
        "type": _OPENED if status is AlertStatus.OPEN else "match.withdrawn",
        "timestamp": iso(meta.occurred_at),
        "data": {"match": match, "episode": data["episode"], "status": status.value, "version": meta.version},
    }
    identity = webhook_id(match, data["episode"], status)
    return Alert(identity, match, meta.version, json.dumps(body, separators=(",", ":")), value)
