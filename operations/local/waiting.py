"""Waits for a condition with a deadline, so that nothing relies on a sleep being long enough."""

import time
from collections.abc import Callable
from typing import Final

PAUSE_SECONDS: Final = 0.02


def wait_until(condition: Callable[[], object], seconds_max: float, pause_seconds: float = PAUSE_SECONDS) -> bool:
    """Ask until the condition holds; False when the deadline passed first."""
    deadline = time.monotonic() + seconds_max
    while not condition():
        if time.monotonic() >= deadline:
            return False
        time.sleep(pause_seconds)
    return True
