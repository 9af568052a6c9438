"""Puts the sending of files together: its folder, its key, whom it sends to, and the clock."""

import fcntl
import gc
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from producers.arrivals.notes import noting
from producers.files.answering import Sender
from producers.files.apart import Apart
from producers.files.noting import UNNOTED, FileNoting, Naming
from producers.files.patience import Patient
from producers.files.sending import Sending
from producers.files.settings import FileSettings
from producers.files.state import State

KEY_BITS: Final = 512


def now_ms() -> int:
    """Read the clock: ms since 1970."""
    return time.time_ns() // 1_000_000


def pause(seconds: float) -> None:
    """Wait."""
    time.sleep(seconds)


class Stopping:
    """Remembers that the process was asked to end."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask)

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        self.asked = True


def key_in(folder: Path) -> bytes:
    """Give the folder's key, drawn the first time; only its owner may read it."""
    path, new = folder / "key", folder / "key.new"
    if not path.exists():
        new.unlink(missing_ok=True)
        new.touch(mode=0o600)
        new.write_bytes(AESSIV.generate_key(KEY_BITS))
        new.rename(path)
    return path.read_bytes()


@contextmanager
def state_in(folder: Path) -> Iterator[State]:
    """Open a folder's state, one process at a time: BlockingIOError while another one has it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        state = State(f"sqlite:///{folder / 'files.db'}", key_in(folder))
        try:
            yield state
        finally:
            state.close()


@contextmanager
def sending(settings: FileSettings, agency: str, source: str | None = None) -> Iterator[tuple[State, Sending]]:
    """Open what sends an agency's files: a gateway's client where one is named, else the agency's own edge.

    What becomes of each line is noted for the page of the source, which is the agency where none is named.
    """
    # Lines in flight are many small objects and no cycles.
    gc.freeze()
    gc.set_threshold(50_000, 50, 100)
    folder = settings.files_dir
    with (
        sender(settings, agency) as way,
        state_in(folder) as state,
        noting(folder, "file", source or agency, now_ms) as notes,
    ):
        noted = UNNOTED if notes is None else FileNoting(notes, _naming(settings, agency))
        yield state, Sending(state, way, folder, now_ms, noted)


def _naming(settings: FileSettings, agency: str) -> Naming:
    """Give what names a record: the agency's own edge; none where all goes over a gateway, which names them itself."""
    if settings.gateway_url and settings.gateway_key:
        return None
    from producers.wiring import edge  # noqa: PLC0415  (a client of the gateway needs none of it)

    return edge(agency).record


@contextmanager
def sender(settings: FileSettings, agency: str) -> Iterator[Sender]:
    """Open a way in."""
    if settings.gateway_url and settings.gateway_key:
        from producers.gateway_client import GatewayClient  # noqa: PLC0415  (one of two ways)

        with GatewayClient(settings.gateway_url, settings.gateway_key.get_secret_value()) as client:
            yield Patient(client, pause)
        return
    with Apart(partial(_own_edge, agency)) as own:
        yield own


@contextmanager
def _own_edge(agency: str) -> Iterator[Sender]:
    from producers.own_edge import own_edge  # noqa: PLC0415  (only the process that sends needs it)

    with own_edge(agency) as own:
        yield Patient(own, pause)
