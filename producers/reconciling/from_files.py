"""A register's file as rows with versions, read and versioned as it would be sent, sending nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from producers.files.answering import Batches
from producers.files.declaring import Named, Said, in_name
from producers.files.reading import open_file
from producers.files.sheets import Profile
from producers.files.state import SENDING, Sent, State
from producers.reconciling.register import Numbered
from schemas.chunks import chunks

_CHUNK: Final = 1_000


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
            batches = Batches(self.state, sent)
            for chunk in chunks(file.lines(), _CHUNK):
                asked = batches.asked(chunk)
                rows = iter(asked.rows)
                for line, receipt in zip(chunk, asked.receipts, strict=True):
                    yield line.number, next(rows) if receipt is None else line.values
