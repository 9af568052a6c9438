"""One way in, measured in a process of its own (`python -m bench.ways_in_child sdk 30000 prefix`); prints figures."""

import gc
import itertools
import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, Self

import httpx2
import psutil  # type: ignore[import-untyped]

from bench.ways_in_rows import AT_MS, csv_file, rows
from producers.receipts import Accepted
from schemas.topics import VACANCY

BATCH: Final = 2_000
WARM_UP: Final = 2_000
TIMEOUT_SECONDS: Final = 300.0
SERVED_SECONDS: Final = 1.0


def main() -> None:
    """Do what is asked and print how many rows, in how many seconds and with how much CPU of this process."""
    _, name, count, prefix, *rest = sys.argv
    gc.collect()
    gc.freeze()
    # As in all our processes: rows in flight are many small objects and no cycles.
    gc.set_threshold(50_000, 50, 100)
    found = WAYS[name](int(count), prefix, *rest)
    sys.stdout.write(json.dumps(found) + "\n")


def sdk(count: int, prefix: str) -> dict[str, Any]:
    """Publish at an own edge, batch by batch."""
    from producers.sdk import Saphan  # noqa: PLC0415  (each way imports its own)

    with Saphan.at_the_edge("doe") as saphan:
        _taken(saphan.send(VACANCY, list(rows(WARM_UP, f"{prefix}w"))), WARM_UP)
        given = list(rows(count, prefix))
        with _Watch() as watch:
            for start in range(0, count, BATCH):
                batch = given[start : start + BATCH]
                _taken(saphan.send(VACANCY, batch), len(batch))
    return watch.figures(count)


def file(count: int, prefix: str, folder: str) -> dict[str, Any]:
    """Send a CSV file as `saphan file send` does, at an own edge."""
    from producers.files.declaring import Declared  # noqa: PLC0415
    from producers.files.reading import open_file  # noqa: PLC0415
    from producers.files.sending import Terms  # noqa: PLC0415
    from producers.files.settings import FileSettings  # noqa: PLC0415
    from producers.files.sheets import Era, Profile  # noqa: PLC0415
    from producers.files.wiring import sending  # noqa: PLC0415

    path, profile, terms = Path(folder) / f"{prefix}.csv", Profile(VACANCY, Era.BUDDHIST), Terms("doe")
    with sending(FileSettings(files_dir=Path(folder) / prefix), "doe") as (_, sender):
        for number, size in enumerate((WARM_UP, count)):
            csv_file(path, size, f"{prefix}{number}")
            with _Watch() as watch, open_file(path, profile) as opened:
                summary = sender.send(opened, Declared(AT_MS + number, complete=False), terms)
            if summary.lines["ACCEPTED"] != size:
                raise SystemExit(f"of {size} lines were taken: {summary.lines} {summary.refused}")
    return watch.figures(count)


def gateway(count: int, prefix: str, url: str, key: str) -> dict[str, Any]:
    """Send one body of JSON Lines, of any length, and read a receipt per line."""
    lines = [json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows(min(count, BATCH), "PREFIX")]
    headers = {"authorization": f"Bearer {key}", "content-type": "application/x-ndjson"}

    def body(size: int, own: str) -> Iterator[bytes]:
        for number, line in zip(range(size), itertools.cycle(lines), strict=False):
            yield line.replace(b"PREFIX-", f"{own}-{number // BATCH}-".encode())

    def send(client: httpx2.Client, size: int, own: str) -> int:
        with client.stream(
            "POST", f"/v1/{VACANCY}/records", content=_joined(body(size, own)), headers=headers
        ) as answer:
            if answer.status_code != httpx2.codes.OK:
                raise SystemExit(f"the gateway answers {answer.status_code}: {answer.read()!r}")
            return sum(b'"ACCEPTED"' in line for line in _lines(answer))

    with httpx2.Client(base_url=url, timeout=TIMEOUT_SECONDS, trust_env=False) as client:
        send(client, WARM_UP, f"{prefix}w")
        time.sleep(SERVED_SECONDS)
        with _Watch() as watch:
            taken = send(client, count, prefix)
    if taken != count:
        raise SystemExit(f"of {count} rows {taken} were taken")
    return watch.figures(count)


def outbox(_count: int, _prefix: str, database: str) -> dict[str, Any]:
    """Relay what waits in a database, as `saphan outbox relay` does, to the end."""
    from producers.wiring import relay  # noqa: PLC0415

    done = 0
    with relay(database, "doe") as relaying:
        relaying.round()  # opens connections, reads schemas
        with _Watch() as watch:
            while (found := relaying.round()).relayed:
                done += found.relayed
    if found.refused or found.failed:
        raise SystemExit(f"rows were not relayed: {found}")
    return watch.figures(done)


class _Watch:
    """Seconds from entry to exit, and CPU seconds of this process and of those it has send."""

    def __enter__(self) -> Self:
        self.began, self.cpu = time.perf_counter(), _cpu_seconds()
        return self

    def __exit__(self, *_: object) -> None:
        self.took, self.used = time.perf_counter() - self.began, _cpu_seconds() - self.cpu

    def figures(self, count: int) -> dict[str, Any]:
        return {
            "rows": count,
            "rows_per_second": round(count / self.took, 1),
            "cpu_us_per_row": round(self.used / count * 1e6, 2),
        }


def _cpu_seconds() -> float:
    own = psutil.Process()
    times = [one.cpu_times() for one in (own, *own.children())]
    return float(sum(one.user + one.system for one in times))


def _taken(receipts: list[Any], count: int) -> None:
    if len(receipts) != count or not all(isinstance(one, Accepted) for one in receipts):
        raise SystemExit(
            f"not all were taken: {next((one for one in receipts if not isinstance(one, Accepted)), None)}"
        )


def _joined(lines: Iterator[bytes]) -> Iterator[bytes]:
    while some := list(itertools.islice(lines, 100)):
        yield b"".join(some)


def _lines(answer: httpx2.Response) -> Iterator[bytes]:
    rest = b""
    for chunk in answer.iter_raw():
        *whole, rest = (rest + chunk).split(b"\n")
        yield from whole
    yield rest


WAYS: Final[dict[str, Callable[..., dict[str, Any]]]] = {
    "sdk": sdk,
    "file": file,
    "gateway": gateway,
    "outbox": outbox,
}

if __name__ == "__main__":
    main()
