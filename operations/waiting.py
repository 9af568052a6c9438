"""Waits for a condition with a deadline: the one place where operations' commands sleep."""

import time
from collections.abc import Callable

POLL_SECONDS = 0.2


def wait_until(condition: Callable[[], bool], seconds_max: float, poll_seconds: float = POLL_SECONDS) -> bool:
    """Poll until the condition holds; False when time is up."""
    deadline = time.monotonic() + seconds_max
    while not condition():
        if time.monotonic() >= deadline:
            return False
        time.sleep(poll_seconds)
    return True
