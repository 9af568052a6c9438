"""Saphan's side of a comparison: which ranges differ, and what it holds where few records do."""

from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from producers.reconciling.fingerprints import DIGITS, Fingerprint
from producers.reconciling.messages import EVERYTHING_MAX, LISTED_MAX, Answer, AsOf, Exchange
from schemas.partition import RECORD_DIGITS

# Listing so few costs less than sixteen more fingerprints and another exchange.
FEW: Final = 24
Part = Mapping[str, str]
Records = list[tuple[str, int]]


class Held(Protocol):
    """The records that count on Saphan's side: neither deleted nor of someone outside the agreed population."""

    def whole(self, topic: str, part: Part) -> Fingerprint:
        """Give the fingerprint of a part of a data set."""
        ...

    def splits(self, topic: str, part: Part, prefix: str) -> list[Fingerprint]:
        """Give the fingerprints of a range's sixteen parts."""
        ...

    def listed(self, topic: str, part: Part, prefix: str) -> Records:
        """List a range's records with their versions."""
        ...


def reached(as_of: AsOf, positions: Mapping[str, Sequence[int]]) -> bool:
    """Say whether everything before the ends has been looked at in the view."""
    return all(
        len(positions.get(topic, ())) == len(ends)
        and all(position >= end for position, end in zip(positions[topic], ends, strict=True))
        for topic, ends in as_of.items()
    )


def not_yet(as_of: AsOf) -> Answer:
    """Answer while the view has not reached the ends."""
    return Answer(reached=False, equal=False, count=0, as_of=as_of)


def answer(held: Held, topic: str, asked: Exchange, as_of: AsOf) -> Answer:
    """Compare the fingerprints given with Saphan's own."""
    whole = held.whole(topic, asked.part)
    if whole == (asked.count, asked.digest):
        return Answer(reached=True, equal=True, count=whole.size, as_of=as_of)
    further: list[str] = []
    records: dict[str, Records] = {}
    listed = 0
    for prefix, given in asked.splits.items():
        for digit, theirs, ours in zip(DIGITS, given, held.splits(topic, asked.part, prefix), strict=False):
            if theirs == ours:
                continue
            name = prefix + digit
            few = ours.size <= FEW and listed + ours.size <= LISTED_MAX
            asked_for = asked.everything and listed + ours.size <= EVERYTHING_MAX
            if few or asked_for or len(name) == RECORD_DIGITS:
                records[name] = held.listed(topic, asked.part, name) if ours.size else []
                listed += ours.size
            else:
                further.append(name)
    return Answer(reached=True, equal=False, count=whole.size, as_of=as_of, open=further, records=records)
