"""What a file is once it is opened: sheets with their headings, and lines of text by column."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import NamedTuple

from producers.draft import Row
from schemas.refusals import Refusal


class Era(Enum):
    """The era in which a source counts years; never guessed from a value."""

    BUDDHIST = "be"
    COMMON = "ce"


class How(StrEnum):
    """How a heading was recognised, or not."""

    NAME = "name"
    CLOSENESS = "closeness"
    REMEMBERED = "remembered"
    IGNORED = "ignored"
    UNKNOWN = "unknown"


class Note(StrEnum):
    """What was mended while reading, told to the source with the line."""

    ZERO_RESTORED = "ZERO_RESTORED"


class Heading(NamedTuple):
    """One heading: its text as it came, the column it is (None: none), how close it reads (0 to 1), and why."""

    text: str
    column: str | None
    closeness: float
    how: How


class Sheet(NamedTuple):
    """One table of a file; `header_line` counts from 1, and is 0 where a layout says what a heading would."""

    name: str
    header_line: int
    headings: tuple[Heading, ...]

    @property
    def unknown(self) -> tuple[str, ...]:
        """Give the headings that are no column of the data set and were not told to be left out."""
        return tuple(one.text for one in self.headings if one.how is How.UNKNOWN)


class Line(NamedTuple):
    """One row: where it stands, its text by column, the first thing that can't be read, what was mended, as it came."""

    sheet: int
    number: int
    values: Row
    problem: Refusal | None
    notes: tuple[Note, ...]
    cells: Sequence[object]


@dataclass(frozen=True)
class Profile:
    """How one source writes one data set.

    `remembered` maps headings to columns ("" for one to be left out); `own_number_width` restores the zeros in front
    of own numbers that are always so long; `layout` names a fixed-width layout.
    """

    topic: str
    era: Era = Era.BUDDHIST
    remembered: dict[str, str] = field(default_factory=dict)
    own_number_width: int | None = None
    layout: str | None = None
