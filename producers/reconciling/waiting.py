"""Waits while the view reaches the log's end, as long as a source's command is willing to."""

import time
from typing import Final

PAUSE_SECONDS: Final = 0.25


class Waiting:
    """A patience of some seconds, counted from the first wait."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._until: float | None = None

    def __call__(self) -> bool:
        """Wait a moment; False once it has been long enough."""
        now = time.monotonic()
        if self._until is None:
            self._until = now + self._seconds
        if now >= self._until:
            return False
        time.sleep(PAUSE_SECONDS)
        return True
