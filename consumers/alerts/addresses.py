"""Which addresses a webhook may be sent to: global ones, and hosts allowed by name."""

from collections.abc import Collection
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final

_NAT64: Final = IPv6Network("64:ff9b::/96")


class AddressRefusedError(ValueError):
    """A host that leads to no address we may call."""


def is_public(address: str) -> bool:
    """Say whether an address is one on the internet, also when it is wrapped in another; False when it is none."""
    try:
        inner = _unwrapped(ip_address(address.partition("%")[0]))
    except ValueError:
        return False
    return inner.is_global and not (inner.is_multicast or inner.is_reserved or inner.is_unspecified)


def choose(host: str, addresses: Collection[str], allowed_hosts: Collection[str]) -> str:
    """Choose the address to call, once: the first that is public, or the first of all for a host allowed by name."""
    named = host.lower() in allowed_hosts
    for address in addresses:
        if named or is_public(address):
            return address
    raise AddressRefusedError("the webhook's host leads to no public address and is not allowed by name")


def _unwrapped(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """Take an IPv4 address out of the IPv6 address that carries it (mapped, 6to4, Teredo, NAT64)."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    if address.teredo is not None:
        return address.teredo[1]
    return address.ipv4_mapped or address.sixtofour or address
