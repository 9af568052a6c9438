"""Finds free ports on the loopback interface."""

import random
import socket
from typing import Final

# Below the range the kernel gives to outgoing connections: a client that keeps knocking at a closed port inside that
# range is, now and then, connected to itself, and then holds the port its server wants back.
FIRST: Final = 20_000
LAST: Final = 32_000
TRIES_MAX: Final = 200


def is_free(port: int) -> bool:
    """Say whether a server could listen on this port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port(*, preferred: int | None = None, taken: frozenset[int] = frozenset()) -> int:
    """Give a free port, the preferred one if it is; OSError when none is found."""
    if preferred is not None and preferred not in taken and is_free(preferred):
        return preferred
    draw = random.SystemRandom()
    for _ in range(TRIES_MAX):
        port = draw.randrange(FIRST, LAST)
        if port not in taken and is_free(port):
            return port
    raise OSError(f"no free port found between {FIRST} and {LAST}")
