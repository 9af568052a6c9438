"""One permission of an agreement: which fields of which data set reach whom, for what, under which clause."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from schemas.agreement.standing import Population

PERSON: Final = "person"
# Who acts for both parties to make their registers consistent (1.2): decides who is who, sees codes and no name.
STEWARD: Final = "steward"
NO_DEPARTMENT: Final = frozenset({PERSON, STEWARD})


class Purpose(StrEnum):
    """What data may be used for; the clause each rests on stands in the agreement's own file."""

    PLACEMENT = "placement"
    OUTCOMES = "outcomes"
    PLANNING = "planning"
    TRAINING_AND_TESTING = "training_and_testing"
    SHARED_RESOURCES = "shared_resources"
    CONSISTENCY = "consistency"
    RIGHTS = "rights"


@dataclass(frozen=True)
class Row:
    """One permission: these fields of this data set, from giver to receiver, for one purpose, under a clause.

    `population` says whose records, `instrument` names the ministry's own rule where the memorandum covers no flow
    between its departments, and `derive` what is worked out so that the record itself does not cross. A row counts from
    its first day through its last.
    """

    clause: str
    giver: str
    receiver: str
    topic: str
    purpose: Purpose
    fields: frozenset[str]
    population: Population
    timing_th: str
    timing_en: str
    first_day: date
    last_day: date | None = None
    instrument: str | None = None
    derive: str | None = None

    @property
    def timing(self) -> str:
        """Say when data are due, in English."""
        return self.timing_en

    def counts(self, on: date) -> bool:
        """Say whether the row stands on a day, the agreement being in force."""
        return self.first_day <= on and (self.last_day is None or on <= self.last_day)
