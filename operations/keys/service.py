"""The key service's few addresses, as a bare ASGI application: bytes in, bytes out, one request after another."""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, Protocol

import structlog
from sqlalchemy.exc import SQLAlchemyError

from operations.keys.rights import Act, Holder, holder_of, may
from schemas.key_service import (
    AGENCY_HEADER,
    DESTROY_PATH,
    HEALTH_PATH,
    KEY_PATH,
    KEYS_PATH,
    PEOPLE_MAX,
    PSEUDONYM_BYTES,
)

Message = MutableMapping[str, Any]
ACTS: Final = {KEYS_PATH: Act.SEAL, KEY_PATH: Act.OPEN, DESTROY_PATH: Act.DESTROY}
BODY_BYTES_MAX: Final = PEOPLE_MAX * PSEUDONYM_BYTES
logger = structlog.get_logger(__name__)


class Store(Protocol):
    """Where the keys lie (schemas.keystore.KeyStore)."""

    def keys_for(self, pseudonyms: Sequence[str], agency: str) -> Mapping[str, bytes]:
        """Give derived keys, made where missing."""
        ...

    def existing_key(self, pseudonym: str, agency: str) -> bytes | None:
        """Give one derived key, or None."""
        ...

    def destroy(self, pseudonym: str) -> None:
        """Destroy a key."""
        ...


class Answer(NamedTuple):
    """A status and a body; refusals have none, since there is nothing to tell who has no right to know."""

    status: int
    body: bytes = b""


@dataclass(frozen=True)
class KeyService:
    """Answers requests; requests wait for each other, as their database would make them anyway."""

    store: Store
    holders: Sequence[Holder]

    def answer(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Answer one request: 401 nobody's token, 403 no such right, 400 no whole pseudonyms, 503 no database."""
        if path == HEALTH_PATH:
            return Answer(200)
        act = ACTS.get(path)
        if act is None or method != "POST":
            return Answer(404)
        agency = headers.get(AGENCY_HEADER, "")
        refused = self._refused(act, agency, headers.get("authorization", ""))
        return refused or self._done(act, agency, body)

    def _refused(self, act: Act, agency: str, authorization: str) -> Answer | None:
        holder = holder_of(authorization, self.holders)
        if holder is None:
            return Answer(401)
        if may(holder, act, agency):
            return None
        logger.warning("key_refused", holder=holder.name, act=act.value)
        return Answer(403)

    def _done(self, act: Act, agency: str, body: bytes) -> Answer:
        if not body or len(body) % PSEUDONYM_BYTES or (act is not Act.SEAL and len(body) != PSEUDONYM_BYTES):
            return Answer(400)
        digits, width = body.hex(), 2 * PSEUDONYM_BYTES
        try:
            return Answer(
                200, self._given(act, agency, [digits[at : at + width] for at in range(0, len(digits), width)])
            )
        except SQLAlchemyError as why:
            # Its message would quote the statement, and with it whom it was about.
            logger.error("key_store_failed", error=type(why).__name__)  # noqa: TRY400
            return Answer(503)

    def _given(self, act: Act, agency: str, people: Sequence[str]) -> bytes:
        match act:
            case Act.SEAL:
                keys = self.store.keys_for(people, agency)
                return b"".join(map(keys.__getitem__, people))
            case Act.OPEN:
                return self.store.existing_key(people[0], agency) or b""
            case Act.DESTROY:
                self.store.destroy(people[0])
                return b""

    async def __call__(
        self,
        scope: Mapping[str, Any],
        receive: Callable[[], Awaitable[Message]],
        send: Callable[[Message], Awaitable[None]],
    ) -> None:
        """Serve one request (ASGI 3)."""
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        body = await _body(receive)
        found = Answer(413) if body is None else self.answer(scope["method"], scope["path"], headers, body)
        length = str(len(found.body)).encode()
        head = [(b"content-length", length), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": found.status, "headers": head})
        await send({"type": "http.response.body", "body": found.body})


async def _body(receive: Callable[[], Awaitable[Message]]) -> bytes | None:
    """Take a whole body; None when it is larger than any honest one."""
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > BODY_BYTES_MAX:
            return None
    return body
