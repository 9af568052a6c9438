"""Finds free ports on the loopback interface and holds them, until their servers have them, against other stacks."""

import fcntl
import os
import random
import socket
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Final

# Below the range the kernel gives to outgoing connections: a client that keeps knocking at a closed port inside that
# range is, now and then, connected to itself, and then holds the port its server wants back.
FIRST: Final = 20_000
LAST: Final = 32_000
TRIES_MAX: Final = 200

# A port is looked for well before its server takes it; the lock keeps two stacks from choosing the same one meanwhile.
_held: dict[int, IO[str]] = {}


def is_free(port: int) -> bool:
    """Say whether a server could listen on this port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def hold(port: int) -> bool:
    """Hold a free port until it is released or this process ends; False when it is taken or held already."""
    folder = Path(tempfile.gettempdir()) / f"saphan-ports-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    lock = (folder / str(port)).open("a", encoding="ascii")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return False
    if not is_free(port):
        lock.close()
        return False
    _held[port] = lock
    return True


def release(ports: Iterable[int]) -> None:
    """Let ports go that this process held."""
    for port in ports:
        if lock := _held.pop(port, None):
            lock.close()


def free_port(preferred: int | None = None) -> int:
    """Give a port that was free and is held now, the preferred one if it can be; OSError when none is found."""
    if preferred is not None and hold(preferred):
        return preferred
    draw = random.SystemRandom()
    for _ in range(TRIES_MAX):
        port = draw.randrange(FIRST, LAST)
        if hold(port):
            return port
    raise OSError(f"no free port found between {FIRST} and {LAST}")
