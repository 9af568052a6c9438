"""What each role is told of a stack: its own user, its own keys, nothing else."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Protocol

from operations.keys.rights import Act, sha256
from operations.local.records import KEY_HOLDERS, Record
from schemas.agreement import DEMONSTRATION
from schemas.topics import AGENCIES

# role → its user on Kafka, its user on Redis, and the groups of settings it needs
_ROLES: Final[Mapping[str, tuple[str, str, tuple[str, ...]]]] = {
    **{agency: (agency, "edge", ("edge", agency)) for agency in AGENCIES},
    "relay": ("doe", "edge", ("edge", "doe", "desk")),
    # Empties DSD's own database, and notes what became of its rows for DSD's page.
    "dsd-relay": ("dsd", "edge", ("edge", "dsd", "arrivals")),
    "simulate": ("ovec", "edge", ("edge", "agencies", "sources", "dsd_own")),
    "gateway": ("ovec", "edge", ("edge", "agencies", "sources", "gateway")),
    # A program of an agency's own, which reaches nothing but the gateway; its key is drawn for it.
    "program": ("", "", ("gateway_address",)),
    # Follows log and view for comparisons with sources, which the gateway answers from what it wrote down.
    "reconcile": ("operator", "operator", ("reconciling",)),
    "worker": ("worker", "worker", ("box",)),
    "consumer": ("consumer", "desk", ("alerts",)),
    "web": (
        "operator",
        "operator",
        ("desk", "detail", "heads", "unsealing", "review", "stewardship", "sources", "uploads"),
    ),
    "operator": ("operator", "operator", ("box", "opening", "alerts_read", "ledger", "sources")),
    # Decides about people: who is who, objections, erasures; reads the view as an operator does.
    "steward": (
        "steward",
        "operator",
        ("review", "ledger", "heads", "naming", "desk_read", "alerts_read", "erasing"),
    ),
    # Knows the platform key, and nothing of Kafka or Redis.
    "keys": ("", "", ("keyring",)),
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
    found = {"SAPHAN_STATE_DIR": str(stack.state)}
    if kafka_user:
        found |= _servers(record, kafka_user, redis_user)
    settings = _groups(record, stack.state)
    for group in groups:
        found |= settings[group]
    return found


def _servers(record: Record, kafka_user: str, redis_user: str) -> dict[str, str]:
    return {
        "SAPHAN_KAFKA_BOOTSTRAP": record.kafka.bootstrap,
        "SAPHAN_KAFKA_SECURITY": record.kafka.security,
        "SAPHAN_KAFKA_MECHANISM": record.kafka.mechanism,
        "SAPHAN_KAFKA_USERNAME": record.username or kafka_user,
        "SAPHAN_KAFKA_PASSWORD": record.users[kafka_user],
        "SAPHAN_REDIS_URL": redis_url(record, redis_user),
        "SAPHAN_PARTITIONS": str(record.partitions),
        # The memorandum's own term is over; a stack on one machine runs under a renewal that has no legal force.
        "SAPHAN_AGREEMENT": DEMONSTRATION.name,
    }


def redis_url(record: Record, user: str) -> str:
    """Give Redis's address as this user sees it."""
    if record.redis.url:
        return record.redis.url
    return f"redis://{user}:{record.redis_users[user]}@{record.redis.host}:{record.redis.port}/0"


def keys_url(record: Record) -> str:
    """Give the key service's address."""
    return f"http://127.0.0.1:{record.keys_port}"


def keys_access(record: Record) -> str:
    """Write who may ask the key service for what (JSON); tokens only as their hashes."""
    rights = {
        **{agency: [f"{Act.SEAL}:{agency}"] for agency in AGENCIES},
        # The desk opens what OVEC sealed, one person at a time.
        "web": [f"{Act.OPEN}:ovec"],
        "steward": [Act.DESTROY, *(f"{Act.OPEN}:{agency}" for agency in AGENCIES)],
    }
    return json.dumps([
        {"name": name, "sha256": sha256(_token(record, name)), "rights": rights[name]} for name in KEY_HOLDERS
    ])  # fmt: skip


def _token(record: Record, holder: str) -> str:
    return record.keys.key_tokens.get(holder, "")


def _groups(record: Record, state: Path) -> dict[str, dict[str, str]]:
    return _of_edges(record) | _of_sources(record, state) | _of_consumers(record, state) | _of_stewards(record, state)


