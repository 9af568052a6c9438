"""The lines of a file that are on the list to be sent again, as a file of their own."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

from producers.draft import Row
from producers.edge import Edge
from producers.files.limits import DEFAULT
from producers.files.reading import RegisterFile
from producers.files.sheets import Line, Profile
from producers.schema_fields import own_number

Choice = Callable[[Row], bool]


class ChosenLines(RegisterFile):
    """A file of which only some lines count; what they are is part of which file it is."""

    def __init__(self, stream: BinaryIO, profile: Profile, choose: Choice, ends: ExitStack) -> None:
        super().__init__(stream, profile, DEFAULT, ends)
        self._choose = choose
        chosen = hashlib.sha256(self.digest.encode())
        for line in self.lines():
            chosen.update(f" {line.sheet}/{line.number}".encode())
        self.digest = chosen.hexdigest()

    def lines(self) -> Iterator[Line]:
        """Give each chosen line in order."""
        return (line for line in super().lines() if self._choose(line.values))


def open_chosen(path: Path, profile: Profile, choose: Choice) -> ChosenLines:
    """Open a file for its chosen lines; FileRefusedError says why not. To be used in a `with`."""
    ends = ExitStack()
    try:
        return ChosenLines(ends.enter_context(path.open("rb")), profile, choose, ends)
    except BaseException:
        ends.close()
        raise


class OnList:
    """Chooses lines whose record is one of these (keyed hashes of own numbers)."""

    def __init__(self, edge: Edge, topic: str, records: frozenset[str]) -> None:
        self._edge, self._topic, self._records, self._number = edge, topic, records, own_number(topic)

    def record(self, row: Row) -> str:
        """Name the record a line is about."""
        return self._edge.record(self._topic, row.get(self._number, "").strip())

    def __call__(self, row: Row) -> bool:
        """Say whether a line is on the list."""
        return self.record(row) in self._records
