"""The middleware that refuses foreign host names and adds the security headers to every answer."""

from collections.abc import Collection

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from operations.web.guard import CLOSED_POLICY, HEADERS, host_is_ours


class SecurityHeaders:
    """Wraps the whole app; plain ASGI, since it stands in the way of every webhook."""

    def __init__(self, app: ASGIApp, allowed_hosts: Collection[str]) -> None:
        self._app = app
        self._allowed_hosts = frozenset(allowed_hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        host = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")
        if not host_is_ours(host, self._allowed_hosts):
            await PlainTextResponse("This host name is not served here.\n", 421)(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = list(message["headers"])
                if not any(name == b"content-security-policy" for name, _ in given):
                    given.append((b"content-security-policy", CLOSED_POLICY))
                message = {**message, "headers": [*given, *HEADERS]}
            await send(message)

        await self._app(scope, receive, guarded)
