"""The ways in: rows a second over the gateway, from a file and from an outbox, beside what the SDK alone reaches."""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, Final

import httpx2
import psutil  # type: ignore[import-untyped]
from sqlalchemy import insert

from bench.measuring import StoppedError
from bench.postgres import NoPostgresError, postgres
from bench.ways_in_rows import AT_MS, rows
from operations.local.child import Child, last_line, start_child
from operations.local.environment import environment
from operations.local.stack import Stack
from operations.local.waiting import wait_until
from producers.sources.source import Source
from producers.sources.store import Sources
from schemas.database import open_database
from schemas.outbox import METADATA, OUTBOX, ROW
from schemas.topics import VACANCY

TURNS: Final = 3
ROWS: Final = 30_000
# A register's file is a large one: finding its headings takes a quarter of a second, whatever its length.
FILE_ROWS: Final = 100_000
MANY_ROWS: Final = 1_000_000
MIB: Final = 1024**2
SECONDS_MAX: Final = 600
START_SECONDS_MAX: Final = 60
END_SECONDS_MAX: Final = 20
LOOK_SECONDS: Final = 0.2
COPIED: Final = 5_000
Tell = Callable[[str], None]
Figures = Mapping[str, Any]


def gateway_part(
    folder: Path, tell: Tell, *, count: int = ROWS, many: int = MANY_ROWS, turns: int = TURNS
) -> dict[str, Any]:
    """Measure JSON Lines over the gateway beside the SDK, in turns, and its memory under one body of many rows."""
    with _stack(folder, tell) as stack, _gateway(stack) as (server, key):
        way = _url(stack), key
        _child(stack, "doe", ("gateway", 2_000, "g"), *way)
        few = server.memory_info().rss / MIB
        runs = _turns(tell, stack, turns, {"sdk": ("sdk", count), "gateway": ("gateway", count, *way)})
        tell(f"gateway: one body of {many:,} rows")
        with _greatest(server) as seen:
            long = _child(stack, "doe", ("gateway", many, "many"), *way)
    found = _medians(runs)
    figures = {
        "sdk": found["sdk"],
        "gateway": found["gateway"],
        "long_body": long,
        "memory_before_mib": round(few, 1),
        "memory_mib": round(max(seen) / MIB, 1),
        "runs": runs,
    }
    targets = {
        "rate_vs_sdk": _ratio(found["gateway"], found["sdk"]),
        "rows_per_second": found["gateway"]["rows_per_second"],
        "memory_mib": figures["memory_mib"],
    }
    return {"figures": figures, "targets": targets, "ran": {"rows": count, "many_rows": many, "turns": turns}}


def file_part(folder: Path, tell: Tell, *, count: int = FILE_ROWS, turns: int = TURNS) -> dict[str, Any]:
    """Measure a CSV file sent at an own edge beside the SDK, in turns; giving its answers back comes after."""
    with _stack(folder, tell) as stack:
        place = folder / "files"
        place.mkdir()
        runs = _turns(tell, stack, turns, {"sdk": ("sdk", count), "file": ("file", count, str(place))})
    found = _medians(runs)
    targets = {"rate_vs_sdk": _ratio(found["file"], found["sdk"])}
    return {"figures": {**found, "runs": runs}, "targets": targets, "ran": {"rows": count, "turns": turns}}


def outbox_part(folder: Path, tell: Tell, *, count: int = ROWS, turns: int = TURNS) -> dict[str, Any]:
    """Measure the relay from PostgreSQL: rows written in transactions of their own, as the register writes them."""
    runs = []
    try:
        with _stack(folder, tell) as stack, postgres() as url:
            for turn in range(turns):
                _write_outbox(url, count + COPIED, f"o{turn}")
                one = _child(stack, "doe", ("outbox", count, f"o{turn}"), url)
                tell(f"outbox, turn {turn + 1} of {turns}: {one}")
                runs.append({"outbox": one})
    except NoPostgresError as why:
        raise StoppedError(str(why)) from None
    found = _medians(runs)["outbox"]
    targets = {"rows_per_second": found["rows_per_second"]}
    return {"figures": {**found, "runs": runs}, "targets": targets, "ran": {"rows": count, "turns": turns}}


@contextmanager
def _stack(folder: Path, tell: Tell) -> Iterator[Stack]:
    with Stack.start(folder / "state", report=tell, fresh=True) as stack:
        yield stack


def _url(stack: Stack) -> str:
    return f"http://127.0.0.1:{stack.record.gateway_port}"


