"""The tables of a file, whatever its kind, each with where its headings stand and what its title rows say."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Final, NamedTuple, Protocol

from producers.files.declaring import Said, in_titles
from producers.files.headings import recognise
from producers.files.limits import Limits
from producers.files.refusing import FileRefusedError
from producers.files.sheets import Heading, How, Profile, Sheet
from producers.files.text_table import Numbered

_HEADINGS_MIN: Final = 2
Rows = Callable[[], Iterator[Numbered]]


class Table(NamedTuple):
    """One sheet and its rows, the headings' own row and those above it among them."""

    sheet: Sheet
    rows: Rows
    said: Said


class Many(Protocol):
    """What several sheets come from."""

    names: Sequence[str]

    def rows(self, name: str) -> Iterator[Numbered]:
        """Give each row of a sheet that is not blank."""
        ...


def table(name: str, rows: Rows, profile: Profile, limits: Limits) -> Table | None:
    """Find the headings: the row among the first with most of them; None where no row holds two."""
    best: tuple[int, tuple[Heading, ...]] | None = None
    most = _HEADINGS_MIN - 1
    above: list[str] = []
    titles: list[str] = []
    refused: FileRefusedError | None = None
    for number, cells in islice(rows(), limits.title_rows):
        filled = [cell for cell in cells if cell.strip()]
        # A row with no more cells than that holds no more headings: most are lines of data.
        if len(filled) > most:
            try:
                headings = recognise(profile.topic, cells, profile.remembered)
            except FileRefusedError as why:
                refused = refused or why
                headings = ()
            if _is_header(headings) and _columns(headings) > most:
                best, most, titles = (number, headings), _columns(headings), list(above)
        above += filled
    if best is None and refused is not None:
        raise refused
    if best is None:
        return None
    return Table(Sheet(name, *best), rows, in_titles(titles, profile.era))


def known_columns(found: Table | None) -> int:
    """Count the columns recognised."""
    return 0 if found is None else _columns(found.sheet.headings)


def _columns(headings: Sequence[Heading]) -> int:
    return sum(one.column is not None for one in headings)


def _is_header(headings: Sequence[Heading]) -> bool:
    """Say whether a row is one of headings: two columns at least, and no fewer than the words that are none."""
    filled = [one for one in headings if one.text.strip() and one.how is not How.IGNORED]
    return _columns(headings) >= _HEADINGS_MIN and _columns(headings) * 2 >= len(filled)
