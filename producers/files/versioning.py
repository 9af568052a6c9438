"""Which version a line of a file is, given what is held of its record: pure."""

from enum import Enum, auto
from typing import NamedTuple


class Held(NamedTuple):
    """What is known of one record: the newest version taken, the as-of (ms) it is from, a digest of its content.

    `seen_in` is the file it stood in last.
    """

    version: int
    as_of: int
    digest: bytes
    deleted: bool
    seen_in: int


class Standing(Enum):
    """How a line stands to what is held."""

    NEW = auto()
    SAME = auto()
    OLDER = auto()
    TWICE = auto()


class Issue(NamedTuple):
    """The file a line is from: its as-of (ms), its number, and whether another of the same as-of came after it."""

    as_of: int
    number: int
    overtaken: bool


class Version(NamedTuple):
    """What a line is sent as: a version, and the as-of (ms) it is from."""

    standing: Standing
    version: int
    as_of: int


def version_of(issue: Issue, digest: bytes, held: Held | None, *, deletes: bool = False) -> Version:
    """Give the version of a line.

    What is the same as before keeps its version, so that sending it again changes nothing. What differs gets the
    file's as-of in ms, or the next number where the same as-of gave another content already (the file was corrected):
    so versions rise with every change, there and back again is three of them. A file that is older than what is held,
    or was corrected since, does not overwrite it; nor does one file give a record two contents.
    """
    as_of = issue.as_of
    if held is None:
        return Version(Standing.NEW, as_of, as_of)
    if held.deleted == deletes and (deletes or held.digest == digest):
        return Version(Standing.SAME, held.version, held.as_of)
    if as_of < held.as_of or (as_of == held.as_of and issue.overtaken):
        return Version(Standing.OLDER, as_of, as_of)
    if as_of == held.as_of and held.seen_in == issue.number:
        return Version(Standing.TWICE, held.version, as_of)
    return Version(Standing.NEW, max(as_of, held.version + 1), as_of)


def to_be_held(gone: int, known: int, count_max: int, share_max: float) -> bool:
    """Say whether so many deletions out of what is known need a person's word."""
    return gone > count_max or gone > known * share_max
