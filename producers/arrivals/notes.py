"""Notes what became of rows a source sends by itself: into its journal at once, and told from there."""

import hashlib
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy.exc import DBAPIError

from producers.arrivals.journal import Journal
from producers.arrivals.listeners import OwnHistory, ToldGateway
from producers.arrivals.settings import TellingSettings
from producers.arrivals.teller import Listener, Teller
from producers.arrivals.telling import ROWS_MAX, Again, HeldDeletions, Line, OwnWay, Telling, told_rows
from producers.data_sets import DATA_SETS
from producers.receipts import NotVocational
from schemas.chunks import chunks

# Where no source is named: the one whose key it is.
KEYS_SOURCE: Final = "own"
_log: Final = logging.getLogger("saphan.telling")


@dataclass(frozen=True)
class Notes:
    """One sender's notes, all of one way in; `wake` says that there is something to tell."""

    journal: Journal
    way: OwnWay
    now_ms: Callable[[], int]
    wake: Callable[[], None] = lambda: None

    def rows(self, topic: str, lines: Sequence[Line], named: str) -> None:
        """Note rows that came to their end; the same rows with the same receipts under one name count once."""
        for telling, _ in self.tellings(topic, lines, named):
            self.keep(topic, telling)

    def tellings(self, topic: str, lines: Sequence[Line], named: str) -> Iterator[tuple[Telling, list[int]]]:
        """Write down what became of rows, in parts of a bounded size, each with its lines."""
        limited = topic in DATA_SETS and DATA_SETS[topic].population_only
        at = self.now_ms()
        for part in chunks(lines, ROWS_MAX):
            rows, dropped = told_rows(part, population_only=limited)
            batch = self._named(f"{topic} {named}", part)
            telling = Telling(batch=batch, way=self.way, at=at, rows=rows, dropped=dropped)
            yield telling, [line.number for line in part]

    def again(self, topic: str, again: Again) -> None:
        """Note how much is to be sent again."""
        self.keep(topic, Telling(batch=self.journal.draw(), way=self.way, at=self.now_ms(), again=again))

    def held(self, topic: str, held: Sequence[HeldDeletions]) -> None:
        """Note which deletions wait for a person's word."""
        self.keep(topic, Telling(batch=self.journal.draw(), way=self.way, at=self.now_ms(), held=list(held)))

    def keep(self, topic: str, telling: Telling, lines: Sequence[int] | None = None) -> None:
        """Write a telling down; what can't be costs the page rows, and never the sending."""
        try:
            self.journal.keep(topic, telling, lines)
        except DBAPIError as why:
            _log.error("what became of %s rows was not noted: %s", len(telling.rows), type(why).__name__)
        if lines is None:
            self.wake()

    def _named(self, what: str, lines: Sequence[Line]) -> str:
        """Name a batch by what it says, so that what is noted twice after a crash is told once.

        Of somebody dropped only the line goes into it, and all of it under a secret that stays here.
        """
        text = hashlib.blake2b(what.encode(), digest_size=16, key=self.journal.secret)
        for line in lines:
            dropped = isinstance(line.receipt, NotVocational)
            text.update(f"{line.number} {'' if dropped else line.record} {line.receipt}\n".encode(errors="replace"))
        return text.hexdigest()


@contextmanager
def noting(folder: Path, way: OwnWay, source: str | None, now_ms: Callable[[], int]) -> Iterator[Notes | None]:
    """Open a sender's notes as the environment says whom to tell; None where it names nobody.

    On the platform that is the history of rows (SAPHAN_ARRIVALS_DATABASE_URL), for the source that is named; elsewhere
    the gateway, as the source of the key (SAPHAN_GATEWAY_URL, SAPHAN_GATEWAY_KEY). The journal lies in `folder`.
    """
    listener = _listener(TellingSettings(), source, now_ms)
    if listener is None:
        yield None
        return
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    journal = Journal(f"sqlite:///{folder / f'telling-{way}-{source or KEYS_SOURCE}.db'}")
    teller = Teller(journal, listener)
    try:
        yield Notes(journal, way, now_ms, teller.wake)
    finally:
        teller.close()


def _listener(settings: TellingSettings, source: str | None, now_ms: Callable[[], int]) -> Listener | None:
    if settings.arrivals_database_url and source:
        return OwnHistory(settings.arrivals_database_url, source, now_ms)
    if settings.gateway_url and settings.gateway_key:
        return ToldGateway(settings.gateway_url, settings.gateway_key.get_secret_value())
    return None
