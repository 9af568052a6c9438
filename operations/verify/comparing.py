"""The comparison of what the log gives with what the view holds, tag by tag."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from schemas import view

SHOWN_MAX: Final = 20
Kind = Literal["missing in the view", "not in the log", "another version", "other bytes"]


@dataclass(frozen=True)
class Difference:
    """One record on which log and view disagree, named by pseudonym, topic and keyed record id."""

    record: str
    kind: Kind


@dataclass(frozen=True)
class TagResult:
    """One tag's comparison; records written while they were being read are left out on both sides and counted."""

    number: int
    records_in_log: int
    records: int
    refused: int
    left_out: int
    log_digest: str
    view_digest: str
    differing: int
    differences: tuple[Difference, ...]

    @property
    def equal(self) -> bool:
        """Equal means the same digest, not merely no difference shown."""
        return self.log_digest == self.view_digest


def without(entries: Mapping[bytes, bytes], left_out: Collection[bytes]) -> dict[bytes, bytes]:
    """Leave out the records that were being written while they were read."""
    return {name: packed for name, packed in entries.items() if name not in left_out}


def differences(log: Mapping[bytes, bytes], seen: Mapping[bytes, bytes]) -> list[Difference]:
    """List every record on which the two disagree, in the order of their names."""
    names = sorted(name for name in log.keys() | seen.keys() if log.get(name) != seen.get(name))
    return [Difference(name.decode("ascii"), _kind(log.get(name), seen.get(name))) for name in names]


def compare(
    number: int,
    log: Mapping[bytes, bytes],
    seen: Mapping[bytes, bytes],
    left_out: Collection[bytes],
    counts: tuple[int, int],
) -> TagResult:
    """Compare one tag; `counts` are the log's records read and those refused as dead letters."""
    ours, theirs = without(log, left_out), without(seen, left_out)
    wrong = differences(ours, theirs)
    digests = view.digest(ours), view.digest(theirs)
    return TagResult(
        number, counts[0], len(ours), counts[1], len(left_out), *digests, len(wrong), tuple(wrong[:SHOWN_MAX])
    )


def view_equals_log(results: Sequence[TagResult]) -> bool:
    """Say whether every tag's view is what its log gives, and there was anything to compare."""
    return bool(results) and all(result.equal and not result.left_out for result in results)


def _kind(log: bytes | None, seen: bytes | None) -> Kind:
    if seen is None:
        return "missing in the view"
    if log is None:
        return "not in the log"
    if view.unpack(log).version != view.unpack(seen).version:
        return "another version"
    return "other bytes"
