"""Prints rows for people and programs: table, wide, json or jsonl, with stable keys."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from enum import StrEnum
from typing import Any, Final

from operations.status.summary import Summary

Rows = Sequence[Mapping[str, object]]
TOPIC_COLUMNS: Final = ("topic", "records", "rate_per_second", "lag_records", "lag_seconds", "state")
UNKNOWN: Final = "-"


class Output(StrEnum):
    """How a command prints."""

    TABLE = "table"
    WIDE = "wide"
    JSON = "json"
    JSONL = "jsonl"


def as_dict(summary: Summary) -> dict[str, Any]:
    """Give the summary with the keys that `-o json` promises."""
    return asdict(summary)


def lines(summary: Summary) -> Iterator[str]:
    """Give one JSON object per row, each saying of which kind it is."""
    whole = as_dict(summary)
    for kind in ("topics", "partitions", "agencies", "workers", "tags", "dead_letters", "reasons"):
        for row in whole[kind]:
            yield json.dumps({"kind": kind, **row}, ensure_ascii=False)


def tables(summary: Summary, wide: bool) -> list[tuple[str, Rows]]:
    """Give what a person is shown: topics, agencies, workers and dead letters; with `wide`, partitions and tags too."""
    topics = [asdict(row) for row in summary.topics]
    shown: list[tuple[str, Rows]] = [
        ("topics", topics if wide else [{name: row[name] for name in TOPIC_COLUMNS} for row in topics]),
        ("agencies", [asdict(row) for row in summary.agencies]),
        ("workers", [asdict(row) | {"tags": " ".join(map(str, row.tags))} for row in summary.workers]),
        ("dead letters", [asdict(row) for row in summary.dead_letters]),
    ]
    if wide:
        shown.append(("partitions", [asdict(row) for row in summary.partitions]))
        names = ("number", "gaps_healed", "dirty_people", "dirty_vacancies", "repairs")
        shown.append(("tags", [{name: getattr(tag, name) for name in names} for tag in summary.tags]))
    return shown


def plain(title: str, rows: Rows) -> str:
    """Lay rows out in columns, for where there is no terminal."""
    if not rows:
        return f"{title}: none"
    names = list(rows[0])
    cells = [[cell(row[name]) for name in names] for row in rows]
    widths = [max(len(name), *(len(row[at]) for row in cells)) for at, name in enumerate(names)]
    layout = [names, *cells]
    body = ("  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip() for row in layout)
    return "\n".join([title, *body])


def cell(value: object) -> str:
    """Say a value in a table's cell."""
    if value is None:
        return UNKNOWN
    return f"{value:,.1f}" if isinstance(value, float) else str(value)
