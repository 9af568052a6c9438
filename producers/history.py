"""Which events a row demands, given under whom its record was filed before: pure."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Filing:
    """One event to be: under which subject, which version, and whether it only takes the record away there."""

    subject: str
    version: int
    removes: bool


def filings(subject: str, version: int, known: Mapping[int, str]) -> tuple[Filing, ...]:
    """Give the events for a record's version now filed under `subject`; `known` maps its other versions to subjects.

    A corrected identifier moves the record: it is taken away under the subject of the version before, by a deletion
    that carries the newer version. When the older version arrives late, it is taken away where it arrives. So at every
    subject the record's greatest version is right whatever the order of arrival, since any two neighbouring versions
    meet here once.
    """
    found = [Filing(subject, version, removes=False)]
    before = max((other for other in known if other < version), default=None)
    if before is not None and known[before] != subject:
        found.append(Filing(known[before], version, removes=True))
    after = min((other for other in known if other > version), default=None)
    if after is not None and known[after] != subject:
        found.append(Filing(subject, after, removes=True))
    return tuple(found)
