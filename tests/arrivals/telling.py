"""A sender's notes over a history in memory, with a listener that is there, away or refuses."""

from pathlib import Path
from typing import Final

from producers.arrivals.journal import Journal
from producers.arrivals.notes import Notes
from producers.arrivals.store import Arrivals
from producers.arrivals.teller import TellingRefusedError, tell_all
from producers.arrivals.telling import OwnWay, Telling
from producers.arrivals.told import Told
from producers.source_pages.history import ArrivalRows
from tests.producers.fakes import NOON_MS

SOURCE: Final = "register"


class Platform:
    """The platform's own history, which is told of a source; `away` while nobody answers."""

    def __init__(self) -> None:
        self.arrivals = Arrivals("sqlite://")
        self.told = Told(self.arrivals)
        self.away, self.lost_answers, self.refuses = False, False, ""
        self.heard: list[Telling] = []

    def tell(self, topic: str, telling: Telling) -> bool:
        if self.away:
            return False
        if self.refuses:
            raise TellingRefusedError(self.refuses)
        self.heard.append(telling)
        self.told.take(SOURCE, topic, telling, NOON_MS)
        return not self.lost_answers

    def close(self) -> None:
        self.arrivals.close()

    def days(self) -> dict[tuple[str, str], int]:
        """Count rows by data set and outcome, as the page does."""
        return {
            (one.topic, one.outcome.value): one.rows for one in ArrivalRows(self.arrivals.engine).tallies(SOURCE, 0)
        }


class Sender:
    """A source's own machine: its notes, and what it tells."""

    def __init__(self, folder: Path, way: OwnWay = "edge") -> None:
        self.journal = Journal(f"sqlite:///{folder / 'telling.db'}")
        self.notes = Notes(self.journal, way, lambda: NOON_MS)

    def tells(self, platform: Platform) -> bool:
        return tell_all(self.journal, platform)
