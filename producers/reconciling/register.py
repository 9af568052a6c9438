"""A source's own side: its register's rows as records and versions, as far as they are part of what is compared."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple, Protocol

from pydantic import ValidationError

from producers.columns import BadRowError
from producers.draft import Change, DataSet, Row
from producers.population import Membership, Population
from producers.reconciling.parts import PROVINCE, Place, place, stated_unit, wanted, within
from schemas.chunks import chunks
from schemas.identifiers import Identifier

_CHUNK: Final = 1_000
Numbered = tuple[int, Row]


class Naming(Protocol):
    """Makes names of numbers, as an agency's edge does."""

    def records(self, topic: str, own_ids: Sequence[str]) -> list[str]:
        """Give the record id of each of the agency's own numbers."""
        ...

    def person(self, identifier: Identifier) -> str | None:
        """Give a person's pseudonym; None where only an edge may make it."""
        ...


class OwnRow(NamedTuple):
    """One record as its register has it: the line, its own number, its version, since when (ms), and of whom.

    Where no pseudonym can be made here, `number` is the person's.
    """

    line: int
    own_id: str
    version: int
    occurred_at: int
    person: str | None
    number: Identifier | None = None

    def __repr__(self) -> str:
        """Never show the own number: it may be a student's."""
        return f"OwnRow(line={self.line}, version={self.version})"


@dataclass
class Own:
    """What a register holds: `versions` by record id; lines that can't be read with their reason; who was left out."""

    versions: dict[str, int] = field(default_factory=dict)
    bad: list[tuple[int, str]] = field(default_factory=list)
    outside: int = 0
    not_known: int = 0


@dataclass(frozen=True)
class Register:
    """A register to be compared: `rows` gives all its rows with their lines, as often as it is asked.

    Where no clause gives but the records of people in OVEC's population, `population` leaves the others out first;
    without it they show as missing, are asked about one by one, and are then set aside.
    """

    data_set: DataSet
    rows: Callable[[], Iterable[Numbered]]
    naming: Naming
    part: Mapping[str, str]
    population: Population | None = None

    def own(self) -> Own:
        """Read all of it: of each record the newest version counts, and a deleted one not at all."""
        found, fields = Own(), wanted(self.data_set.topic, self.part)
        # Twice the version, and one more where it counts: a tuple for each would take three times the memory.
        newest: dict[str, int] = {}
        for chunk in chunks(self.rows(), _CHUNK):
            read = self._read(chunk, fields, found)
            names = self.naming.records(self.data_set.topic, [change.own_id for change, _ in read])
            for name, (change, counts) in zip(names, read, strict=True):
                mark = 2 * change.version + counts
                if mark >> 1 >= newest.get(name, -1) >> 1:
                    newest[name] = mark
        found.versions = {name: mark >> 1 for name, mark in newest.items() if mark & 1}
        return found

    def rows_of(self, records: Iterable[str]) -> dict[str, OwnRow]:
        """Find these records' newest rows by going through the register once more."""
        wanted_records, found = frozenset(records), dict[str, OwnRow]()
        for chunk in chunks(self.rows() if wanted_records else (), _CHUNK):
            read = [(line, row, change) for line, row in chunk if (change := self._change(row)) is not None]
            names = self.naming.records(self.data_set.topic, [change.own_id for _, _, change in read])
            for name, (line, row, change) in zip(names, read, strict=True):
                if name in wanted_records and (name not in found or change.version >= found[name].version):
                    person = self._person(row)
                    number = None if person is not None else self._identifier(row)
                    found[name] = OwnRow(line, change.own_id, change.version, change.occurred_at, person, number)
        return found

    def _read(self, chunk: Sequence[Numbered], fields: Mapping[str, str], found: Own) -> list[tuple[Change, bool]]:
        """Read a chunk's changes, each with whether it counts; what can't be read is noted."""
        members, read = self._members([row for _, row in chunk]), []
        for line, row in chunk:
            try:
                change = self.data_set.change(row)
                counts = change.operation == "UPSERT" and within(self._place(row, change, fields), fields)
            except BadRowError as why:
                found.bad.append((line, why.refusal.code))
                continue
            except ValidationError:
                found.bad.append((line, "NOT_ENCODABLE"))
                continue
            member = members.get(self._person(row) or "", Membership.YES) if members else Membership.YES
            found.outside += member is Membership.NO
            found.not_known += member is Membership.NOT_KNOWN
            read.append((change, counts and member is not Membership.NO))
        return read

    def _place(self, row: Row, change: Change, fields: Mapping[str, str]) -> Place:
        """Give a row's parts, reading no more of it than they need; a row that names no college is its sender's own."""
        topic = self.data_set.topic
        found = place(topic, None, change.occurred_at)._replace(unit=stated_unit(topic, row) or fields.get("unit", ""))
        if PROVINCE in fields and change.operation == "UPSERT":
            return place(topic, self.data_set.read(row).data, change.occurred_at)._replace(unit=found.unit)
        return found

    def _members(self, rows: Sequence[Row]) -> Mapping[str, Membership]:
        if self.population is None or not self.data_set.population_only:
            return {}
        people = [person for row in rows if (person := self._person(row)) is not None]
        return self.population.ask(people)

    def _person(self, row: Row) -> str | None:
        number = self._identifier(row)
        return None if number is None else self.naming.person(number)

    def _identifier(self, row: Row) -> Identifier | None:
        identify = self.data_set.identify
        if identify is None:
            return None
        try:
            return identify(row)
        except BadRowError:
            return None  # a deletion may name nobody

    def _change(self, row: Row) -> Change | None:
        try:
            return self.data_set.change(row)
        except BadRowError:
            return None


def numbered(rows: Iterable[Row], first_line: int = 2) -> Iterator[Numbered]:
    """Give rows with the lines of a file that has one heading."""
    return enumerate(rows, first_line)
