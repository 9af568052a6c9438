"""Saphan's desk for comparisons: who may compare what, whether the view has reached the log's end, and the answer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from producers.data_sets import DATA_SETS
from producers.population import LogEnds
from producers.publisher.permission import withheld
from producers.reconciling.answering import Held, answer, not_yet, reached
from producers.reconciling.explaining import Explainer, Records
from producers.reconciling.messages import Answer, AsOf, Doubt, Doubts, Exchange, Reasons
from producers.reconciling.results import Reconciled, found
from producers.sources.source import Source
from schemas.agreement import Agreement
from schemas.dates import moment
from schemas.identifiers import Identifier, normalise
from schemas.refusals import Refusal
from schemas.topics import IDENTITY, STUDENT


class WithheldError(Exception):
    """The agreement does not let the source give this data set today, so nothing of it is compared either."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(why.code)
        self.refusal = why


class NotYourPartError(Exception):
    """A source that is limited to its own place asked for another's records."""


class EndsNotKnownError(Exception):
    """The log's ends can't be told now."""


class Tables(Held, Records, Protocol):
    """What the view was seen to hold, and how far it was followed."""

    def positions(self, topics: Sequence[str], partitions: int) -> dict[str, list[int]]:
        """Give the next offset to look at, per partition of each topic."""
        ...


class Noting(Protocol):
    """Remembers what comparisons found."""

    def note(self, one: Reconciled) -> None:
        """Remember one."""
        ...


@dataclass(frozen=True)
class Desk:
    """Answers sources; `ends` and `explainer` are asked as the source's agency."""

    tables: Tables
    ends: Callable[[str], LogEnds]
    explainer: Callable[[str], Explainer]
    results: Noting
    agreement: Agreement
    partitions: int
    now_ms: Callable[[], int]

    def exchange(self, source: Source, topic: str, asked: Exchange) -> Answer:
        """Give Saphan's turn.

        Raises WithheldError, NotYourPartError, BadPartError and EndsNotKnownError.
        """
        self._permit(source, topic)
        own = asked.model_copy(update={"part": own_part(source, asked.part)})
        as_of = self._as_of(source.agency, topic, asked.as_of)
        if not reached(as_of, self.tables.positions(list(as_of), self.partitions)):
            return not_yet(as_of)
        told = answer(self.tables, topic, own, as_of)
        if told.equal or asked.result is not None:
            counts = (asked.count, told.count)
            at = self.now_ms()
            self.results.note(found(source.name, topic, own.part, at, counts, asked.result, equal=told.equal))
        return told

    def why(self, source: Source, topic: str, asked: Doubts, pseudonym: Callable[[Identifier], str]) -> Reasons:
        """Give reasons; about a pseudonym only to those who are limited to no place of their own.

        Of whom a row is may be said by the person's number as well, which `pseudonym` names: as if the row were given.
        """
        self._permit(source, topic)
        doubts = [one.model_copy(update={"person": _person(source, one, pseudonym)}) for one in asked.doubts]
        return Reasons(reasons=self.explainer(source.agency).why(topic, doubts))

    def _permit(self, source: Source, topic: str) -> None:
        why = withheld(self.agreement.on(moment(self.now_ms()).date()), topic, source.agency)
        if why is not None:
            raise WithheldError(why)

    def _as_of(self, agency: str, topic: str, given: AsOf | None) -> AsOf:
        """Give the ends that the comparison is about: those it began with, or those of now."""
        topics = sources_of(topic)
        expected = {(name, self.partitions) for name in topics}
        if given is not None and {(name, len(ends)) for name, ends in given.items()} == expected:
            return given
        found_ends: AsOf = {}
        for name in topics:
            ends = self.ends(agency).ends(name, range(self.partitions))
            if len(ends) != self.partitions:
                raise EndsNotKnownError(name)
            found_ends[name] = [ends[number] for number in range(self.partitions)]
        return found_ends


def _person(source: Source, one: Doubt, pseudonym: Callable[[Identifier], str]) -> str | None:
    if one.number is not None:
        return pseudonym(Identifier(one.number.kind, one.number.number))
    return one.person if source.scope is None else None


def sources_of(topic: str) -> tuple[str, ...]:
    """Name the topics on which it depends what of a data set counts: its own, decisions, and the population's."""
    data_set = DATA_SETS.get(topic)
    if data_set is None or data_set.identify is None:
        return (topic,)
    return (topic, IDENTITY, STUDENT) if data_set.population_only else (topic, IDENTITY)


def own_part(source: Source, part: Mapping[str, str]) -> dict[str, str]:
    """Hold a source that is limited to its own place to that part."""
    if source.scope is None:
        return dict(part)
    kind, value = source.scope
    if kind in part and normalise(part[kind]) != normalise(value):
        raise NotYourPartError(source.name)
    return {**part, str(kind): value}
