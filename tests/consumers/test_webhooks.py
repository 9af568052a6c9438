"""Webhooks are signed as Standard Webhooks asks, and believed only when a known key signed them just now."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime

import pytest
from standardwebhooks import Webhook

from schemas.webhooks import (
    AlertStatus,
    Rejected,
    WebhookError,
    check,
    private_key,
    public_key,
    signature_header,
    webhook_id,
)

OLD, NEW, FOREIGN = (private_key(byte * 32) for byte in ("11", "22", "33"))
BODY = b'{"type":"match.opened"}'
NOW = 1_795_419_128


def headers(signature: str, at: int = NOW) -> dict[str, str]:
    return {"webhook-id": "msg_1", "webhook-timestamp": str(at), "webhook-signature": signature}


def test_a_webhook_is_believed_by_the_key_that_signed_it() -> None:
    signature = signature_header([NEW], "msg_1", NOW, BODY)
    assert check([NEW.public_key()], headers(signature), BODY, NOW) == "msg_1"


def test_during_a_rotation_either_key_suffices() -> None:
    signature = signature_header([NEW, OLD], "msg_1", NOW, BODY)
    for known in (OLD, NEW):
        assert check([known.public_key()], headers(signature), BODY, NOW) == "msg_1"
    assert check([OLD.public_key(), NEW.public_key()], headers(signature), BODY, NOW) == "msg_1"


@pytest.mark.parametrize(
    ("changed", "body", "at", "reason"),
    [
        ({}, BODY + b" ", NOW, Rejected.BAD_SIGNATURE),
        ({"webhook-id": "msg_2"}, BODY, NOW, Rejected.BAD_SIGNATURE),
        ({"webhook-timestamp": str(NOW + 1)}, BODY, NOW, Rejected.BAD_SIGNATURE),
        ({"webhook-signature": "v1a,not base64"}, BODY, NOW, Rejected.BAD_SIGNATURE),
        ({"webhook-signature": "v1,abcd"}, BODY, NOW, Rejected.BAD_SIGNATURE),
        ({"webhook-signature": ""}, BODY, NOW, Rejected.HEADERS_MISSING),
        ({"webhook-timestamp": "๑๗๙๕"}, BODY, NOW, Rejected.BAD_TIMESTAMP),
        ({}, BODY, NOW + 301, Rejected.TOO_OLD),
        ({}, BODY, NOW - 301, Rejected.TOO_NEW),
    ],
)
def test_whatever_is_altered_late_or_early_is_not_believed(
    changed: dict[str, str], body: bytes, at: int, reason: Rejected
) -> None:
    signature = signature_header([NEW], "msg_1", NOW, BODY)
    with pytest.raises(WebhookError) as refused:
        check([NEW.public_key()], headers(signature) | changed, body, at)
    assert refused.value.reason is reason


def test_a_foreign_key_is_not_believed() -> None:
    signature = signature_header([FOREIGN], "msg_1", NOW, BODY)
    with pytest.raises(WebhookError):
        check([NEW.public_key(), OLD.public_key()], headers(signature), BODY, NOW)


def test_header_and_signed_content_are_those_of_the_standards_own_library() -> None:
    secret = base64.b64encode(b"0" * 32).decode()
    at = int(datetime.now(UTC).timestamp())
    theirs = Webhook(secret).sign("msg_1", datetime.fromtimestamp(at, UTC).replace(tzinfo=None), BODY.decode())
    both = headers(f"{signature_header([NEW], 'msg_1', at, BODY)} {theirs}", at)
    assert Webhook(secret).verify(BODY, both) == json.loads(BODY)
    assert check([NEW.public_key()], both, BODY, at) == "msg_1"
    content = f"msg_1.{at}.".encode() + BODY
    assert theirs == "v1," + base64.b64encode(hmac.new(b"0" * 32, content, hashlib.sha256).digest()).decode()
    ours = base64.b64decode(signature_header([NEW], "msg_1", at, BODY).removeprefix("v1a,"))
    public_key(NEW.public_key().public_bytes_raw().hex()).verify(ours, content)


def test_an_alert_keeps_its_id_and_no_two_share_one() -> None:
    ids = {webhook_id("a.b", episode, status) for episode in (1, 2) for status in AlertStatus}
    assert len(ids) == 2 * len(AlertStatus)
    assert webhook_id("a.b", 1, AlertStatus.OPEN) == webhook_id("a.b", 1, AlertStatus.OPEN)
    assert webhook_id("a.c", 1, AlertStatus.OPEN) not in ids
