"""Watches a folder: a file that no longer grows is sent, then put aside with its answers beside it."""

from collections.abc import Callable, Iterator
from enum import Enum
from pathlib import Path
from typing import Final

from producers.files.naming import safe_name
from producers.files.refusing import FileRefusedError


class Result(Enum):
    """What becomes of a file; the value is the folder it is put into, None while it stays to be sent again."""

    TAKEN = "sent"
    REFUSED = "refused"
    AGAIN = None


ENDINGS: Final = frozenset({".csv", ".txt", ".dat", ".xlsx"})
ASIDE: Final = tuple(result.value for result in Result if result.value)
# How many looks to wait before a file is tried again that could not be taken whole.
AGAIN_AFTER_LOOKS: Final = 10
Stamp = tuple[int, int]


class Watched:
    """One folder and its subfolders (named after data sets); `handle` sends a file and says what became of it."""

    def __init__(self, folder: Path, handle: Callable[[Path], Result]) -> None:
        self._folder, self._handle = folder, handle
        self._seen: dict[Path, Stamp] = {}
        self._resting: dict[Path, int] = {}

    def look(self) -> int:
        """Send each file that has not changed since the last look, oldest first; give how many were handled."""
        stamps = {path: _stamp(path) for path in self._waiting()}
        ready = [path for path, stamp in stamps.items() if self._seen.get(path) == stamp and stamp[1]]
        self._seen = stamps
        handled = 0
        for path in sorted(ready, key=lambda one: (stamps[one][0], one.name)):
            resting = self._resting.pop(path, 0)
            if resting > 1:
                self._resting[path] = resting - 1
                continue
            handled += 1
            self._put(path, self._handle(path))
        return handled

    def _put(self, path: Path, result: Result) -> None:
        if result.value is None:
            self._resting[path] = AGAIN_AFTER_LOOKS
            return
        aside = self._folder / result.value
        aside.mkdir(exist_ok=True)
        target, number = aside / path.name, 1
        while target.exists():
            number += 1
            target = aside / f"{path.stem}.{number}{path.suffix}"
        path.rename(target)

    def _waiting(self) -> Iterator[Path]:
        """Give the files that may be sent: no links, none that a program is still writing under another name."""
        for folder in [self._folder, *(one for one in self._folder.iterdir() if one.is_dir() and not one.is_symlink())]:
            if folder.name in {*ASIDE, "feedback"}:
                continue
            for path in folder.iterdir():
                if path.is_symlink() or not path.is_file() or path.suffix.lower() not in ENDINGS:
                    continue
                if not path.name.startswith((".", "~$")) and _named(path.name):
                    yield path


def _named(name: str) -> bool:
    try:
        return bool(safe_name(name))
    except FileRefusedError:
        return False


def _stamp(path: Path) -> Stamp:
    found = path.stat()
    return found.st_mtime_ns, found.st_size
