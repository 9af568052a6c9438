"""Tells what a journal keeps, beside the sending: nothing waits for it, and what can't be told now is told later."""

import logging
import threading
from collections.abc import Callable
from typing import Final, Protocol

from sqlalchemy.exc import DBAPIError

from producers.arrivals.journal import Journal
from producers.arrivals.telling import Telling

AT_ONCE: Final = 20
LATER_SECONDS: Final = 5.0
END_SECONDS_MAX: Final = 10.0
_log: Final = logging.getLogger("saphan.telling")


class TellingRefusedError(Exception):
    """A telling that will never be taken; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Listener(Protocol):
    """Whoever is told: the platform's own history of rows, or the gateway."""

    def tell(self, topic: str, telling: Telling) -> bool:
        """Say whether it was told; False when it can't be now. TellingRefusedError when it never will be."""
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...


def tell_all(journal: Journal, listener: Listener, stopping: Callable[[], bool] = lambda: False) -> bool:
    """Tell what waits, oldest first; False as soon as something can't be told now."""
    while waiting := journal.waiting(AT_ONCE):
        for one in waiting:
            if stopping():
                return False
            try:
                if not listener.tell(one.topic, one.telling):
                    return False
            except TellingRefusedError as why:
                _log.error("a telling of %s rows is not taken: %s", len(one.telling.rows), why.code)
                journal.set_aside(one.id, why.code)
                continue
            journal.forget(one.id)
    return True


class Teller:
    """Tells in a thread of its own, as soon as there is something to tell."""

    def __init__(self, journal: Journal, listener: Listener) -> None:
        self._journal, self._listener = journal, listener
        self._something, self._ending, self._given_up = threading.Event(), threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="telling", daemon=True)
        self._something.set()  # what an earlier run left
        self._thread.start()

    def wake(self) -> None:
        """Say that there is something to tell."""
        self._something.set()

    def close(self) -> None:
        """Tell what is left where somebody listens, for some seconds; the rest is told by the next run."""
        self._ending.set()
        self._something.set()
        self._thread.join(END_SECONDS_MAX)
        self._given_up.set()
        self._thread.join(END_SECONDS_MAX)
        waiting, refused = self._journal.count()
        if waiting or refused:
            _log.warning("%s batches are told by the next run; %s are not taken", waiting, refused)
        self._listener.close()
        self._journal.close()

    def _run(self) -> None:
        while not self._given_up.is_set():
            self._something.wait()
            self._something.clear()
            ending = self._ending.is_set()
            told = self._told()
            if ending:
                return
            if not told:
                self._ending.wait(LATER_SECONDS)
                self._something.set()

    def _told(self) -> bool:
        try:
            return tell_all(self._journal, self._listener, self._given_up.is_set)
        except DBAPIError as why:
            _log.error("what is to be told can't be read now: %s", type(why).__name__)
            return False
