"""Says a field's value as a Thai reader knows it: the registers' own words for symbols, names for codes, dates."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Any, Final

from schemas import codes, registry
from schemas.dates import full, short_date

_YES_NO: Final = {True: "ใช่", False: "ไม่ใช่"}


def in_words(topic: str, field: str, value: Any) -> str:
    """Say a value, its code beside it where a word stands for one."""
    if isinstance(value, bool):
        return _YES_NO[value]
    if isinstance(value, datetime):
        return full(int(value.timestamp() * 1000), "th")
    if isinstance(value, date):
        return short_date(value, "th")
    if isinstance(value, list | tuple):
        return _several(topic, field, value)
    word = _words(topic).get(field, {}).get(str(value))
    return f"{word} ({value})" if word else str(value)


def _several(topic: str, field: str, values: list[Any] | tuple[Any, ...]) -> str:
    if any(isinstance(one, Mapping) for one in values):
        return f"{len(values)} รายการ"
    return ", ".join(in_words(topic, field, one) for one in values)


@cache
def _words(topic: str) -> Mapping[str, Mapping[str, str]]:
    """Give, for each field whose values have words, the word by symbol or code, from the topic's schema file."""
    found: dict[str, Mapping[str, str]] = {}
    for field in registry.data_record(topic)["fields"]:
        if "words" in field:
            # A register may have several words for one symbol; the first is the one it is known by.
            found[field["name"]] = {symbol: word for word, symbol in reversed(field["words"].items())}
        elif field.get("codes") == "province":
            found[field["name"]] = {code: province.th for code, province in codes.provinces().items()}
        elif field.get("codes") == "occupation":
            found[field["name"]] = {code: one.th for code, one in codes.occupations().items()}
    return found