@contextmanager
def _gateway(stack: Stack) -> Iterator[tuple[Any, str]]:
    """Serve the gateway, and give its process and a source's key."""
    own = environment(stack, "gateway")
    sources = Sources(own["SAPHAN_SOURCES_DATABASE_URL"], lambda: int(time.time() * 1000))
    sources.create(Source("doe", "doe", frozenset({VACANCY}), None, "กรมการจัดหางาน", "Department of Employment"))
    key = sources.new_key("doe")
    sources.close()
    # What one source may send is no part of what is measured.
    free = {"SAPHAN_GATEWAY_ROWS_PER_SECOND_MAX": "1000000"}
    log = stack.state / "bench-gateway.log"
    served = start_child("gateway", [_saphan(), "gateway", "run"], log, os.environ | own | free)
    try:
        if not wait_until(lambda: served.exit_code() is not None or _answers(_url(stack)), START_SECONDS_MAX):
            raise StoppedError(f"the gateway does not answer: {last_line(log)}")
        if served.exit_code() is not None:
            raise StoppedError(f"the gateway ended: {last_line(log)}")
        yield _process(served), key
    finally:
        served.stop(END_SECONDS_MAX)


def _process(child: Child) -> Any:
    """Give the process itself, behind whatever ties it to this one."""
    found = psutil.Process(child.pid)
    return next(iter(found.children()), found)


def _answers(url: str) -> bool:
    try:
        return httpx2.get(f"{url}/openapi.json", trust_env=False).is_success
    except httpx2.HTTPError:
        return False


@contextmanager
def _greatest(server: Any) -> Iterator[list[int]]:
    """Look at a process's memory all the while; gives what was seen (bytes)."""
    seen = [server.memory_info().rss]
    looking = subprocess.Popen(
        [sys.executable, "-c", _LOOK, str(server.pid), str(LOOK_SECONDS)], stdout=subprocess.PIPE, text=True
    )
    try:
        yield seen
    finally:
        looking.terminate()
        told, _ = looking.communicate()
        seen += [int(line) for line in told.split()]


_LOOK: Final = """
import sys, time, psutil
process = psutil.Process(int(sys.argv[1]))
while True:
    print(process.memory_info().rss, flush=True)
    time.sleep(float(sys.argv[2]))
"""


def _write_outbox(url: str, count: int, prefix: str) -> None:
    """Fill the table anew."""
    engine = open_database(url)
    METADATA.drop_all(engine)
    METADATA.create_all(engine)
    told = {"topic": VACANCY, "person_kind": ROW, "person": "", "version": 1, "operation": "UPSERT"}
    times = {"occurred_at": AT_MS, "created_at": AT_MS}
    given = ({**told, **times, "record_id": one["job_id"], "payload": one} for one in rows(count, prefix))
    while some := list(islice(given, COPIED)):
        with engine.begin() as connection:
            connection.execute(insert(OUTBOX), some)
    engine.dispose()


def _turns(tell: Tell, stack: Stack, turns: int, ways: Mapping[str, Sequence[Any]]) -> list[dict[str, Any]]:
    """Measure each way once a turn, so that whatever slows the machine for a while slows all."""
    runs = []
    for turn in range(turns):
        runs.append({
            name: _child(stack, "doe", (asked[0], asked[1], f"{name}{turn}"), *asked[2:])
            for name, asked in ways.items()
        })  # fmt: skip
        tell(f"turn {turn + 1} of {turns}: {runs[-1]}")
    return runs


def _child(stack: Stack, role: str, asked: tuple[str, int, str], *rest: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.ways_in_child", *map(str, asked), *rest]
    # A ledger of its own: with one that grows from run to run, whoever comes second is the slower for it.
    state = stack.state / "runs" / asked[2]
    state.mkdir(parents=True)
    own = os.environ | environment(stack, role) | {"SAPHAN_STATE_DIR": str(state)}
    done = subprocess.run(command, env=own, capture_output=True, text=True, check=False, timeout=SECONDS_MAX)
    if done.returncode:
        raise StoppedError((done.stderr.strip().splitlines() or ["it ended without a word"])[-1])
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _medians(runs: Sequence[Mapping[str, Figures]]) -> dict[str, dict[str, float]]:
    return {
        way: {name: statistics.median(run[way][name] for run in runs) for name in ("rows_per_second", "cpu_us_per_row")}
        for way in runs[0]
    }


def _ratio(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    return round(one["rows_per_second"] / other["rows_per_second"], 3)


def _saphan() -> str:
    return str(Path(sys.executable).with_name("saphan"))
