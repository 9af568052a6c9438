"""An upload as it stands: its lines, what was mended in them, and what is known of each; values that never change."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from producers.receipts import Accepted, NotVocational, Refused, TryAgain


@dataclass(frozen=True, slots=True)
class Ready:
    """The gateway looked at the row and would take it."""


READY: Final = Ready()
Verdict = Ready | Accepted | Refused | TryAgain | NotVocational


class Standing(StrEnum):
    """Where a line stands, as the page sorts them."""

    MEND = "mend"
    READY = "ready"
    ARRIVED = "arrived"
    NOT_OURS = "not_ours"
    LEFT_OUT = "left_out"
    UNCHECKED = "unchecked"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file: sheet and line as the file counts them, its text by column, what stood where it was mended.

    `verdict` is None until the gateway was asked about the row as it now is.
    """

    sheet: str
    number: int
    cells: Mapping[str, str] = field(repr=False)
    before: Mapping[str, str] = field(default_factory=dict, repr=False)
    verdict: Verdict | None = None
    left_out: bool = False

    @property
    def standing(self) -> Standing:
        """Say where the line stands."""
        if isinstance(self.verdict, Accepted):
            return Standing.ARRIVED
        if self.left_out:
            return Standing.LEFT_OUT
        match self.verdict:
            case None:
                return Standing.UNCHECKED
            case Refused():
                return Standing.MEND
            case NotVocational():
                return Standing.NOT_OURS
            case Ready() | TryAgain():
                return Standing.READY


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of the file: its heading, the register's column it was taken for (None: not read), and why.

    `how` is exact, close, remembered, chosen or unknown.
    """

    sheet: str
    text: str
    column: str | None
    how: str


@dataclass(frozen=True, slots=True)
class Ended:
    """How many of the records known a complete file no longer holds; `held` while their deletion waits for a word."""

    gone: int
    known: int
    held: int | None


@dataclass(frozen=True, slots=True)
class Upload:
    """A file being worked on; `said` is what its reading has to tell, in Thai and English."""

    topic: str
    name: str
    as_of_ms: int
    complete: bool
    headings: tuple[Heading, ...]
    said: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    ended: Ended | None = None
