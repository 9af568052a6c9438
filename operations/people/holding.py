"""What the view holds of one person under every pseudonym joined to them, decoded, each record by itself."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any, Final, NamedTuple

from schemas import codec
from schemas.profile import fold, joined, representative, unread
from schemas.topics import BY_NAME, MATCH, Subject
from schemas.view import DELETE, TOMBSTONE, Entry, split_field

Entries = Sequence[tuple[bytes, Entry]]
Read = Callable[[str], Entries]
# As in the table of topics: what registers say first, then placements, matches and decisions.
_ORDER: Final = {name: at for at, name in enumerate(BY_NAME)}


class State(StrEnum):
    """How a record stands."""

    HELD = "HELD"
    DELETED = "DELETED"
    UNREADABLE = "UNREADABLE"


class Held(NamedTuple):
    """One record of a person: where it is from and lies, when it was accepted (ms since 1970), and what it says."""

    topic: str
    record: str
    subject: str
    version: int
    accepted_at: int
    state: State
    data: Mapping[str, Any] | None

    @property
    def giver(self) -> str:
        """Name the agency that gave it."""
        return BY_NAME[self.topic].writer


class Person(NamedTuple):
    """A person: the pseudonym that stands for them, all that are joined, and every record held under any of these."""

    canonical: str
    pseudonyms: tuple[str, ...]
    held: tuple[Held, ...]

    def of(self, topic: str) -> tuple[Held, ...]:
        """Give the records of one data set that stand."""
        return tuple(one for one in self.held if one.topic == topic and one.data is not None)

    def open_matches(self) -> tuple[Held, ...]:
        """Give the matches that stand."""
        return tuple(one for one in self.of(MATCH) if one.data is not None and one.data["status"] == "OPEN")


def gather(pseudonym: str, read: Read) -> Person:
    """Gather what is held of a person under the pseudonym asked for and every one now joined to it, near or far."""
    entries = {pseudonym: read(pseudonym)}
    profiles = {pseudonym: fold(pseudonym, entries[pseudonym])}
    while missing := unread(profiles):
        entries |= {subject: read(subject) for subject in missing}
        profiles |= {subject: fold(subject, entries[subject]) for subject in missing}
    decided = joined(profiles[pseudonym], (profiles[other] for other in sorted(profiles.keys() - {pseudonym})))
    held = (one for subject in profiles for one in hold(subject, entries[subject]))
    canonical = representative(pseudonym, decided.rulings)
    return Person(canonical, tuple(sorted(profiles)), tuple(sorted(held, key=_in_order)))


def hold(subject: str, entries: Entries) -> list[Held]:
    """Decode a subject's entries; one that can't be read is held all the same, and an erased one is not."""
    held = []
    for name, entry in entries:
        topic, record = split_field(name)
        known = BY_NAME.get(topic)
        if known is None or known.subject is not Subject.PERSON or entry.operation == TOMBSTONE:
            continue
        state, data = _said(topic, entry)
        held.append(Held(topic, record, subject, entry.version, entry.accepted_at, state, data))
    return held


def _said(topic: str, entry: Entry) -> tuple[State, Mapping[str, Any] | None]:
    try:
        _, data = codec.decode(topic, entry.value)
    except codec.GateError:
        return State.DELETED if entry.operation == DELETE else State.UNREADABLE, None
    return (State.HELD, data) if data is not None else (State.DELETED, None)


def _in_order(one: Held) -> tuple[int, str, str]:
    return _ORDER[one.topic], one.subject, one.record
