"""Says whether everything has come to rest: nothing to relay, to apply, to match or to deliver."""

from collections.abc import Mapping
from typing import Any, Final

from operations.status.lag import lags
from operations.status.snapshot import Snapshot
from schemas.topics import MATCH

ALERTS_GROUP: Final = "consumer.alerts"
BACKLOG_RECORDS_MAX: Final = 200


def unrest(snapshot: Snapshot, alerts: Mapping[str, Any], to_relay: int) -> str | None:
    """Name the first thing that still moves; None when all is at rest."""
    if snapshot.kafka_error or snapshot.redis_error:
        return snapshot.kafka_error or snapshot.redis_error
    behind = sum(lag.records for lag in lags(snapshot))
    dirty = sum(tag.dirty_people + tag.dirty_vacancies for tag in snapshot.tags)
    waiting = {
        "outcomes to relay": to_relay,
        "records to apply": behind,
        "subjects to match": dirty,
        "winners to publish again": sum(tag.repairs for tag in snapshot.tags),
        "erased records to end in the log": sum(tag.burials for tag in snapshot.tags),
        "matches the alerts have not read": unread_matches(snapshot),
        "alerts to deliver": int(alerts.get("pending", 0)),
    }
    return next((f"{count:,} {what}" for what, count in waiting.items() if count), None)


def unread_matches(snapshot: Snapshot) -> int:
    """Count the match records that the alerts' group has not committed."""
    committed = {at.partition: at.committed for at in snapshot.groups if (at.group, at.topic) == (ALERTS_GROUP, MATCH)}
    own = [log for log in snapshot.logs if log.topic == MATCH]
    return sum(max(0, log.end - max(log.oldest, committed.get(log.partition, 0))) for log in own)


def caught_up(snapshot: Snapshot, alerts: Mapping[str, Any]) -> bool:
    """Say whether what the load left behind is done, so that living begins; new events may be under way."""
    behind = sum(lag.records for lag in lags(snapshot))
    dirty = sum(tag.dirty_people + tag.dirty_vacancies for tag in snapshot.tags)
    return max(behind, dirty, unread_matches(snapshot), int(alerts.get("pending", 0))) <= BACKLOG_RECORDS_MAX
