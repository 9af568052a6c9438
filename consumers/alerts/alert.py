"""From a record of the match topic to the alert it calls for."""

import json
from typing import Final, NamedTuple

from schemas import codec, topics
from schemas.dates import iso
from schemas.partition import match_id, match_record, split_key
from schemas.webhooks import AlertStatus, webhook_id

_OPENED: Final = "match.opened"
_ERASED: Final = "match.erased"


class Alert(NamedTuple):
    """An opening, withdrawal or erasure to be told; `record` is the match record's framed bytes, for the detail."""

    webhook_id: str
    match: str
    version: int
    body: str
    record: bytes | None


def opens(body: str) -> bool:
    """Say whether an alert's body tells that a match was opened."""
    return body.startswith(f'{{"type":"{_OPENED}"')


def erases(body: str) -> bool:
    """Say whether an alert's body asks that everything kept of a match be removed."""
    return body.startswith(f'{{"type":"{_ERASED}"')


def erasure_of(match: str, erased_ms: int, offset: int) -> Alert:
    """Make the notice that a match's person was erased (ms); each tombstone of the log has one notice for ever."""
    data = {"match": match, "status": AlertStatus.ERASED.value, "version": 0}
    body = {"type": _ERASED, "timestamp": iso(erased_ms), "data": data}
    identity = webhook_id(match, offset, AlertStatus.ERASED)
    return Alert(identity, match, 0, json.dumps(body, separators=(",", ":")), None)


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
