"""What the demonstration says of itself while it runs, in one frozen value and in words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from operations.status.lag import State
from operations.status.summary import Summary


@dataclass(frozen=True)
class Progress:
    """One moment: what was accepted and applied, what waits, what the desk was told, and how fast."""

    phase: str
    seconds: float
    simulation: Mapping[str, Any] = field(default_factory=dict)
    alerts: Mapping[str, Any] = field(default_factory=dict)
    latency: Mapping[str, Any] = field(default_factory=dict)
    officer: Mapping[str, int] = field(default_factory=dict)
    steward: Mapping[str, int] = field(default_factory=dict)
    rate_per_second: float = 0.0
    lag_records: int = 0
    waiting: int = 0
    dead_letters: int = 0
    gaps_healed: int = 0
    workers: int = 0
    state: State = State.OK


def progress(phase: str, seconds: float, told: Mapping[str, Mapping[str, Any]], summary: Summary) -> Progress:
    """Put together what the processes told (by name) and what Kafka and Redis say."""
    return Progress(
        phase=phase,
        seconds=seconds,
        simulation=told.get("simulation", {}),
        alerts=told.get("alerts", {}),
        latency=told.get("latency", {}),
        officer=told.get("officer", {}),
        steward=told.get("steward", {}),
        rate_per_second=sum(row.rate_per_second for row in summary.topics),
        lag_records=sum(row.lag_records for row in summary.topics),
        waiting=sum(tag.dirty_people + tag.dirty_vacancies for tag in summary.tags),
        dead_letters=sum(row.letters for row in summary.dead_letters),
        gaps_healed=summary.gaps_healed,
        workers=len(summary.workers),
        state=summary.state,
    )


def facts(seen: Progress) -> list[tuple[str, str]]:
    """Say the moment in words, one fact a row."""
    refused = sum(seen.simulation.get("refused", {}).values())
    count, p50, p99 = (seen.latency.get(name) for name in ("count", "p50", "p99"))
    took = f"p50 {p50:,.0f} ms, p99 {p99:,.0f} ms of {count:,}" if count else "none yet"
    alerts = seen.alerts
    return [
        ("accepted", f"{seen.simulation.get('accepted', 0):,} events, {seen.rate_per_second:,.1f} a second lately"),
        (
            "refused",
            f"{refused:,}; {seen.simulation.get('dropped_not_vocational', 0):,} dropped: no vocational student",
        ),
        ("ways in", _counted(seen.simulation.get("ways_in", {}))),
        ("both sides", _compared(seen.simulation.get("reconciliation", {}))),
        ("view", f"{seen.state}: {seen.lag_records:,} records behind, {seen.waiting:,} waiting to be matched"),
        ("alerts", f"{alerts.get('delivered', 0):,} delivered, {alerts.get('acknowledged', 0):,} acknowledged"),
        ("event to desk", took),
        ("officer noted", _counted(seen.officer)),
        ("steward did", _counted(seen.steward)),
        ("dead letters", f"{seen.dead_letters:,}; {seen.gaps_healed:,} gaps healed; {seen.workers} workers"),
    ]


def _compared(proofs: Mapping[str, Mapping[str, Any]]) -> str:
    """Say of each agency how many of the records it withheld were named, and how its books compare."""
    told = (f"{agency} {one['found']}/{one['dropped']} named, {one['final']}" for agency, one in sorted(proofs.items()))
    return ", ".join(told) or "not compared yet"


def _counted(done: Mapping[str, int]) -> str:
    return ", ".join(f"{number:,} {what}" for what, number in sorted(done.items())) or "nothing yet"


def line(seen: Progress) -> str:
    """Say the moment in one line, for where there is no terminal."""
    alerts = seen.alerts
    words = [
        f"{seen.seconds:4.0f} s {seen.phase}",
        f"accepted {seen.simulation.get('accepted', 0):,}",
        f"behind {seen.lag_records:,}",
        f"to match {seen.waiting:,}",
        f"alerts {alerts.get('delivered', 0):,}/{alerts.get('ids', 0):,}",
    ]
    if seen.latency.get("count"):
        words.append(f"event to desk p50 {seen.latency['p50']:,.0f} ms p99 {seen.latency['p99']:,.0f} ms")
    return " · ".join(words)
