"""Takes webhooks in: checked, kept once by their id, answered; what they are about is asked for afterwards."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import insert, select
from sqlalchemy.engine import Connection
from starlette.requests import Request
from starlette.responses import Response

from consumers.desk.erasing import Erase
from consumers.desk.tables import HOOK
from consumers.gathering import Gathering
from schemas.partition import split_match_id
from schemas.webhooks import AlertStatus, WebhookError, check

BODY_BYTES_MAX = 16 * 1024


@dataclass(frozen=True)
class Hook:
    """What a webhook says: a match was opened or withdrawn, as of a version, or is to be erased."""

    webhook_id: str
    match: str
    version: int
    status: str


def read_hook(webhook_id: str, body: bytes) -> Hook:
    """Read a checked body; ValueError when it is not an alert of ours."""
    try:
        data: Any = json.loads(body)["data"]
        match, version, status = data["match"], data["version"], AlertStatus(data["status"])
        split_match_id(match)
    except (KeyError, TypeError, AttributeError) as why:
        raise ValueError("not an alert about a match") from why
    if not isinstance(version, int):
        raise ValueError("a version is a whole number")  # noqa: TRY004 -- one kind of error for one kind of refusal
    return Hook(webhook_id, match, version, status.value)


def keep(connection: Connection, hooks: Sequence[tuple[Hook, int]]) -> list[bool]:
    """Keep the webhooks not seen before, each with when it came (ms); says of each whether it was new."""
    ids = [hook.webhook_id for hook, _ in hooks]
    seen = set(connection.scalars(select(HOOK.c.webhook_id).where(HOOK.c.webhook_id.in_(ids))))
    new: list[bool] = []
    rows = []
    for hook, at in hooks:
        new.append(hook.webhook_id not in seen)
        if new[-1]:
            seen.add(hook.webhook_id)
            rows.append({**vars(hook), "received_at": at, "fetched": False})
    if rows:
        connection.execute(insert(HOOK), rows)
    return new


@dataclass(frozen=True)
class Receiver:
    """POST /desk/hooks; `on_new` is told each match that is news, `erase` each that must go."""

    keys: Sequence[Ed25519PublicKey]
    kept: Gathering[tuple[Hook, int], bool]
    now_ms: Callable[[], int]
    on_new: Callable[[str], None]
    erase: Erase

    async def hook(self, request: Request) -> Response:
        """Receive a webhook: 401 when not believed, 400 when no alert, else 200 with the business answer."""
        body = await request.body()
        now_ms = self.now_ms()
        if len(body) > BODY_BYTES_MAX:
            return _answer("too_large", 413)
        try:
            hook = read_hook(check(self.keys, request.headers, body, now_ms // 1000), body)
        except WebhookError as why:
            return _answer(why.reason.value.lower(), 401)
        except ValueError:
            return _answer("not_understood", 400)
        if hook.status == AlertStatus.ERASED:
            await self.erase(hook.match, now_ms)
            return _answer("accepted")
        if not await self.kept.add((hook, now_ms)):
            return _answer("duplicate")
        self.on_new(hook.match)
        return _answer("accepted")


def _answer(word: str, status: int = 200) -> Response:
    return Response(f'{{"answer":"{word}"}}', status, media_type="application/json")
