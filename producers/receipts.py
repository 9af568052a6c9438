"""What a source is told about each row it sent: taken, refused, to be sent again, or not ours to know."""

from dataclasses import dataclass

from schemas.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Accepted:
    """The event stands in the log and will be in the profile."""

    topic: str
    partition: int
    offset: int


@dataclass(frozen=True, slots=True)
class Refused:
    """The row can't be taken as it is; nothing of it was kept. `example` is a right value, empty where none helps."""

    code: str
    field: str
    th: str
    en: str
    example: str = ""


@dataclass(frozen=True, slots=True)
class TryAgain:
    """Nothing is wrong with the row, it could not be taken now; `because` is a code, never data."""

    because: str


@dataclass(frozen=True, slots=True)
class NotVocational:
    """The person is not in OVEC's register: the row was dropped unread (clauses 3.2.1(2) and (3))."""


Receipt = Accepted | Refused | TryAgain | NotVocational


def refused(why: Refusal, example: str = "") -> Refused:
    """Turn a refusal into its receipt."""
    return Refused(why.code, why.field, why.th, why.en, example)
