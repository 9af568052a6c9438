"""What an alert is called for ever, and how it is signed and checked (Standard Webhooks, ed25519 `v1a`)."""

import base64
import binascii
import uuid
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

TOLERANCE_SECONDS: Final = 5 * 60
_SCHEME: Final = "v1a"
_NAMESPACE: Final = uuid.UUID("0c9a7f54-2f1d-5a3e-8a77-5a5048414e02")


class AlertStatus(StrEnum):
    """What happened to the match; ERASED asks that everything kept of it be removed."""

    OPEN = "open"
    WITHDRAWN = "withdrawn"
    ERASED = "erased"


class Rejected(StrEnum):
    """Why a webhook is not believed."""

    HEADERS_MISSING = "HEADERS_MISSING"
    BAD_TIMESTAMP = "BAD_TIMESTAMP"
    TOO_OLD = "TOO_OLD"
    TOO_NEW = "TOO_NEW"
    BAD_SIGNATURE = "BAD_SIGNATURE"


class WebhookError(ValueError):
    """A webhook that is not believed; `reason` says why."""

    def __init__(self, reason: Rejected) -> None:
        super().__init__(reason.value)
        self.reason = reason


def webhook_id(match: str, episode: int, status: AlertStatus) -> str:
    """Name an alert by what it says, so that a replay or a rebuild can only repeat it, never send another."""
    return "msg_" + uuid.uuid5(_NAMESPACE, f"{match}/{episode}/{status.value}").hex


def private_key(seed: str) -> Ed25519PrivateKey:
    """Read a signing key from its seed (32 bytes, hex); ValueError when it is none."""
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed))


def public_key(key: str) -> Ed25519PublicKey:
    """Read a key for checking (32 bytes, hex); ValueError when it is none."""
    return Ed25519PublicKey.from_public_bytes(bytes.fromhex(key))


def signature_header(keys: Sequence[Ed25519PrivateKey], identity: str, timestamp_seconds: int, body: bytes) -> str:
    """Sign with every key in use, newest first: during a rotation a receiver may know either."""
    signed = _signed(identity, str(timestamp_seconds), body)
    return " ".join(f"{_SCHEME},{base64.b64encode(key.sign(signed)).decode('ascii')}" for key in keys)


def check(keys: Sequence[Ed25519PublicKey], headers: Mapping[str, str], body: bytes, now_seconds: int) -> str:
    """Give the webhook's id when one of the keys signed this body within the tolerance; else WebhookError."""
    identity, timestamp = headers.get("webhook-id"), headers.get("webhook-timestamp")
    signatures = headers.get("webhook-signature")
    if not identity or not timestamp or not signatures:
        raise WebhookError(Rejected.HEADERS_MISSING)
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        raise WebhookError(Rejected.BAD_TIMESTAMP)
    age_seconds = now_seconds - int(timestamp)
    if abs(age_seconds) > TOLERANCE_SECONDS:
        raise WebhookError(Rejected.TOO_OLD if age_seconds > 0 else Rejected.TOO_NEW)
    signed = _signed(identity, timestamp, body)
    if any(_verifies(key, text, signed) for text in signatures.split(" ")[:8] for key in keys):
        return identity
    raise WebhookError(Rejected.BAD_SIGNATURE)


def _signed(identity: str, timestamp: str, body: bytes) -> bytes:
    return f"{identity}.{timestamp}.".encode() + body


def _verifies(key: Ed25519PublicKey, signature: str, signed: bytes) -> bool:
    scheme, _, encoded = signature.partition(",")
    if scheme != _SCHEME:
        return False
    try:
        key.verify(base64.b64decode(encoded, validate=True), signed)
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True
