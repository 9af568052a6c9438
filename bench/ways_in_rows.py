"""The vacancies every way in is measured with: rows as DOE's register writes them, each way's with its own numbers."""

import csv
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from random import Random
from typing import Final

from producers.data_sets import DATA_SETS
from producers.simulation.world import World
from schemas.dates import moment
from schemas.topics import VACANCY

BASE: Final = 10_000
PEOPLE: Final = 2_000
AT_MS: Final = 1_795_410_000_000
# What a sender of files says by its as-of.
_VERSIONED: Final = frozenset({"revision", "changed_at", "deleted"})


def rows(count: int, prefix: str) -> Iterator[dict[str, str]]:
    """Give rows of as many vacancies; the same prefix gives the same ones."""
    base = _base()
    for number in range(count):
        yield {**base[number % BASE], "job_id": f"{prefix}-{number:07d}"}


def csv_file(path: Path, count: int, prefix: str) -> None:
    """Write them as a register exports them, one heading per column."""
    columns = [name for name in DATA_SETS[VACANCY].columns if name not in _VERSIONED]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore", restval="")
        writer.writeheader()
        writer.writerows(rows(count, prefix))


@cache
def _base() -> tuple[Mapping[str, str], ...]:
    at = moment(AT_MS)
    world = World(Random(1), PEOPLE, BASE, at.date())
    return tuple(world.register(VACANCY, at))
