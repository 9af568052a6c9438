"""The desk part: the whole live platform, and how long an event takes until its match is seen on the desk."""

import json
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from operations.local.child import start_child
from operations.local.waiting import wait_until

RATE_PER_SECOND: Final = 200
LIVE_SECONDS: Final = 40
PEOPLE: Final = 5_000
VACANCIES: Final = 500
WORKERS: Final = 1
TURNS: Final = 3
RUN_SECONDS_MAX: Final = 600
END_SECONDS_MAX: Final = 60
LAST_LINES: Final = 5


class DemonstrationFailedError(RuntimeError):
    """The platform did not come through; what it measured is worth nothing."""


def command(state: Path, report: Path, seed: int) -> list[str]:
    """Give the demonstration's own command, at the rate asked for."""
    asked = {
        "--people": PEOPLE,
        "--vacancies": VACANCIES,
        "--rate": RATE_PER_SECOND,
        "--workers": WORKERS,
        "--for": f"{LIVE_SECONDS}s",
        "--seed": seed,
        "--state": state,
        "--report": report,
    }
    saphan = Path(sys.executable).with_name("saphan")
    # A steward's scans, and how agencies' rows get in, would be measured with it: time begins when an edge accepts.
    return [str(saphan), "demo", "--no-steward", "--direct", *(str(part) for pair in asked.items() for part in pair)]


def part(folder: Path, tell: Callable[[str], None], *, turns: int = TURNS) -> dict[str, Any]:
    """Run the platform some times, each with other lives, and give what the desk measured."""
    runs = []
    for turn in range(turns):
        tell(f"desk, turn {turn + 1} of {turns}: {RATE_PER_SECOND} events/s for {LIVE_SECONDS} s")
        report = _once(folder / str(turn), seed=turn + 1)
        runs.append(measured(report))
        tell(f"desk, turn {turn + 1} of {turns}: {runs[-1]}")
    return {
        "events_per_second": RATE_PER_SECOND,
        "live_seconds": LIVE_SECONDS,
        "people": PEOPLE,
        "vacancies": VACANCIES,
        "workers": WORKERS,
        "runs": runs,
    }


def measured(report: Mapping[str, Any]) -> dict[str, float]:
    """Take the desk's figures from a report; DemonstrationFailedError when nothing arrived or the view was wrong."""
    latency = report["event_to_desk_ms"]
    if report["view_equals_log"] is not True or not latency["count"]:
        raise DemonstrationFailedError(f"view equals log: {report['view_equals_log']}; arrived: {latency['count']}")
    return {name: latency[name] for name in ("count", "p50", "p95", "p99")}


def _once(folder: Path, seed: int) -> dict[str, Any]:
    folder.mkdir(parents=True)
    report, log = folder / "report.json", folder / "demo.log"
    child = start_child("demo", command(folder / "state", report, seed), log, os.environ | {"NO_COLOR": "1"})
    try:
        wait_until(lambda: child.exit_code() is not None, RUN_SECONDS_MAX)
    finally:
        code = child.stop(END_SECONDS_MAX)
    if code != 0 or not report.exists():
        last = log.read_text(encoding="utf-8", errors="replace").splitlines()[-LAST_LINES:]
        raise DemonstrationFailedError("\n".join([f"the demonstration ended with exit code {code}", *last]))
    found: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return found
