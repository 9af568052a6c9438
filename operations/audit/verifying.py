"""The ledger's check, apart from its writer: nothing here uses the writer's tables, its words or its hashing.

It reads the columns as they lie, works out every hash again, and holds the result against the heads that were kept.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection, text

_ENTRIES: Final = text(
    'SELECT id, at, receiver, "by", pseudonym, fields, purpose, clause, reason, data_set, hash '
    "FROM ledger_entry ORDER BY id"
)
_STATE: Final = text("SELECT id, entries, hash FROM ledger_state ORDER BY id")
_NOTHING: Final = "0" * 64
FAULTS_KEPT: Final = 50


class Kind(StrEnum):
    """What can be wrong with a ledger."""

    CHANGED = "CHANGED"
    MISSING = "MISSING"
    ADDED = "ADDED"
    CUT_OFF = "CUT_OFF"
    COUNTER = "COUNTER"
    NOT_AS_SIGNED = "NOT_AS_SIGNED"
    BAD_HEAD = "BAD_HEAD"


class Fault(NamedTuple):
    """One thing that is wrong, and the entry where it shows."""

    kind: Kind
    entry: int


@dataclass(frozen=True)
class Report:
    """What was found; `guarded_through` is the last entry that a kept head vouches for."""

    entries: int
    heads: int
    guarded_through: int
    faults: tuple[Fault, ...]
    faults_count: int

    @property
    def well(self) -> bool:
        """True when nothing was changed, taken out, put in, moved or cut off as far as can be known."""
        return self.faults_count == 0


class _State(NamedTuple):
    entries: int
    hash: str


@dataclass
class _Chain:
    """Follows the entries in order; a fault is noted where it shows, and the check goes on from what stands there."""

    watched: frozenset[int]
    number: int = 0
    hash: str = _NOTHING
    seen: dict[int, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    count: int = 0

    def follow(self, row: Mapping[str, Any]) -> None:
        """Check one entry against the one before."""
        number = row["id"]
        if number <= self.number:
            self.note(Kind.ADDED, number)
            return
        if number != self.number + 1:
            self.note(Kind.MISSING, self.number + 1)
        worked_out = _worked_out(row, self.hash)
        if worked_out is None or worked_out != row["hash"]:
            self.note(Kind.CHANGED, number)
        self.number, self.hash = number, row["hash"]
        if number in self.watched:
            self.seen[number] = self.hash

    def note(self, kind: Kind, entry: int) -> None:
        """Note a fault; the first ones are kept, all are counted."""
        self.count += 1
        if len(self.faults) < FAULTS_KEPT:
            self.faults.append(Fault(kind, entry))


def verify(connection: Connection, heads: Iterable[str], keys: Sequence[str]) -> Report:
    """Check the ledger against itself and against heads kept elsewhere (one JSON text each), signed by one of `keys`.

    What is recorded meanwhile is checked too.
    """
    signed, bad = _believed(heads, keys)
    before = _state(connection)
    chain = _Chain(frozenset({head["entries"] for head in signed} | ({before.entries} if before else set())))
    for _ in range(bad):
        chain.note(Kind.BAD_HEAD, 0)
    for row in _rows(connection):
        chain.follow(row)
    _against_counter(chain, before, _state(connection))
    guarded = 0
    for head in signed:
        number = head["entries"]
        if number > chain.number:
            chain.note(Kind.CUT_OFF, chain.number + 1)
        elif chain.seen.get(number, _NOTHING if number == 0 else "") != head["hash"]:
            chain.note(Kind.NOT_AS_SIGNED, number)
        else:
            guarded = max(guarded, number)
    return Report(chain.number, len(signed), guarded, tuple(chain.faults), chain.count)


def _rows(connection: Connection) -> Iterator[Mapping[str, Any]]:
    for row in connection.execution_options(stream_results=True).execute(_ENTRIES).mappings():
        yield dict(row)


def _state(connection: Connection) -> _State | None:
    """Read the writer's counter, zero before the first entry; None when it is not one row alone."""
    rows = connection.execute(_STATE).all()
    if not rows:
        return _State(0, _NOTHING)
    return _State(rows[0].entries, rows[0].hash) if len(rows) == 1 and rows[0].id == 1 else None


def _against_counter(chain: _Chain, before: _State | None, after: _State | None) -> None:
    """Hold the chain against the writer's counter, read before it and after it."""
    if before is None or after is None:
        chain.note(Kind.COUNTER, chain.number)
        return
    if chain.number < before.entries:
        chain.note(Kind.CUT_OFF, chain.number + 1)
    elif chain.seen.get(before.entries, _NOTHING if before.entries == 0 else "") != before.hash:
        chain.note(Kind.COUNTER, before.entries)
    if chain.number > after.entries:
        chain.note(Kind.ADDED, after.entries + 1)


def _worked_out(row: Mapping[str, Any], previous: str) -> str | None:
    """Work an entry's hash out of its columns; None where they can't be what was written."""
    try:
        names = json.loads(row["fields"])
        if _as_text(names) != row["fields"]:
            return None
        said = {name: value for name, value in row.items() if name != "hash"}
        return hashlib.sha256(_as_text({**said, "fields": names, "previous": previous}).encode()).hexdigest()
    except (TypeError, ValueError):
        return None


def _believed(heads: Iterable[str], keys: Sequence[str]) -> tuple[list[dict[str, Any]], int]:
    """Give the heads whose signature one of the keys made, and how many are none."""
    believed, bad = [], 0
    for line in heads:
        head = _checked(line, keys)
        if head is None:
            bad += 1
        else:
            believed.append(head)
    return believed, bad


def _checked(line: str, keys: Sequence[str]) -> dict[str, Any] | None:
    try:
        head: dict[str, Any] = json.loads(line)
        signature = base64.b64decode(head.pop("signature"), validate=True)
        if head["key"] not in keys or type(head["entries"]) is not int:
            return None
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(head["key"])).verify(signature, _as_text(head).encode())
    except (InvalidSignature, AttributeError, KeyError, TypeError, ValueError, binascii.Error):
        return None
    return head


def _as_text(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
