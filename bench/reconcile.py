"""What comparing a million records costs with ten differences: over HTTP, from the source's own list to the names."""

import random
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import uvicorn

from operations.local.ports import free_port, release
from producers.arrivals.store import Arrivals
from producers.erasures import Erasures
from producers.gateway.app import build
from producers.gateway.gateway import Gateway
from producers.gateway.intake import Intake
from producers.gateway.limits import Limits
from producers.gateway.settings import GatewaySettings
from producers.reconciling.client import GatewaySide
from producers.reconciling.comparing import Comparison, closing, compare
from producers.reconciling.deriving import Row, State
from producers.reconciling.desk import Desk
from producers.reconciling.explaining import Explainer
from producers.reconciling.fingerprints import RecordSet
from producers.reconciling.held import HeldRecords
from producers.reconciling.keeping import Keeping
from producers.reconciling.messages import Doubt, Doubts
from producers.reconciling.parts import Place
from producers.reconciling.results import Results
from producers.reconciling.routes import ReconcileApi
from producers.sources.holders import Holders
from producers.sources.source import Source
from producers.sources.store import Sources
from schemas.agreement import DEMONSTRATION
from schemas.database import open_database
from schemas.topics import VACANCY

RECORDS: Final = 1_000_000
DIFFERENCES: Final = 10
TURNS: Final = 3
PARTITIONS: Final = 6
BATCH: Final = 20_000
NOW_MS: Final = 1_795_410_000_000
TARGET_SECONDS: Final = 2.0
START_SECONDS_MAX: Final = 30


class _Ends:
    """A log whose end was reached."""

    def ends(self, topic: str, partitions: Sequence[int]) -> Mapping[int, int]:
        assert topic == VACANCY  # noqa: S101  (no other is compared here)
        return dict.fromkeys(partitions, 0)


class _Nobody(Erasures):
    """Vacancies are about nobody who could be erased."""

    def moments(self, topic: str, pseudonyms: Sequence[str]) -> Mapping[str, int | None]:  # noqa: ARG002
        return dict.fromkeys(pseudonyms, 0)


def part(tell: Callable[[str], None], *, records: int = RECORDS, turns: int = TURNS) -> dict[str, Any]:
    """Measure; seconds from a list of records and versions to each difference named and the result told."""
    with tempfile.TemporaryDirectory(prefix="saphan-bench-reconcile-") as folder:
        held = _invented(records)
        tell(f"reconcile: writing {records:,} records as if followed")
        took = _write(Path(folder), held)
        with _served(Path(folder)) as (url, key):
            runs = [_run(url, key, held, random.Random(turn)) for turn in range(turns)]
    for turn, one in enumerate(runs):
        tell(f"reconcile, turn {turn + 1} of {turns}: {one}")
    figures = {name: round(statistics.median(one[name] for one in runs), 3) for name in runs[0]}
    figures["written_per_second"] = round(records / took, 1)
    return {
        "figures": {**figures, "runs": runs},
        "targets": {"seconds": figures["seconds"]},
        "ran": {"records": records, "differences": DIFFERENCES, "turns": turns},
    }


def _invented(count: int) -> dict[str, int]:
    draw = random.Random(7)
    return {f"{draw.getrandbits(64):016x}": draw.randrange(1, 9) for _ in range(count)}


def _differing(held: Mapping[str, int], draw: random.Random) -> dict[str, int]:
    """Give a source's own records: some that Saphan lacks, some that only it has, some in another version."""
    chosen = draw.sample(list(held), DIFFERENCES)
    third = DIFFERENCES // 3
    own = dict(held)
    for record in chosen[:third]:
        del own[record]
    for record in chosen[third : 2 * third]:
        own[record] += 1
    return own | {f"{draw.getrandbits(64):016x}": 1 for _ in chosen[2 * third :]}


def _run(url: str, key: str, held: Mapping[str, int], draw: random.Random) -> dict[str, float]:
    own, side = _differing(held, draw), GatewaySide(url, key)
    began = time.perf_counter()
    records = RecordSet(own)
    fingerprinted = time.perf_counter() - began
    found = compare(records, lambda asked: side.exchange(VACANCY, asked), {}, lambda: False)
    doubts = [Doubt(record=name, version=version) for name, version in found.differences.missing.items()]
    side.why(VACANCY, Doubts(doubts=doubts))
    side.exchange(VACANCY, closing(records, {}, found, []))
    took = time.perf_counter() - began
    side.close()
    _must_be(found, own, held)
    return {
        "seconds": round(took, 3),
        "fingerprint_seconds": round(fingerprinted, 3),
        "exchanges": side.exchanges,
        "bytes": side.bytes,
    }


def _must_be(found: Comparison, own: Mapping[str, int], held: Mapping[str, int]) -> None:
    """Raise RuntimeError where the answer is wrong: that is no measurement."""
    told = found.differences
    right = (
        told.missing.keys() == own.keys() - held.keys()
        and told.extra.keys() == held.keys() - own.keys()
        and told.different.keys() == {name for name in own.keys() & held.keys() if own[name] != held[name]}
    )
    if not right or len(told.missing) + len(told.extra) + len(told.different) != DIFFERENCES:
        raise RuntimeError("what differs was not named exactly")


def _write(folder: Path, held: Mapping[str, int]) -> float:
    keeping, names = Keeping(open_database(_url(folder, "held"))), list(held)
    began = time.perf_counter()
    for start in range(0, len(names), BATCH):
        batch = [_row(name, held[name]) for name in names[start : start + BATCH]]
        keeping.note({}, {row.key: row for row in batch}, {})
    return time.perf_counter() - began


def _row(record: str, version: int) -> Row:
    where = Place("", f"{10 + int(record[:2], 16) % 77}", "2026-11")
    return Row(VACANCY, record, record * 2, version, State.COUNTS, version, where)


@contextmanager
def _served(folder: Path) -> Iterator[tuple[str, str]]:
    """Serve the gateway's addresses for comparing on a port of this machine."""
    sources = Sources(_url(folder, "sources"), lambda: NOW_MS)
    sources.create(Source("doe", "doe", frozenset({VACANCY}), None, "กรมการจัดหางาน", "DOE"))
    key, port = sources.new_key("doe"), free_port()
    server = uvicorn.Server(uvicorn.Config(_app(folder, sources), port=port, log_level="warning", access_log=False))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        until = time.monotonic() + START_SECONDS_MAX
        while not server.started and time.monotonic() < until:
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}", key
    finally:
        server.should_exit = True
        thread.join()
        release([port])


def _app(folder: Path, sources: Sources) -> Any:
    engine = open_database(_url(folder, "held"))
    tables, arrivals = HeldRecords(engine), Arrivals(_url(folder, "arrivals"))
    explainer = Explainer(tables, None, _Nobody())
    desk = Desk(
        tables, lambda _: _Ends(), lambda _: explainer, Results(engine), DEMONSTRATION, PARTITIONS, lambda: NOW_MS
    )
    settings = GatewaySettings()
    intake = Intake(_none, Holders(sources.engine), arrivals, lambda: NOW_MS, _none)
    limits = Limits(settings.rows_per_second_max, 1000, lambda: NOW_MS)
    gateway = Gateway(sources, arrivals, intake, limits, settings, _none, lambda: NOW_MS)
    return build(gateway, [lambda one: ReconcileApi(one, desk, _none).router()], lambda: "")


def _none(*_: Any) -> Any:
    """Stand for what comparing does not use."""
    raise AssertionError


def _url(folder: Path, name: str) -> str:
    return f"sqlite:///{folder / f'{name}.db'}"
