"""Saphan in memory for comparisons: a log that publishers write to, the view made of it, the follower, the desk."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from producers.data_sets import DATA_SETS
from producers.draft import Row
from producers.reconciling.desk import (
    Desk,
)
from producers.reconciling.explaining import Explainer
from producers.reconciling.following import Follower, Seen
from producers.reconciling.held import HeldRecords
from producers.reconciling.keeping import Keeping
from producers.reconciling.messages import Answer, Doubts, Exchange, Reasons
from producers.reconciling.naming import EdgeNaming
from producers.reconciling.reconciling import Report, reconcile
from producers.reconciling.register import Register, numbered
from producers.reconciling.results import Results
from producers.sources.source import Source
from schemas import codec, view
from schemas.agreement import DEMONSTRATION, Agreement
from schemas.database import open_database
from tests.producers.fakes import NOON_MS, PARTITIONS, FakeErasures, FakeLog, FakePopulation, edge, publisher
from tests.producers.rows import VACANCY_ROW
from tests.reconciling.fakes import FakeView


class Saphan:
    """The log that publishers write to, the view made of it, the follower, and the desk."""

    def __init__(self, folder: Path, agreement: Agreement = DEMONSTRATION) -> None:
        self.log, self.view = FakeLog(), FakeView(PARTITIONS)
        self.population, self.erasures = FakePopulation(), FakeErasures()
        engine = open_database(f"sqlite:///{folder / 'held.db'}")
        self.tables, self.results = HeldRecords(engine), Results(engine)
        self.keeping = Keeping(engine)
        explainer = Explainer(self.tables, self.population, self.erasures)
        self.desk = Desk(
            self.tables, lambda _: self, lambda _: explainer, self.results, agreement, PARTITIONS, lambda: NOON_MS
        )

    def ends(self, topic: str, partitions: Sequence[int]) -> Mapping[int, int]:
        return {number: len(self.log.records.get((topic, number), [])) for number in partitions}

    def take(self, agency: str, topic: str, rows: Sequence[Row]) -> None:
        """Publish rows as the agency does, and let view and follower see them."""
        publisher(agency, self.log, population=self.population).publish(topic, rows)
        self.see()

    def see(self) -> None:
        for (topic, number), events in self.log.records.items():
            for event in events:
                version, operation = codec.peek(event.value)
                held = self.view.entries.setdefault(event.subject, {})
                name = view.field(topic, event.key.decode().split("/")[1])
                entry = view.Entry(version, NOON_MS, operation, event.value)
                if name not in held or view.wins(entry, view.unpack(held[name])):
                    held[name] = view.pack(entry)
            self.view.marks[topic, number] = len(events) - 1
        follower = Follower(_Tail(self.log), self.view, self.keeping, PARTITIONS)
        while follower.round():
            pass


class _Tail:
    """The fake log's tail."""

    def __init__(self, log: FakeLog) -> None:
        self._log = log
        self._next: dict[tuple[str, int], int] = {}

    def seek(self, positions: Mapping[tuple[str, int], int]) -> None:
        self._next = dict(positions)

    def poll(self) -> list[Seen]:
        found: list[Seen] = []
        for place, begin in self._next.items():
            events = self._log.records.get(place, [])
            found += [Seen(*place, at, events[at].subject) for at in range(begin, len(events))]
            self._next[place] = max(begin, len(events))
        return found


class AtDesk:
    """The desk, reached without HTTP."""

    def __init__(self, desk: Desk, source: Source) -> None:
        self.desk, self.source = desk, source

    def exchange(self, topic: str, asked: Exchange) -> Answer:
        return self.desk.exchange(self.source, topic, asked)

    def why(self, topic: str, asked: Doubts) -> Reasons:
        return self.desk.why(self.source, topic, asked, edge(self.source.agency).pseudonym)


def never() -> bool:
    return False


def vacancies(count: int, **changed: str) -> list[Row]:
    return [{**VACANCY_ROW, "job_id": f"DOE-21-{number:07}", **changed} for number in range(count)]


def of_register(topic: str, rows: Sequence[Row], part: Mapping[str, str] | None = None) -> Register:
    data_set = DATA_SETS[topic]
    return Register(data_set, lambda: numbered(rows), EdgeNaming(edge(data_set.agency)), part or {})


def compared(saphan: Saphan, source: Source, topic: str, rows: Sequence[Row], **part: str) -> Report:
    return reconcile(of_register(topic, rows, part), AtDesk(saphan.desk, source), never)
