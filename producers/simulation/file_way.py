"""Hands rows in as files, gathered for a while and sent with the files' own reader and sender."""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Final

from producers.draft import Row
from producers.files import outcomes
from producers.files.declaring import Said
from producers.files.desk import send_file
from producers.files.noting import receipt
from producers.files.sending import Sending, Terms
from producers.files.sheets import Profile
from producers.files.state import State
from producers.simulation.way import Answer
from producers.simulation.written import Write

GATHERED_MS: Final = 1_500
# So many are not kept waiting for more.
MANY: Final = 2_000
# Files with their answers that are left to be looked at.
KEPT: Final = 6


@dataclass(frozen=True)
class Kind:
    """How a file is written, and how many rows at most stand in one."""

    write: Write
    rows_max: int


@dataclass(frozen=True)
class FileDesk:
    """What sends a source's files, and the folder they are written to."""

    source: str
    folder: Path
    state: State
    sending: Sending
    profile: Callable[[str], Profile]
    now_ms: Callable[[], int]


class FileWay:
    """A source that writes files, of several kinds in turn."""

    def __init__(self, name: str, desk: FileDesk, kinds: Sequence[Kind]) -> None:
        self.name, self._desk = name, desk
        self._kinds = cycle(kinds)
        self._gathered: dict[str, deque[Row]] = {}
        self._sent_at: dict[str, int] = {}
        self._left: deque[tuple[Path, Path]] = deque()
        self._number = desk.now_ms()
        desk.folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    @property
    def open(self) -> int:
        """Say how many rows wait for their file."""
        return sum(map(len, self._gathered.values()))

    def hand_in(self, topic: str, rows: Sequence[Row]) -> None:
        """Gather rows."""
        self._gathered.setdefault(topic, deque()).extend(rows)

    def answers(self, *, at_once: bool = False) -> list[Answer]:
        """Write and send what has been gathered long enough."""
        found: list[Answer] = []
        for topic, gathered in self._gathered.items():
            if not gathered or not (at_once or len(gathered) >= MANY or self._is_due(topic)):
                continue
            while gathered:
                kind = next(self._kinds)
                rows = [gathered.popleft() for _ in range(min(kind.rows_max, len(gathered)))]
                found += self._send(topic, rows, kind.write)
            self._sent_at[topic] = self._desk.now_ms()
        return found

    def _is_due(self, topic: str) -> bool:
        return self._desk.now_ms() - self._sent_at.get(topic, 0) >= GATHERED_MS

    def _send(self, topic: str, rows: Sequence[Row], write: Write) -> list[Answer]:
        desk = self._desk
        self._number += 1
        path = write(topic, rows, desk.folder / f"{topic.rpartition('.')[0].replace('.', '-')}-{self._number}")
        now = desk.now_ms()
        means = (desk.state, desk.sending)
        answered = send_file(path, desk.profile(topic), Said(now, complete=False), Terms(desk.source), means, now)
        receipts = [receipt(one) for one in outcomes.read(answered.summary.outcomes)]
        answered.summary.outcomes.unlink()
        self._left.append((path, answered.feedback))
        while len(self._left) > KEPT:
            for old in self._left.popleft():
                old.unlink(missing_ok=True)
        return [Answer(topic, row, one) for row, one in zip(rows, receipts, strict=True)]
