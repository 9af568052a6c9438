"""The check that the alerts delivered are those the match topic calls for: none missing, none that nobody decided."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from operations.verify.folding import LogRecord
from schemas import codec
from schemas.codec import GateError
from schemas.partition import match_id, split_key
from schemas.webhooks import AlertStatus, webhook_id


class Delivered(NamedTuple):
    """One alert an endpoint took, as the alerts' database says."""

    webhook_id: str
    match: str
    version: int


@dataclass
class CalledFor:
    """The alerts the match topic calls for; compaction may have left only a match's newest version."""

    ids: set[str] = field(default_factory=set)
    newest: dict[str, int] = field(default_factory=dict)
    opened: int = 0
    withdrawn: Counter[str] = field(default_factory=Counter)

    def add(self, record: LogRecord) -> None:
        """Take one record of the match topic in; what can't be a match calls for nothing."""
        try:
            person, _ = split_key(record.key or b"")
            meta, data = codec.decode(record.topic, record.value or b"")
        except (GateError, ValueError):
            return
        if data is None or data["status"] == "UNKNOWN":
            return
        match = match_id(person, data["vacancy"])
        status = AlertStatus.OPEN if data["status"] == "OPEN" else AlertStatus.WITHDRAWN
        self.newest[match] = max(meta.version, self.newest.get(match, 0))
        identity = webhook_id(match, data["episode"], status)
        if identity in self.ids:
            return  # a repeat, or a repair
        self.ids.add(identity)
        if status is AlertStatus.OPEN:
            self.opened += 1
        else:
            self.withdrawn[data["withdrawn_because"] or "UNKNOWN"] += 1


@dataclass(frozen=True)
class AlertsResult:
    """How the alerts delivered compare with those called for; `unfounded` ones no record of the topic explains."""

    called_for: int
    delivered: int
    missing: int
    unfounded: int

    @property
    def equal(self) -> bool:
        """Equal means none missing and none unfounded."""
        return not self.missing and not self.unfounded


def compare_alerts(called_for: CalledFor, before: Iterable[Delivered], after: Iterable[Delivered]) -> AlertsResult:
    """Compare with what was delivered before the topic was read (is each founded?) and after it (is one missing?).

    An alert of an older version than the topic still holds is explained by the newer one; an erased person's, of which
    only the id was kept, by nothing any more.
    """
    unexplained = [row for row in before if row.webhook_id not in called_for.ids]
    unfounded = [row for row in unexplained if row.match and row.version >= called_for.newest.get(row.match, 0)]
    ids = {row.webhook_id for row in after}
    return AlertsResult(len(called_for.ids), len(ids), len(called_for.ids - ids), len(unfounded))
