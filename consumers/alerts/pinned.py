"""An HTTP transport that resolves a host once, checks the address and calls exactly that one."""

import asyncio
import socket
from collections.abc import Collection

import httpx2

from consumers.alerts.addresses import AddressRefusedError, choose


class PinnedTransport(httpx2.AsyncBaseTransport):
    """Stands before another transport: a name can't come to mean another address between check and call.

    The certificate is still checked against the name. A connection that fails lets go of the address.
    """

    def __init__(self, inner: httpx2.AsyncBaseTransport, allowed_hosts: Collection[str]) -> None:
        self._inner = inner
        self._allowed_hosts = frozenset(host.lower() for host in allowed_hosts)
        self._pinned: dict[tuple[str, int], str] = {}

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        host, port = request.url.host, request.url.port or (443 if request.url.scheme == "https" else 80)
        address = self._pinned.get((host, port))
        if address is None:
            address = self._pinned[host, port] = await self._resolve(host, port)
        if address != host:
            request.url = request.url.copy_with(host=address)
            request.extensions = {**request.extensions, "sni_hostname": host}
        try:
            return await self._inner.handle_async_request(request)
        except httpx2.TransportError:
            self._pinned.pop((host, port), None)
            raise

    async def aclose(self) -> None:
        await self._inner.aclose()

    async def _resolve(self, host: str, port: int) -> str:
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as why:
            raise httpx2.ConnectError("the webhook's host has no address") from why
        try:
            return choose(host, [str(entry[4][0]) for entry in found], self._allowed_hosts)
        except AddressRefusedError as why:
            raise httpx2.ConnectError(str(why)) from why
