"""What each role is told of a stack: its own user, its own keys, nothing else."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Protocol

from operations.local.records import Record
from schemas.agreement import DEMONSTRATION
from schemas.topics import AGENCIES

# role → its user on Kafka, its user on Redis, and the groups of settings it needs
_ROLES: Final[Mapping[str, tuple[str, str, tuple[str, ...]]]] = {
    **{agency: (agency, "edge", ("edge",)) for agency in AGENCIES},
    "relay": ("doe", "edge", ("edge", "desk")),
    "simulate": ("ovec", "edge", ("edge", "agencies")),
    "worker": ("worker", "worker", ("box", "terms")),
    "consumer": ("consumer", "desk", ("alerts",)),
    "web": ("operator", "operator", ("desk", "detail", "heads", "unsealing", "terms", "review", "stewardship")),
    "operator": ("operator", "operator", ("box", "opening", "alerts_read", "ledger")),
    # Decides about people: who is who, objections, erasures; reads the view as an operator does.
    "steward": ("steward", "operator", ("review", "ledger", "heads", "terms", "naming", "desk_read", "alerts_read")),
    "admin": ("admin", "admin", ()),
}
ROLES: Final = tuple(_ROLES)


class Reachable(Protocol):
    """A stack, however it was come by: its folder and its record."""

    @property
    def state(self) -> Path: ...

    @property
    def record(self) -> Record: ...


def environment(stack: Reachable, role: str) -> dict[str, str]:
    """Give the SAPHAN_… variables of a role; KeyError when there is no such role."""
    kafka_user, redis_user, groups = _ROLES[role]
    record = stack.record
    found = {
        "SAPHAN_KAFKA_BOOTSTRAP": record.kafka.bootstrap,
        "SAPHAN_KAFKA_SECURITY": record.kafka.security,
        "SAPHAN_KAFKA_MECHANISM": record.kafka.mechanism,
        "SAPHAN_KAFKA_USERNAME": record.username or kafka_user,
        "SAPHAN_KAFKA_PASSWORD": record.users[kafka_user],
        "SAPHAN_REDIS_URL": redis_url(record, redis_user),
        "SAPHAN_PARTITIONS": str(record.partitions),
        "SAPHAN_STATE_DIR": str(stack.state),
    }
    settings = _groups(record, stack.state)
    for group in groups:
        found |= settings[group]
    return found


def redis_url(record: Record, user: str) -> str:
    """Give Redis's address as this user sees it."""
    if record.redis.url:
        return record.redis.url
    return f"redis://{user}:{record.redis_users[user]}@{record.redis.host}:{record.redis.port}/0"


def _groups(record: Record, state: Path) -> dict[str, dict[str, str]]:
    keys, web = record.keys, f"http://127.0.0.1:{record.web_port}"
    keystore = {"SAPHAN_PLATFORM_KEY": keys.platform, "SAPHAN_KEYSTORE_URL": _database(state, "keystore")}
    box = {"SAPHAN_OPERATORS_PUBLIC_KEY": keys.operators_public}
    alerts_read = {"SAPHAN_ALERTS_DATABASE_URL": _database(state, "alerts")}
    desk_read = {"SAPHAN_DESK_DATABASE_URL": _database(state, "desk")}
    ledger = {
        "SAPHAN_AUDIT_DATABASE_URL": _database(state, "audit"),
        "SAPHAN_AUDIT_PUBLIC_KEYS": keys.audit_public,
        # Stands for the places of their own where the two parties keep the ledger's heads.
        "SAPHAN_AUDIT_HEADS": str(state / "heads"),
    }
    naming = {"SAPHAN_PSEUDONYM_KEY": keys.pseudonym}
    return {
        "box": box,
        "opening": {"SAPHAN_OPERATORS_PRIVATE_KEY": keys.operators_private},
        "edge": keystore | box | naming,
        "naming": naming,
        "agencies": {"SAPHAN_KAFKA_USERS": json.dumps({name: record.users[name] for name in AGENCIES})},
        "alerts_read": alerts_read,
        "alerts": alerts_read
        | {
            "SAPHAN_WEBHOOK_URL": f"{web}/desk/hooks",
            "SAPHAN_WEBHOOK_PRIVATE_KEYS": keys.webhook_private,
            # The desk is on this machine, an address no webhook goes to unless it is named.
            "SAPHAN_WEBHOOK_ALLOWED_HOSTS": "127.0.0.1",
        },
        "desk_read": desk_read,
        "desk": desk_read
        | {
            "SAPHAN_WEBHOOK_PUBLIC_KEYS": keys.webhook_public,
            "SAPHAN_DETAIL_URL": web,
            "SAPHAN_DETAIL_TOKEN": keys.detail_token,
            "SAPHAN_WEB_PORT": str(record.web_port),
        },
        "ledger": ledger,
        "heads": {"SAPHAN_AUDIT_PRIVATE_KEY": keys.audit_private},
        "detail": alerts_read | ledger,
        "review": {"SAPHAN_REVIEW_DATABASE_URL": _database(state, "review")},
        # The pages read as an operator and decide as the steward.
        "stewardship": {
            "SAPHAN_STEWARD_KAFKA_USERNAME": record.username or "steward",
            "SAPHAN_STEWARD_KAFKA_PASSWORD": record.users.get("steward", ""),
        },
        "unsealing": keystore,
        # The memorandum's own term is over; a stack on one machine runs under a renewal that has no legal force.
        "terms": {"SAPHAN_AGREEMENT": DEMONSTRATION.name},
    }


def _database(state: Path, name: str) -> str:
    return f"sqlite:///{state / f'{name}.db'}"
