"""The figures as a person reads them: a table for each part, what was asked for beside what was reached."""

from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.figures import ASKED, OURS, more_is_better, reached

NAMES = {OURS: "Saphan", "bare_loop": "bare loop", "quix": "Quix Streams", "faust": "stock Faust"}


def show(console: Console, results: Mapping[str, Any]) -> None:
    """Print what the results hold."""
    if "apply" in results:
        console.print(_apply(results["apply"], results["ran"]["apply"]))
    if "desk" in results:
        console.print(_desk(results["desk"], results["ran"]["desk"]))
    console.print(_targets(results["targets"]))


def _apply(part: Mapping[str, Any], ran: Mapping[str, Any]) -> Table:
    table = Table(title=f"every event into Redis (medians of {ran['turns']} turns, commit {ran['commit']})")
    table.add_column("")
    for name in ("events/s", "worker CPU µs/event", "Redis CPU µs/event"):
        table.add_column(name, justify="right")
    for name, figures in part.items():
        table.add_row(
            NAMES[name],
            f"{figures['events_per_second']:,.0f}",
            f"{figures['cpu_us_per_event']:.1f}",
            f"{figures['redis_cpu_us_per_event']:.1f}",
        )
    return table


def _desk(part: Mapping[str, Any], ran: Mapping[str, Any]) -> Table:
    table = Table(title=f"event to desk at {part['events_per_second']} events/s (commit {ran['commit']})")
    for name in ("run", "alerts", "p50 ms", "p95 ms", "p99 ms"):
        table.add_column(name, justify="right")
    for number, one in enumerate(part["runs"], 1):
        table.add_row(str(number), f"{one['count']:,}", *(f"{one[name]:,.0f}" for name in ("p50", "p95", "p99")))
    return table


def _targets(targets: Mapping[str, Any]) -> Table:
    table = Table(title="what was asked for")
    table.add_column("figure")
    for name in ("asked", "reached"):
        table.add_column(name, justify="right")
    table.add_column("")
    for part, path, name, value in _flat(targets):
        sense = "≥" if more_is_better(name) else "≤"
        verdict = "[green]yes[/]" if reached(part, name, value) else "[red]no[/]"
        table.add_row(path, f"{sense} {ASKED[part][name]:g}", f"{value:g}", verdict)
    return table


def _flat(targets: Mapping[str, Any]) -> Iterator[tuple[str, str, str, float]]:
    for part, figures in targets.items():
        for name, value in figures.items():
            if isinstance(value, Mapping):
                yield from ((part, f"{part}.{name}.{inner}", inner, figure) for inner, figure in value.items())
            else:
                yield part, f"{part}.{name}", name, value
