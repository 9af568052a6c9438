"""A fixed-width extract's layout, read from TOML: which column stands where, of which code page and era."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from producers.data_sets import DATA_SETS
from producers.files.first_look import CP874, UTF_8
from producers.files.refusing import FileRefusedError
from producers.files.sheets import Era

LAYOUTS: Final = Path(__file__).parents[1] / "layouts"
CODE_PAGES: Final = {"cp874": CP874, "utf-8": UTF_8}
# How days, months and years stand in a field without anything between them.
FORMATS: Final = frozenset({"DDMMYYYY", "YYYYMMDD", "DDMMYY", "YYMMDD", "MMYYYY", "YYYYMM", "YYMM", "MMYY"})
_KEYS: Final = frozenset({"topic", "code_page", "era", "length", "kind", "header", "trailer", "field"})
_FIELD_KEYS: Final = frozenset({"column", "from", "length", "format"})
_LINE_MAX: Final = 10_000


@dataclass(frozen=True)
class Place:
    """Where a value stands: `start` counts from 0, in characters (bytes, in a code page of single bytes)."""

    column: str
    start: int
    length: int
    format: str | None

    @property
    def end(self) -> int:
        """Give the place after the last character."""
        return self.start + self.length


@dataclass(frozen=True)
class Layout:
    """One extract: its data set, and where each column stands; all else in a line must be blank.

    `kind` is what a record's line begins with where the first character tells kinds of lines apart; `header` holds
    the as-of day; `trailer` the number of records, which must be right.
    """

    topic: str
    encoding: str
    era: Era
    length: int
    fields: tuple[Place, ...]
    kind: str | None
    header_kind: str | None
    header: tuple[Place, ...]
    trailer_kind: str | None
    trailer: tuple[Place, ...]


def layout(name: str) -> Layout:
    """Read a layout by its name among those that come with the platform, or by its path (it ends in .toml)."""
    path = Path(name) if name.endswith(".toml") else LAYOUTS / f"{name}.toml"
    if not name.endswith(".toml") and ("/" in name or "\\" in name or ".." in name):
        raise FileRefusedError("BAD_LAYOUT", why="no such layout")
    try:
        return parse(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        raise FileRefusedError("BAD_LAYOUT", why="no such layout") from None


def parse(text: str) -> Layout:
    """Read a layout; FileRefusedError BAD_LAYOUT, also where it names a column that the clause does not."""
    try:
        return _layout(tomllib.loads(text))
    except FileRefusedError:
        raise
    except (KeyError, TypeError, AttributeError, ValueError) as why:  # the last is TOML's own, too
        raise FileRefusedError("BAD_LAYOUT", why=f"{type(why).__name__} {why}") from None


def _layout(found: Mapping[str, Any]) -> Layout:
    _known(found, _KEYS)
    topic, length = str(found["topic"]), int(found["length"])
    data_set = DATA_SETS.get(topic)
    if data_set is None:
        raise FileRefusedError("BAD_LAYOUT", why=f"{topic} is no data set")
    if not 1 <= length <= _LINE_MAX:
        raise FileRefusedError("BAD_LAYOUT", why="length")
    header, trailer = found.get("header", {}), found.get("trailer", {})
    fields = tuple(_place(one, length) for one in found["field"])
    _apart(fields, len(found.get("kind", "")))
    for one in fields:
        if one.column not in data_set.columns:
            # A wage is in nobody's clause: what a layout does not name is never read, and what it may not, not named.
            raise FileRefusedError("BAD_LAYOUT", why=f"{one.column} is not in clause {_clause(topic)}")
    return Layout(
        topic,
        CODE_PAGES[str(found["code_page"]).lower()],
        Era(str(found["era"]).lower()),
        length,
        fields,
        found.get("kind"),
        header.get("kind"),
        tuple(_place(one, length) for one in header.get("field", ())),
        trailer.get("kind"),
        tuple(_place(one, length) for one in trailer.get("field", ())),
    )


def _place(one: Mapping[str, Any], length: int) -> Place:
    _known(one, _FIELD_KEYS)
    place = Place(str(one["column"]), int(one["from"]) - 1, int(one["length"]), one.get("format"))
    if place.start < 0 or place.length < 1 or place.end > length:
        raise FileRefusedError("BAD_LAYOUT", why=f"{place.column} lies outside the line")
    if place.format is not None and (place.format not in FORMATS or len(place.format) != place.length):
        raise FileRefusedError("BAD_LAYOUT", why=f"{place.column} has no known format of its length")
    return place


def _apart(fields: tuple[Place, ...], kind_length: int) -> None:
    before = kind_length
    for one in sorted(fields, key=lambda field: field.start):
        if one.start < before:
            raise FileRefusedError("BAD_LAYOUT", why=f"{one.column} begins inside another field")
        before = one.end
    if len({one.column for one in fields}) != len(fields):
        raise FileRefusedError("BAD_LAYOUT", why="a column stands there twice")


def _known(found: Mapping[str, Any], keys: frozenset[str]) -> None:
    if not isinstance(found, Mapping) or found.keys() - keys:
        raise FileRefusedError("BAD_LAYOUT", why=f"only {', '.join(sorted(keys))} are known here")


def _clause(topic: str) -> str:
    from schemas.topics import BY_NAME  # noqa: PLC0415  (only to say so)

    return BY_NAME[topic].clause or ""
