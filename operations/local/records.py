"""What a stack writes down about itself: addresses, users, keys and the processes it started."""

import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from pydantic import BaseModel, ConfigDict

from operations.local.identity import Recorded
from operations.provisioning.redis_users import RULES
from schemas.broker_access import PRINCIPALS
from schemas.topics import AGENCIES

FILE: Final = "stack.json"
# Who asks the key service: each agency's edge, the pages that open one identity at a time, and the steward.
KEY_HOLDERS: Final = (*AGENCIES, "web", "steward")


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class KafkaAddress(_Frozen):
    """Where the broker is, its version, and how it was come by."""

    bootstrap: str
    version: str
    how: str
    controller_port: int = 0
    cluster_id: str = ""
    security: str = "SASL_PLAINTEXT"
    mechanism: str = "SCRAM-SHA-512"


class RedisAddress(_Frozen):
    """Where the view is; a url when it was given as a whole."""

    host: str
    port: int
    url: str | None = None


class Keys(_Frozen):
    """Every secret of a stack beside the passwords, in hex."""

    pseudonym: str
    platform: str
    operators_public: str
    operators_private: str
    webhook_private: str
    webhook_public: str
    detail_token: str
    # What each holder shows the key service; empty in the record of an older stack until it starts again.
    key_tokens: dict[str, str] = {}
    # Signs the disclosure ledger's heads; empty in the record of an older stack until it starts again.
    audit_private: str = ""
    audit_public: str = ""


class Record(_Frozen):
    """The whole record of a stack, as kept in its folder."""

    kafka: KafkaAddress
    redis: RedisAddress
    users: dict[str, str]
    redis_users: dict[str, str]
    keys: Keys
    partitions: int
    web_port: int
    keys_port: int = 0
    gateway_port: int = 0
    # One user for every role, where only one was given.
    username: str | None = None
    # Who ends the stack when it is told to; nobody when it was left running by itself.
    owner: Recorded | None = None
    processes: tuple[Recorded, ...] = ()


def new_keys() -> Keys:
    """Draw the keys of a new stack."""
    box, signing, heads = X25519PrivateKey.generate(), Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    return Keys(
        pseudonym=secrets.token_hex(32),
        platform=secrets.token_hex(32),
        operators_private=box.private_bytes_raw().hex(),
        operators_public=box.public_key().public_bytes_raw().hex(),
        webhook_private=signing.private_bytes_raw().hex(),
        webhook_public=signing.public_key().public_bytes_raw().hex(),
        detail_token=secrets.token_hex(16),
        key_tokens=new_passwords(KEY_HOLDERS),
        audit_private=heads.private_bytes_raw().hex(),
        audit_public=heads.public_key().public_bytes_raw().hex(),
    )


def completed(keys: Keys) -> Keys:
    """Draw what the keys of an older stack lack; what it has stays."""
    return new_keys().model_copy(update={name: key for name, key in keys.model_dump().items() if key})


def new_passwords(names: Iterable[str]) -> dict[str, str]:
    """Draw a password for each name."""
    return {name: secrets.token_hex(16) for name in names}


def new_kafka_users() -> dict[str, str]:
    """Draw the passwords of the broker's users."""
    return new_passwords((*PRINCIPALS, "admin"))


def new_redis_users() -> dict[str, str]:
    """Draw the passwords of the view's users."""
    return new_passwords(RULES)


def read(state: Path) -> Record | None:
    """Read a stack's record; None when there is none."""
    try:
        return Record.model_validate_json((state / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None


def write(state: Path, record: Record) -> None:
    """Write a stack's record, whole or not at all, for its owner's eyes only."""
    draft = state / f"{FILE}.new"
    draft.touch(mode=0o600)
    draft.write_text(record.model_dump_json(indent=2), encoding="utf-8")
    draft.replace(state / FILE)
