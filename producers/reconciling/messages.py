"""What the two sides say to each other; the same over the gateway and in files."""

from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from producers.reconciling.fingerprints import DIGITS, Fingerprint
from producers.reconciling.reasons import Why
from schemas.identifiers import Kind

# Bounds of one exchange: what it may ask, and what it may be answered, stay small.
SPLITS_MAX: Final = 256
LISTED_MAX: Final = 10_000
EVERYTHING_MAX: Final = 200_000
DOUBTS_MAX: Final = 500
Count = Annotated[int, Field(ge=0, le=1 << 40)]
Version = Annotated[int, Field(ge=0, le=1 << 62)]
Prefix = Annotated[str, Field(pattern=r"^[0-9a-f]{0,15}$")]
RecordId = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
Pseudonym = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
_Split = Annotated[
    list[tuple[Count, Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]]],
    Field(min_length=len(DIGITS), max_length=len(DIGITS)),
]
AsOf = dict[str, list[Count]]
Part = dict[Annotated[str, Field(pattern=r"^[a-z_]{1,30}$")], Annotated[str, Field(min_length=1, max_length=80)]]


class Message(BaseModel):
    """What all have in common: frozen, and no field that is not known."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Result(Message):
    """What a source found, told in its last exchange: how many records of each kind."""

    missing: Count = 0
    extra: Count = 0
    different: Count = 0
    set_aside: Count = 0


class Exchange(Message):
    """A source's turn: its part's count and fingerprint, and those of the sixteen parts of some ranges.

    `as_of` is what the first answer gave: the ends of the log that the comparison is about. `everything` asks for the
    records of every range that differs, however many, since a file has one exchange only. `result` comes last.
    """

    part: Part = {}
    count: Count
    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    splits: Annotated[dict[Prefix, _Split], Field(max_length=SPLITS_MAX)] = {}
    as_of: Annotated[AsOf, Field(max_length=8)] | None = None
    everything: bool = False
    result: Result | None = None


class Answer(Message):
    """Saphan's turn: whether all is equal, or which ranges differ.

    Of a range with few records Saphan's own are listed in `records`, by range: each record with its version. A range
    with many is named in `open`, and the source gives its sixteen parts next. While `reached` is false the view has
    not reached `as_of` yet, and nothing is said about the records.
    """

    reached: bool
    equal: bool
    count: Count
    as_of: AsOf
    open: list[str] = []
    records: dict[str, list[tuple[RecordId, Version]]] = {}


class PersonNumber(Message):
    """A person's number as the register has it, to be named by a gateway that is the edge of who has no key."""

    kind: Kind
    number: Annotated[str, Field(min_length=1, max_length=40, repr=False)]


class Doubt(Message):
    """A record that a source holds and Saphan seems not to: of whom (neither: not told), and since when (ms)."""

    record: RecordId
    version: Version
    person: Pseudonym | None = None
    number: PersonNumber | None = None
    occurred_at: int = 0


class Doubts(Message):
    """Several of them."""

    doubts: Annotated[list[Doubt], Field(max_length=DOUBTS_MAX)]


class Reason(Message):
    """Why a record is not held as the source holds it; `versions` are those Saphan has of it."""

    record: str
    why: Why
    versions: list[int] = []


class Reasons(Message):
    """One for each doubt, in their order."""

    reasons: list[Reason]


def as_split(splits: list[Fingerprint]) -> list[tuple[int, str]]:
    """Write a range's sixteen parts as a message holds them."""
    return [(one.size, one.digest) for one in splits]


class Numbers(Message):
    """A source's own numbers, to be named by a gateway that is the edge of who has no key."""

    numbers: Annotated[list[Annotated[str, Field(min_length=1, max_length=400)]], Field(min_length=1, max_length=1_000)]


class Named(Message):
    """Their record ids, in their order."""

    records: list[RecordId]
