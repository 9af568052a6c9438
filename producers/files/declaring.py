"""What a file declares: as of when its data are, and whether it is complete or holds only what changed."""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from producers.files.dating import moment_ms
from producers.files.refusing import FileRefusedError
from producers.files.sheets import Era
from schemas.dates import BUDDHIST_ERA_YEARS
from schemas.thai import digits, match_key

_DAY_MS: Final = 24 * 60 * 60 * 1000
_AS_OF: Final = re.compile(r"(?:(?:^|\s)ณ\s*(?:วันที่)?|\bas\s+of)\s*:?\s*(.+)", re.IGNORECASE)
_COMPLETE: Final = re.compile(r"ข้อมูลทั้งหมด|ครบถ้วน|ทะเบียนทั้งหมด|\bcomplete\b", re.IGNORECASE)
_CHANGES: Final = re.compile(r"เฉพาะที่เปลี่ยน|เฉพาะรายการที่เปลี่ยน|ข้อมูลที่เปลี่ยน|\bchanges\b", re.IGNORECASE)
# <data set>_<yyyymmdd>[_<hhmm>]_<complete|changes>.<ending>; a year of the Buddhist era begins with 25.
_NAME: Final = re.compile(
    r"(?P<set>[a-z0-9.-]+)_(?P<y>[0-9]{4})(?P<m>[0-9]{2})(?P<d>[0-9]{2})(?:_(?P<hh>[0-9]{2})(?P<mm>[0-9]{2}))?"
    r"_(?P<what>complete|changes)\.[a-z0-9]{1,5}"
)
_COVERAGE_LETTERS: Final = {"C": True, "D": False}


class Said(NamedTuple):
    """What was said, as far as it was: the moment (ms since 1970), and whether the file is complete."""

    as_of: int | None = None
    complete: bool | None = None

    def or_else(self, other: "Said") -> "Said":
        """Take from the other what is missing here."""
        return Said(
            other.as_of if self.as_of is None else self.as_of,
            other.complete if self.complete is None else self.complete,
        )


class Declared(NamedTuple):
    """A file's as-of (ms since 1970), from which versions derive, and whether it holds every record there is."""

    as_of: int
    complete: bool


class Named(NamedTuple):
    """What a file's name says."""

    data_set: str
    said: Said


def in_titles(texts: Iterable[str], era: Era) -> Said:
    """Read what the rows above the headings say."""
    found = Said()
    for raw in texts:
        text = match_key(digits(raw))
        day = _AS_OF.search(text)
        at = moment_ms(day[1].strip(" ()."), era) if day else None
        complete = True if _COMPLETE.search(text) else False if _CHANGES.search(text) else None
        found = found.or_else(Said(at, complete))
    return found


def in_header(fields: dict[str, str], era: Era, as_of_format: str | None) -> Said:
    """Read what an extract's header says."""
    raw = fields.get("as_of", "").strip()
    if as_of_format and len(raw) == len(as_of_format):
        part = {letter: "".join(a for a, of in zip(raw, as_of_format, strict=True) if of == letter) for letter in "DMY"}
        raw = f"{part['D']}/{part['M']}/{part['Y']}"
    return Said(moment_ms(raw, era), _COVERAGE_LETTERS.get(fields.get("coverage", "").strip().upper()))


def in_name(name: str) -> Named | None:
    """Read a file's name; None where it is not made as names of the watched folder are."""
    found = _NAME.fullmatch(name.lower())
    if found is None:
        return None
    era = Era.BUDDHIST if int(found["y"]) > 2000 + BUDDHIST_ERA_YEARS // 2 else Era.COMMON
    clock = f" {found['hh']}:{found['mm']}" if found["hh"] else ""
    at = moment_ms(f"{found['d']}/{found['m']}/{found['y']}{clock}", era)
    return Named(found["set"], Said(at, found["what"] == "complete"))


def declared(said: Said, now_ms: int) -> Declared:
    """Demand both; an as-of of tomorrow would make every file until then too old."""
    if said.as_of is None:
        raise FileRefusedError("AS_OF_MISSING")
    if said.complete is None:
        raise FileRefusedError("COVERAGE_MISSING")
    if said.as_of > now_ms + _DAY_MS // 24:
        raise FileRefusedError("AS_OF_IN_FUTURE")
    return Declared(said.as_of, said.complete)
