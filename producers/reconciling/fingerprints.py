"""Fingerprints of sets of (record, version): what two sides compare instead of the records themselves."""

import hashlib
import struct
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from itertools import accumulate
from sys import byteorder
from typing import Final, NamedTuple

from schemas.partition import RECORD_DIGITS

DIGITS: Final = "0123456789abcdef"
# Greater than every digit: where the range of a beginning ends.
AFTER: Final = "g"
LIMBS: Final = 4
BLOCK: Final = 256
_LIMB_BYTES: Final = 4
_DIGEST_BYTES: Final = LIMBS * _LIMB_BYTES
_LIMB: Final = 1 << 32
_LIMBS: Final = struct.Struct(">4I")
# Of a line of RecordSet: how many numbers of 32 bits it is long, how many of these the record's id takes.
_ID: Final = RECORD_DIGITS // _LIMB_BYTES
_LINE: Final = _ID + LIMBS
# Greater than any character of a line.
_LAST: Final = "\uffff"
Limbs = tuple[int, int, int, int]


class Fingerprint(NamedTuple):
    """How many records a range holds, and 128 bits over each record and its version (32 hex digits)."""

    size: int
    digest: str


def limbs(record: str, version: int) -> Limbs:
    """Give the four numbers of 32 bits that a record adds: the beginning of SHA-256 over `<record>:<version>`."""
    a, b, c, d = _LIMBS.unpack(_hash(record, version))
    return a, b, c, d


def fingerprint(count: int, sums: Iterable[int]) -> Fingerprint:
    """Make the fingerprint of a range from the sums of what its records add, each modulo 2^32.

    Sums do not depend on order, and one record's coming or going changes them without a look at the others.
    """
    return Fingerprint(count, "".join(f"{total % _LIMB:08x}" for total in sums))


EMPTY: Final = fingerprint(0, (0,) * LIMBS)


def _hash(record: str, version: int) -> bytes:
    return hashlib.sha256(f"{record}:{version}".encode()).digest()[:_DIGEST_BYTES]


def splits_of(found: Mapping[str, Fingerprint], prefix: str) -> list[Fingerprint]:
    """Lay a range's sixteen parts out in order, those without a record as empty."""
    return [found.get(prefix + digit, EMPTY) for digit in DIGITS]


class RecordSet:
    """One side's records, each with the version that counts; any range's fingerprint costs two searches.

    A range is all records whose id (16 hex digits of a keyed hash, so evenly spread) begins with some digits.
    """

    def __init__(self, versions: Mapping[str, int]) -> None:
        self._versions = versions
        # Each record's id and what it adds as one text (a character a byte): hashed in the order given and then put in
        # order together, which is a third faster than going back to where each version lies.
        self._lines = [name + _hash(name, version).decode("latin-1") for name, version in versions.items()]
        self._lines.sort()
        self._numbers = array("I", "".join(self._lines).encode("latin-1"))
        if byteorder == "little":
            self._numbers.byteswap()
        # Sums up to each block's beginning: a sum for each record would take ten times the memory and the time.
        blocks = range(0, len(self._lines), BLOCK)
        self._sums = [
            list(accumulate((self._added(limb, at, at + BLOCK) for at in blocks), initial=0)) for limb in range(LIMBS)
        ]

    def __len__(self) -> int:
        return len(self._lines)

    def fingerprint(self, prefix: str = "") -> Fingerprint:
        """Give the fingerprint of a range."""
        begin, end = self._range(prefix)
        return fingerprint(end - begin, (self._total(limb, end) - self._total(limb, begin) for limb in range(LIMBS)))

    def splits(self, prefix: str) -> list[Fingerprint]:
        """Give the fingerprints of a range's sixteen parts."""
        return [self.fingerprint(prefix + digit) for digit in DIGITS]

    def listed(self, prefix: str) -> dict[str, int]:
        """List a range's records with their versions."""
        begin, end = self._range(prefix)
        return {name: self._versions[name] for line in self._lines[begin:end] for name in (line[:RECORD_DIGITS],)}

    def without(self, records: Iterable[str]) -> Fingerprint:
        """Give the fingerprint of the whole but for some of its records."""
        gone = [(name, self._versions[name]) for name in records if name in self._versions]
        added = [limbs(*one) for one in gone]
        totals = (self._total(limb, len(self)) - sum(one[limb] for one in added) for limb in range(LIMBS))
        return fingerprint(len(self) - len(gone), totals)

    def _total(self, limb: int, end: int) -> int:
        """Sum up what the records before one add."""
        block, rest = divmod(end, BLOCK)
        return self._sums[limb][block] + (self._added(limb, end - rest, end) if rest else 0)

    def _added(self, limb: int, begin: int, end: int) -> int:
        return sum(self._numbers[begin * _LINE + _ID + limb : end * _LINE : _LINE])

    def _range(self, prefix: str) -> tuple[int, int]:
        begin = bisect_left(self._lines, prefix)
        return begin, bisect_left(self._lines, prefix + _LAST, lo=begin)
