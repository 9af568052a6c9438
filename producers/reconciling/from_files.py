"""A register's file as rows with versions, read and versioned as it would be sent, sending nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Final

from producers.draft import Row
from producers.files.answering import Batches
from producers.files.declaring import Named, Said, in_name
from producers.files.outcomes import TRY_AGAIN
from producers.files.reading import open_file
from producers.files.sheets import Profile
from producers.files.state import SENDING, Sent, State
from producers.receipts import Receipt, TryAgain
from producers.reconciling.register import Numbered

_CHUNK: Final = 1_000
_NOT_SENT: Final = TryAgain("NOT_SENT")


class _Captured:
    """Takes rows as a sender would and sends none of them."""

    def __init__(self) -> None:
        self.rows: list[Row] = []

    def send(self, topic: str, rows: Sequence[Row]) -> list[Receipt]:  # noqa: ARG002  (a sender is told it)
        self.rows = list(rows)
        return [_NOT_SENT] * len(rows)


@dataclass(frozen=True)
class RegisterInFile:
    """A file of any kind that can be sent; where it has no versions of its own, those it was sent under are kept.

    A line that could not be sent comes as it is, without a version.
    """

    path: Path
    profile: Profile
    source: str
    state: State
    said: Said
    now_ms: int

    def rows(self) -> Iterator[Numbered]:
        """Give all rows with their lines; FileRefusedError when it is no file that could be sent."""
        topic = self.profile.topic
        remembered = {**self.state.remembered(self.source, topic), **self.profile.remembered}
        with open_file(self.path, replace(self.profile, remembered=remembered)) as file:
            named = in_name(self.path.name) or Named("", Said())
            as_of = self.said.or_else(file.said).or_else(named.said).as_of or self.now_ms
            sent = Sent(0, self.source, topic, file.digest, as_of, False, "", 0, 0, SENDING, 0, 0, self.now_ms)
            captured, lines = _Captured(), file.lines()
            batches = Batches(self.state, captured, sent)
            while chunk := list(islice(lines, _CHUNK)):
                captured.rows = []
                answered = batches.answer(batches.known(chunk))
                rows = iter(captured.rows)
                for line, told in zip(chunk, answered.outcomes, strict=True):
                    yield line.number, next(rows) if told.outcome == TRY_AGAIN else line.values
