"""What matching remembers of a person between two looks, and what it tells a vacancy's owner, as bytes."""

import struct
from typing import Final, NamedTuple

_HEAD: Final = struct.Struct(">QQBH")
_TOLD: Final = struct.Struct(">QQ")
_VACANCY_BYTES: Final = 16
_DONE: Final = 1
_INDEXED: Final = 2


class Known(NamedTuple):
    """A person as last seen: revision and newest cause (ms) then, whom they were proposed to, the projection's bytes.

    `done` is false from the moment the person is visible until all proposals were told; `indexed` says whether the
    index holds the person.
    """

    revision: int
    caused_at: int
    done: bool
    indexed: bool
    proposed: tuple[str, ...]
    facts: bytes


def pack(known: Known) -> bytes:
    """Lay out what is known: 8 bytes revision, 8 cause, 1 flags, 2 count, 16 a vacancy, then the projection."""
    flags = (_DONE if known.done else 0) | (_INDEXED if known.indexed else 0)
    head = _HEAD.pack(known.revision, known.caused_at, flags, len(known.proposed))
    return head + bytes.fromhex("".join(known.proposed)) + known.facts


def unpack(packed: bytes) -> Known | None:
    """Read it back; None when nothing is known."""
    if not packed:
        return None
    revision, caused_at, flags, count = _HEAD.unpack_from(packed)
    end = _HEAD.size + count * _VACANCY_BYTES
    vacancies = packed[_HEAD.size : end].hex()
    width = 2 * _VACANCY_BYTES
    proposed = tuple(vacancies[at : at + width] for at in range(0, len(vacancies), width))
    return Known(revision, caused_at, bool(flags & _DONE), bool(flags & _INDEXED), proposed, packed[end:])


class Told(NamedTuple):
    """What a vacancy's owner is told of a person: their revision, newest cause (ms), and projection."""

    revision: int
    caused_at: int
    facts: bytes


def pack_told(told: Told) -> bytes:
    """Lay out what is told: 8 bytes revision, 8 cause, then the projection."""
    return _TOLD.pack(told.revision, told.caused_at) + told.facts


def unpack_told(packed: bytes) -> Told:
    """Read it back."""
    revision, caused_at = _TOLD.unpack_from(packed)
    return Told(revision, caused_at, packed[_TOLD.size :])
