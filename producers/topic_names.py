"""Finds a data set by its topic's name, or by its short form without the version."""

import re
from typing import Final

from producers.data_sets import DATA_SETS

_VERSIONED: Final = re.compile(r"(?P<short>.+)\.v(?P<version>[0-9]{1,3})")


def short(topic: str) -> str:
    """Give a topic's name without its version: `doe.vacancy`."""
    found = _VERSIONED.fullmatch(topic)
    return topic if found is None else found["short"]


def topic_named(name: str) -> str | None:
    """Find the data set called `doe.vacancy.v1` or `doe.vacancy` (its newest version); None when there is none."""
    if name in DATA_SETS:
        return name
    same = [topic for topic in DATA_SETS if short(topic) == name]
    return max(same, key=_version, default=None)


def _version(topic: str) -> int:
    found = _VERSIONED.fullmatch(topic)
    return int(found["version"]) if found else 0
