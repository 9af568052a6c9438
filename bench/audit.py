"""The audit part: how many disclosures a second one core records in the ledger, and how fast the ledger is checked."""

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

from consumers.group_commit import GroupCommit
from operations.audit.reading import check
from schemas import audit
from schemas.audit import Disclosure

DISCLOSURES: Final = 10_000
TURNS: Final = 3
MICROSECONDS: Final = 1_000_000


def part(tell: Callable[[str], None], *, count: int = DISCLOSURES, turns: int = TURNS) -> dict[str, Any]:
    """Record disclosures as the detail API does, each a write of its own, on one core; then check what was recorded."""
    cores = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else None
    runs = []
    try:
        if cores:
            os.sched_setaffinity(0, {min(cores)})
        for turn in range(turns):
            with tempfile.TemporaryDirectory(prefix="saphan-bench-audit-") as folder:
                runs.append(_once(Path(folder), count))
            tell(f"audit, turn {turn + 1} of {turns}: {runs[-1]}")
    finally:
        if cores:
            os.sched_setaffinity(0, cores)
    figures = {name: round(statistics.median(one[name] for one in runs), 1) for name in runs[0]}
    return {
        "figures": {**figures, "runs": runs},
        "targets": {"disclosures_per_second": figures["disclosures_per_second"]},
        "ran": {"disclosures": count, "turns": turns},
    }


def _once(folder: Path, count: int) -> dict[str, float]:
    url = f"sqlite:///{folder / 'audit.db'}"
    ledger = audit.open_ledger(url)
    writer = GroupCommit(ledger)
    disclosures = [_disclosure(number) for number in range(count)]
    began, cpu = time.perf_counter(), time.process_time()
    given = [writer.submit(partial(audit.record, disclosures=[one])) for one in disclosures]
    for future in given:
        future.result()
    took, used = time.perf_counter() - began, time.process_time() - cpu
    writer.close()
    ledger.dispose()
    began = time.perf_counter()
    report = check(url, [], [])
    checked = time.perf_counter() - began
    if not report.well or report.entries != count:
        raise RuntimeError(f"{report.entries} of {count} disclosures are in the ledger, {report.faults_count} faults")
    return {
        "disclosures_per_second": round(count / took, 1),
        "cpu_us_per_disclosure": round(used / count * MICROSECONDS, 1),
        "checked_per_second": round(count / checked, 1),
    }


def _disclosure(number: int) -> Disclosure:
    fields = ("status", "level", "field", "college", "province", "district", "wish")
    return Disclosure(
        1_795_420_800_000 + number,
        "doe",
        "placement service",
        f"{number % 5000:032x}",
        fields,
        "placement",
        "3.1.1(1)",
        None,
        "ovec.student.v1",
    )