def _of_edges(record: Record) -> dict[str, dict[str, str]]:
    keys = record.keys
    box, naming = {"SAPHAN_OPERATORS_PUBLIC_KEY": keys.operators_public}, {"SAPHAN_PSEUDONYM_KEY": keys.pseudonym}
    return {
        "box": box,
        "opening": {"SAPHAN_OPERATORS_PRIVATE_KEY": keys.operators_private},
        "edge": box | naming | {"SAPHAN_KEYS_URL": keys_url(record)},
        "naming": naming,
        **{agency: {"SAPHAN_KEYS_TOKEN": _token(record, agency)} for agency in AGENCIES},
        "agencies": {
            "SAPHAN_KAFKA_USERS": json.dumps({name: record.users[name] for name in AGENCIES}),
            "SAPHAN_KEYS_TOKENS": json.dumps({name: _token(record, name) for name in AGENCIES}),
        },
    }


def _of_sources(record: Record, state: Path) -> dict[str, dict[str, str]]:
    """Say where the register of sources, what became of their rows, the gateway and the files on its pages are."""
    reconciling = {"SAPHAN_RECONCILING_DATABASE_URL": _database(state, "reconciling")}
    gateway_address = {"SAPHAN_GATEWAY_URL": f"http://127.0.0.1:{record.gateway_port}"}
    arrivals = {"SAPHAN_ARRIVALS_DATABASE_URL": _database(state, "arrivals")}
    return {
        "gateway_address": gateway_address,
        "arrivals": arrivals,
        "sources": {
            "SAPHAN_SOURCES_DATABASE_URL": _database(state, "sources"),
            **arrivals,
            **gateway_address,
            **reconciling,
        },
        "gateway": {"SAPHAN_GATEWAY_PORT": str(record.gateway_port)},
        "reconciling": reconciling,
        "uploads": {"SAPHAN_UPLOADS_DIR": str(state / "uploads")},
        # Stands for a database of DSD's own, whose outbox its relay empties.
        "dsd_own": {"SAPHAN_DSD_DATABASE_URL": _database(state, "dsd")},
    }


def _of_consumers(record: Record, state: Path) -> dict[str, dict[str, str]]:
    keys, web = record.keys, f"http://127.0.0.1:{record.web_port}"
    alerts_read = {"SAPHAN_ALERTS_DATABASE_URL": _database(state, "alerts")}
    desk_read = {"SAPHAN_DESK_DATABASE_URL": _database(state, "desk")}
    return {
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
        "detail": alerts_read | _ledger(record, state),
        "unsealing": {"SAPHAN_KEYS_URL": keys_url(record), "SAPHAN_KEYS_TOKEN": _token(record, "web")},
    }


def _of_stewards(record: Record, state: Path) -> dict[str, dict[str, str]]:
    keys = record.keys
    return {
        "ledger": _ledger(record, state),
        "heads": {"SAPHAN_AUDIT_PRIVATE_KEY": keys.audit_private},
        "review": {"SAPHAN_REVIEW_DATABASE_URL": _database(state, "review")},
        # The pages read as an operator and decide as the steward.
        "stewardship": {
            "SAPHAN_STEWARD_KAFKA_USERNAME": record.username or "steward",
            "SAPHAN_STEWARD_KAFKA_PASSWORD": record.users.get("steward", ""),
        },
        "erasing": {"SAPHAN_KEYS_URL": keys_url(record), "SAPHAN_KEYS_TOKEN": _token(record, "steward")},
        "keyring": {
            "SAPHAN_PLATFORM_KEY": keys.platform,
            "SAPHAN_KEYSTORE_URL": _database(state, "keystore"),
            "SAPHAN_KEYS_ACCESS": keys_access(record),
            "SAPHAN_KEYS_PORT": str(record.keys_port),
        },
    }


def _ledger(record: Record, state: Path) -> dict[str, str]:
    return {
        "SAPHAN_AUDIT_DATABASE_URL": _database(state, "audit"),
        "SAPHAN_AUDIT_PUBLIC_KEYS": record.keys.audit_public,
        # Stands for the places of their own where the two parties keep the ledger's heads.
        "SAPHAN_AUDIT_HEADS": str(state / "heads"),
    }


def _database(state: Path, name: str) -> str:
    return f"sqlite:///{state / f'{name}.db'}"
