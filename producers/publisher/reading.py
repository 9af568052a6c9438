"""Reads a batch of rows as far as it may: refuses what is wrong, drops unread whoever is not in the population."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pydantic import ValidationError

from producers.columns import BadRowError, shown
from producers.draft import DataSet, Draft, Row
from producers.edge import Edge
from producers.erasures import Erasures
from producers.population import Membership, Population
from producers.publisher.planning import Asked
from producers.receipts import NotVocational, Receipt, Refused, TryAgain, refused
from schemas.identifiers import Identifier
from schemas.refusals import Refusal, refusal

NOT_KNOWN: Final = TryAgain("POPULATION_NOT_KNOWN")
ERASURES_NOT_KNOWN: Final = TryAgain("ERASURES_NOT_KNOWN")
CHANGED_AT: Final = "changed_at"


@dataclass(frozen=True)
class Reader:
    """The agency's edge, who answers for the population (None: all may be read), and who answers for erasures."""

    edge: Edge
    population: Population | None
    erasures: Erasures

    def read(self, data_set: DataSet, rows: Sequence[Row]) -> list[Asked | Receipt]:
        """Give for each row what it asks for, or its receipt."""
        found = self._read_all(data_set, rows)
        return found if data_set.identify is None else self._without_erased(data_set, found)

    def _read_all(self, data_set: DataSet, rows: Sequence[Row]) -> list[Asked | Receipt]:
        identify = data_set.identify
        if identify is None or not data_set.population_only:
            return [self._read(data_set, row) for row in rows]
        people = [_guarded(data_set, identify, row) for row in rows]
        answers = self._ask([person for person in people if isinstance(person, Identifier)])
        return [
            self._as_far_as_allowed(data_set, row, self.edge.pseudonym(person), answers)
            if isinstance(person, Identifier)
            else self._of_nobody(data_set, row, person)
            for row, person in zip(rows, people, strict=True)
        ]

    def _of_nobody(self, data_set: DataSet, row: Row, why: Receipt) -> Asked | Receipt:
        """Let a deletion name nobody: it takes away what was sent before, which was about a student."""
        if not isinstance(why, Refused) or why.code != "MISSING":
            return why
        try:
            deletes = data_set.change(row).operation == "DELETE"
        except BadRowError:
            return why
        return self._read(data_set, row) if deletes else why

    def _ask(self, people: Sequence[Identifier]) -> Mapping[str, Membership]:
        names = [self.edge.pseudonym(person) for person in people]
        if self.population is None:
            return dict.fromkeys(names, Membership.NOT_KNOWN)
        return self.population.ask(names)

    def _without_erased(self, data_set: DataSet, found: Sequence[Asked | Receipt]) -> list[Asked | Receipt]:
        """Refuse what was true before its person was erased; what came true after it starts anew."""
        people = [one.subject for one in found if isinstance(one, Asked) and one.vocational and one.subject is not None]
        moments = self.erasures.moments(data_set.topic, people) if people else {}
        return [
            _unless_erased(data_set, one, moments[one.subject])
            if isinstance(one, Asked) and one.vocational and one.subject is not None
            else one
            for one in found
        ]

    def _as_far_as_allowed(
        self, data_set: DataSet, row: Row, person: str, answers: Mapping[str, Membership]
    ) -> Asked | Receipt:
        if answers[person] is Membership.YES:
            return self._read(data_set, row)
        return NOT_KNOWN if answers[person] is Membership.NOT_KNOWN else self._record_only(data_set, row, person)

    def _read(self, data_set: DataSet, row: Row) -> Asked | Receipt:
        try:
            draft = data_set.read(row)
        except BadRowError as why:
            return _refused(data_set, why.refusal)
        except ValidationError as why:
            return _refused(data_set, refusal("NOT_ENCODABLE", shown(why.errors()[0]["loc"][0])))
        return self._asked(data_set, row, draft)

    def _asked(self, data_set: DataSet, row: Row, draft: Draft) -> Asked:
        topic, own_id = data_set.topic, draft.change.own_id
        subject = self.edge.pseudonym(draft.person.identifier) if draft.person else None
        if data_set.identify is None:
            subject = self.edge.subject(topic, own_id)
        return Asked(draft, self.edge.record(topic, own_id), self.edge.digest(_canonical(data_set, row)), subject)

    def _record_only(self, data_set: DataSet, row: Row, person: str) -> Asked | Receipt:
        """Read no more than which record it is: it may have been filed under someone of the population before."""
        try:
            change = data_set.change(row)
        except BadRowError:
            return NotVocational()
        record = self.edge.record(data_set.topic, change.own_id)
        return Asked(Draft(change, None, None), record, b"", person, vocational=False)


def _guarded(data_set: DataSet, identify: Callable[[Row], Identifier], row: Row) -> Identifier | Receipt:
    try:
        return identify(row)
    except BadRowError as why:
        return _refused(data_set, why.refusal)


def _refused(data_set: DataSet, why: Refusal) -> Receipt:
    return refused(why, data_set.columns.get(why.field, ""))


def _unless_erased(data_set: DataSet, one: Asked, moment_ms: int | None) -> Asked | Receipt:
    if moment_ms is None:
        return ERASURES_NOT_KNOWN
    return one if one.draft.change.occurred_at > moment_ms else _refused(data_set, refusal("ERASED", CHANGED_AT))


def _canonical(data_set: DataSet, row: Row) -> bytes:
    """Write the row's filled columns in their order; a row that was read has filled columns of its register only."""
    filled = [
        heading + value for name, heading in data_set.headings if (raw := row.get(name)) and (value := raw.strip())
    ]
    return "\x1e".join(filled).encode(errors="surrogatepass")
