"""Which records have been kept for long enough: pure, given what is held, the days agreed on and the moment."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from schemas.agreement import Agreement
from schemas.events import model
from schemas.topics import APPLIED, BY_NAME, DAY_MS, IDENTITY, MATCH, Subject
from schemas.view import Entry, split_field

OF_PEOPLE: Final = tuple(name for name in APPLIED if BY_NAME[name].subject is Subject.PERSON and name != IDENTITY)
SEALED: Final = frozenset(name for name in OF_PEOPLE if "identity" in model(name).model_fields)
Entries = Iterable[tuple[bytes, Entry]]


class Held(NamedTuple):
    """How much is held of a data set: records, when the oldest was accepted (ms), and how many are overdue."""

    records: int = 0
    oldest_ms: int | None = None
    overdue: int = 0


def cutoffs(agreement: Agreement, now_ms: int) -> dict[str, int]:
    """Give, for each data set about people, the moment (ms) until which what was last accepted is to go.

    A data set without days in the agreement is kept for good (PDPA s.37(3): erased when its time is over).
    """
    days = {name: agreement.retention(name) for name in OF_PEOPLE}
    return {name: now_ms - kept * DAY_MS for name, kept in days.items() if kept is not None}


def overdue(entries: Entries, until: Mapping[str, int]) -> Counter[str]:
    """Count a person's records, by data set, that were last accepted too long ago; an open match is under way still."""
    found: Counter[str] = Counter()
    for name, entry in entries:
        topic, _ = split_field(name)
        if topic in until and entry.accepted_at <= until[topic] and not (topic == MATCH and entry.version % 2 == 0):
            found[topic] += 1
    return found


def still_sealed(entries: Entries, until: Mapping[str, int]) -> bool:
    """Say whether an identity stays sealed somewhere once what is overdue has gone; if not, its key has no use."""
    return any(
        topic in SEALED and entry.accepted_at > until.get(topic, -1)
        for topic, entry in ((split_field(name)[0], entry) for name, entry in entries)
    )


def counted(held: Mapping[str, Held], entries: Entries, until: Mapping[str, int]) -> dict[str, Held]:
    """Add a person's records to what was counted so far."""
    listed = list(entries)
    late, found = overdue(listed, until), dict(held)
    for name, entry in listed:
        topic, _ = split_field(name)
        if topic in OF_PEOPLE:
            before = found.get(topic, Held())
            oldest = entry.accepted_at if before.oldest_ms is None else min(before.oldest_ms, entry.accepted_at)
            found[topic] = Held(before.records + 1, oldest, before.overdue)
    return {topic: one._replace(overdue=one.overdue + late[topic]) for topic, one in found.items()}
