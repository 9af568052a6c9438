"""What of a subject's records in the view counts in a comparison, and in which parts: pure."""

import hashlib
from collections.abc import Mapping
from enum import Enum, IntEnum, auto
from typing import Final, NamedTuple

from producers.data_sets import DATA_SETS
from producers.reconciling.parts import Place, place
from schemas import codec, view
from schemas.codec import GateError
from schemas.topics import AGENCIES, TOPICS

# The data sets that sources give; what Saphan itself writes is nobody's to compare.
COMPARED: Final = tuple(topic.name for topic in TOPICS if topic.writer in AGENCIES)
_STAMP_BYTES: Final = 8


class State(IntEnum):
    """Whether a record counts: only what stands, is readable, and is of someone in the agreed population.

    The last two hang on what is known of a person elsewhere, and are looked at again and again.
    """

    COUNTS = 0
    DELETED = 1
    UNREADABLE = 2
    OUTSIDE = 3
    BY_NAME = 4


# Of someone in OVEC's register, or known there by a further number only.
COUNTING: Final = (State.COUNTS, State.BY_NAME)


class Standing(Enum):
    """How someone is known in OVEC's register: by an enrolment, by a further number an enrolment names, or not."""

    ENROLLED = auto()
    NAMED = auto()
    UNKNOWN = auto()


_STATES: Final = {
    Standing.ENROLLED: State.COUNTS,
    Standing.NAMED: State.BY_NAME,
    Standing.UNKNOWN: State.OUTSIDE,
}


class Row(NamedTuple):
    """One record under one subject, as it stood in the view; `stamp` changes with anything about it."""

    topic: str
    record: str
    subject: str
    version: int
    state: State
    stamp: int
    place: Place

    @property
    def key(self) -> tuple[str, str, str]:
        """Name the record: a register's own record may stand under two people for a while."""
        return self.topic, self.record, self.subject


def rows(
    subject: str, entries: Mapping[bytes, bytes], known: Mapping[tuple[str, str, str], Row], standing: Standing
) -> list[Row]:
    """Give a subject's rows; what is `known` with the same stamp is not decoded again.

    `standing` says how the person is in the population now: of others, what no clause lets their register give counts
    on neither side (clauses 3.2.1(2) and (3)).
    """
    found = []
    for name, packed in entries.items():
        topic, record = view.split_field(name)
        if topic in COMPARED:
            held = known.get((topic, record, subject))
            row = held if held is not None and held.stamp == stamp(packed) else _read(topic, record, subject, packed)
            found.append(_of_population(row, standing))
    return found


def stamp(packed: bytes) -> int:
    """Give 64 bits (signed, as databases hold them) of an entry, to know whether it changed."""
    return int.from_bytes(hashlib.blake2b(packed, digest_size=_STAMP_BYTES).digest(), "big", signed=True)


def _read(topic: str, record: str, subject: str, packed: bytes) -> Row:
    entry = view.unpack(packed)
    row = Row(topic, record, subject, entry.version, State.UNREADABLE, stamp(packed), Place())
    if not entry.value:
        return row
    try:
        meta, data = codec.decode(topic, entry.value)
    except GateError:
        return row
    state = State.DELETED if entry.operation == view.DELETE else State.COUNTS
    return row._replace(state=state, place=place(topic, data, meta.occurred_at))


def _of_population(row: Row, standing: Standing) -> Row:
    """Leave out, or let back in, by how the person is in the population now."""
    data_set = DATA_SETS.get(row.topic)
    if row.state in {State.DELETED, State.UNREADABLE} or data_set is None or not data_set.population_only:
        return row
    return row._replace(state=_STATES[standing])
