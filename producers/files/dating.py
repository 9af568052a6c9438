"""Brings a file's days, months, years and moments into the registers' own form, by the source's explicit era."""

import re
from datetime import date, datetime
from functools import lru_cache
from typing import Final

from producers.files.sheets import Era
from schemas.dates import BANGKOK, BUDDHIST_ERA_YEARS, Language, full_date, short_date
from schemas.refusals import RefusedValueError
from schemas.thai import digits, match_key

_DMY: Final = re.compile(r"([0-9]{1,2})[/.\- ]([0-9]{1,2})[/.\- ]([0-9]{4}|[0-9]{2})")
_YMD: Final = re.compile(r"([0-9]{4})[/.\-]([0-9]{1,2})[/.\-]([0-9]{1,2})")
_WORDS: Final = re.compile(r"([0-9]{1,2})\s*([^\W0-9]\D*?)\.?\s*(?:พ\.?ศ\.?\s*)?([0-9]{4}|[0-9]{2})")
_TIME: Final = re.compile(r"\s*[ T]\s*([0-9]{1,2})[:.]([0-9]{2})(?:[:.]([0-9]{2})(?:\.[0-9]+)?)?\s*(?:น\.?)?$")
_MONTH: Final = re.compile(r"([0-9]{1,2})[/.\-]([0-9]{4}|[0-9]{2})")
_MONTH_FIRST_YEAR: Final = re.compile(r"([0-9]{4})[/.\-]([0-9]{1,2})")
_YEAR: Final = re.compile(r"[0-9]{4}|[0-9]{2}")
_CENTURY: Final = {Era.BUDDHIST: 2500, Era.COMMON: 2000}
_COMMON_YEARS: Final = range(1907, 2108)


def year_text(raw: str, era: Era) -> str:
    """Write a year in the Buddhist era; two digits are of the source's century (DOMAIN 10)."""
    text = digits(raw).strip().removeprefix("พ.ศ.").strip().removesuffix(".0")
    if not _YEAR.fullmatch(text):
        return raw
    return str(_year(text, era))


def _year(text: str, era: Era) -> int:
    year = int(text) + (_CENTURY[era] if len(text) == 2 else 0)
    if era is Era.BUDDHIST:
        return year
    # A source that counts in the common era has no year of the other: 2569 would become 3112.
    if year not in _COMMON_YEARS:
        raise RefusedValueError("BAD_DATE")
    return year + BUDDHIST_ERA_YEARS


@lru_cache(maxsize=8192)
def day_text(raw: str, era: Era) -> str:
    """Write a day as dd/mm/yyyy of the Buddhist era; what is no day as it came, for the register to refuse."""
    day, _ = _parted(raw, era)
    return raw if day is None else day


@lru_cache(maxsize=8192)
def moment_text(raw: str, era: Era) -> str:
    """Write a moment as dd/mm/yyyy hh:mm:ss of the Buddhist era; a mere day is its midnight."""
    day, clock = _parted(raw, era)
    return raw if day is None else f"{day} {clock or '00:00:00'}"


@lru_cache(maxsize=4096)
def month_text(raw: str, era: Era) -> str:
    """Write a month as mm/yyyy of the Buddhist era."""
    text = digits(raw).strip()
    found = _MONTH.fullmatch(text)
    if found:
        return f"{int(found[1]):02}/{_year(found[2], era)}"
    turned = _MONTH_FIRST_YEAR.fullmatch(text)
    if turned:
        return f"{int(turned[2]):02}/{_year(turned[1], era)}"
    day, _ = _parted(raw, era)
    return raw if day is None else day[3:]


def packed_text(raw: str, format_: str, era: Era) -> str:
    """Write a day or month that stands without anything between its parts; one of zeros is blank."""
    text = digits(raw).strip()
    if not text or not text.strip("0"):
        return ""
    if len(text) != len(format_) or not (text.isascii() and text.isdigit()):
        raise RefusedValueError("BAD_DATE")
    part = {letter: "".join(one for one, of in zip(text, format_, strict=True) if of == letter) for letter in "DMY"}
    month = f"{part['M']}/{_year(part['Y'], era)}"
    return f"{part['D']}/{month}" if part["D"] else month


def moment_ms(raw: str, era: Era) -> int | None:
    """Read a day or moment as a file or a person declares it: ms since 1970, None when there is no such day."""
    day, clock = _parted(raw, era)
    if day is None:
        return None
    try:
        of_day = date(int(day[6:]) - BUDDHIST_ERA_YEARS, int(day[3:5]), int(day[:2]))
        hour, minute, second = (int(part) for part in (clock or "00:00:00").split(":"))
        at = datetime(of_day.year, of_day.month, of_day.day, hour, minute, second, tzinfo=BANGKOK)
    except ValueError:
        return None
    return int(at.timestamp()) * 1000


def _parted(raw: str, era: Era) -> tuple[str | None, str | None]:
    text = digits(raw).strip()
    clock = None
    timed = _TIME.search(text)
    if timed:
        clock, text = f"{int(timed[1]):02}:{timed[2]}:{timed[3] or '00'}", text[: timed.start()].strip()
    found = _DMY.fullmatch(text)
    if found:
        return f"{int(found[1]):02}/{int(found[2]):02}/{_year(found[3], era)}", clock
    turned = _YMD.fullmatch(text)
    if turned:
        return f"{int(turned[3]):02}/{int(turned[2]):02}/{_year(turned[1], era)}", clock
    named = _WORDS.fullmatch(text)
    month = _months().get(match_key(named[2]).replace(".", "").replace(" ", "")) if named else None
    if named and month:
        return f"{int(named[1]):02}/{month:02}/{_year(named[3], era)}", clock
    return None, None


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    """Give each month's number by its name as it reads, in full and abbreviated, in Thai and English."""
    languages: tuple[Language, ...] = ("th", "en")
    return {
        match_key(write(date(2000, number, 1), language).split()[1]).replace(".", ""): number
        for language in languages
        for write in (short_date, full_date)
        for number in range(1, 13)
    }
