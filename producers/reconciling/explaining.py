"""Says why Saphan does not list a record that a source holds: what is missing is told from what is right as it is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from producers.data_sets import DATA_SETS
from producers.erasures import Erasures
from producers.population import Membership, Population
from producers.reconciling.deriving import COUNTING, State
from producers.reconciling.held import Found
from producers.reconciling.messages import Doubt, Reason
from producers.reconciling.reasons import Why


class Records(Protocol):
    """Single records as Saphan holds them."""

    def of(self, topic: str, records: Sequence[str]) -> Mapping[str, Sequence[Found]]:
        """Give what is held of these records, whether it counts or not."""
        ...


@dataclass(frozen=True)
class Explainer:
    """Asks the tables first, then, of people named by pseudonym, since when they are erased and whether they belong.

    `population` is None where no data set asked about is limited to it.
    """

    records: Records
    population: Population | None
    erasures: Erasures

    def why(self, topic: str, doubts: Sequence[Doubt]) -> list[Reason]:
        """Give a reason for each, in their order."""
        held = self.records.of(topic, [one.record for one in doubts])
        people = {one.person for one in doubts if one.person is not None}
        erased = self.erasures.moments(topic, sorted(people)) if people else {}
        members = self._members(topic, people)
        return [_reason(one, held.get(one.record, ()), erased, members) for one in doubts]

    def _members(self, topic: str, people: Iterable[str]) -> Mapping[str, Membership]:
        if not DATA_SETS[topic].population_only:
            return dict.fromkeys(people, Membership.YES)
        if self.population is None:
            return dict.fromkeys(people, Membership.NOT_KNOWN)
        return self.population.ask(sorted(people))


def _reason(
    doubt: Doubt,
    held: Sequence[Found],
    erased: Mapping[str, int | None],
    members: Mapping[str, Membership],
) -> Reason:
    versions = sorted(one.version for one in held)
    return Reason(
        record=doubt.record, why=_by_what_is_held(doubt, held) or _by_person(doubt, erased, members), versions=versions
    )


def _by_what_is_held(doubt: Doubt, held: Sequence[Found]) -> Why | None:
    """Judge by the record itself, the newest version of it deciding; None when nothing is held of it."""
    counting = [one.version for one in held if one.state in COUNTING]
    if counting:
        return Why.HELD if counting == [doubt.version] else Why.OTHER_VERSION
    states = {one.state for one in held}
    if State.OUTSIDE in states:
        return Why.OUTSIDE
    if State.UNREADABLE in states:
        return Why.UNREADABLE
    newest = max((one.version for one in held), default=-1)
    return Why.DELETED if newest >= doubt.version else None


def _by_person(doubt: Doubt, erased: Mapping[str, int | None], members: Mapping[str, Membership]) -> Why:
    """Judge a record of which nothing newer is held by whom it is about."""
    if doubt.person is None:
        return Why.MISSING
    at, member = erased.get(doubt.person), members.get(doubt.person, Membership.NOT_KNOWN)
    if at is None or member is Membership.NOT_KNOWN:
        return Why.NOT_KNOWN
    if doubt.occurred_at <= at:
        return Why.ERASED
    return Why.MISSING if member is Membership.YES else Why.OUTSIDE
