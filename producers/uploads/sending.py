"""Sends what is ready of an upload as `saphan file send` would: versions, deletions and what is held are the same."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Final, NamedTuple, Protocol

from producers.draft import Row
from producers.files import outcomes
from producers.files.answering import CHANGED_AT, REVISION, stamp
from producers.files.declaring import Declared
from producers.files.outcomes import Outcome
from producers.files.refusing import FileRefusedError
from producers.files.sending import Sending, Terms
from producers.files.sheets import Line as FileLine
from producers.files.sheets import Profile, Sheet
from producers.files.state import State
from producers.receipts import Accepted, NotVocational, Receipt, Refused, TryAgain
from producers.signing_in.door import Reader
from producers.uploads.gateway import Gateway, GatewayError
from producers.uploads.lines import Verdict

NO_ANSWER: Final = TryAgain("NO_ANSWER")


class Answered(NamedTuple):
    """What became of rows, in their order; of a complete file also how many known records it no longer holds.

    `held` is the number under which their deletion waits for a person's word, None where none waits.
    """

    verdicts: list[Verdict]
    gone: int = 0
    known: int = 0
    held: int | None = None


class NotSentError(Exception):
    """Nothing was sent; `words` say why in Thai and English."""

    def __init__(self, words: tuple[str, str]) -> None:
        super().__init__(words[1])
        self.words = words


class Senders(Protocol):
    """What sends rows for who is signed in, and carries out or drops what waits for a person's word."""

    def send(self, reader: Reader, topic: str, declared: Declared, rows: Sequence[Row]) -> Answered:
        """Send rows; NotSentError when the file as a whole is not taken."""
        ...

    def decide(self, reader: Reader, held: int, *, delete: bool) -> int:
        """Carry deletions out, or drop them; give how many records were deleted."""
        ...


@dataclass(frozen=True)
class FileSenders:
    """The sending of files (producers.files), of rows that stand on a page instead of in a file."""

    state: State
    gateway: Gateway
    folder: Path
    now_ms: Callable[[], int]
    _turns: dict[str, Lock] = field(default_factory=dict)

    def send(self, reader: Reader, topic: str, declared: Declared, rows: Sequence[Row]) -> Answered:
        made = _Made(topic, rows, _digest(declared, rows))
        # One of a source's at a time: two windows may send the same rows at once, and would write the same answers.
        with self._turns.setdefault(reader.source.name, Lock()):
            try:
                summary = self._sending(reader).send(made, declared, Terms(reader.source.name))  # type: ignore[arg-type]
            except FileRefusedError as why:
                raise NotSentError((why.th, why.en)) from None
            verdicts = [verdict_of(one) for one in outcomes.read(summary.outcomes)]
            summary.outcomes.unlink()
        held = summary.sent.id if summary.held else None
        return Answered(verdicts, summary.sent.gone, summary.sent.known, held)

    def decide(self, reader: Reader, held: int, *, delete: bool) -> int:
        sending = self._sending(reader)
        # What is decided already, in another window or at the command line, waits no more.
        with suppress(KeyError):
            if delete:
                return sending.confirm(reader.source.name, held)
            sending.reject(reader.source.name, held)
        return 0

    def _sending(self, reader: Reader) -> Sending:
        return Sending(self.state, _ByKey(self.gateway, reader.key), self.folder, self.now_ms)


@dataclass(frozen=True)
class _ByKey:
    """The gateway as a sender of files knows one: it raises nothing when there is no answer."""

    gateway: Gateway
    key: str

    def send(self, topic: str, rows: Sequence[Row]) -> Sequence[Receipt]:
        try:
            return self.gateway.send(self.key, topic, rows)
        except GatewayError:
            return [NO_ANSWER] * len(rows)


class _Made:
    """Rows in the place of a file."""

    def __init__(self, topic: str, rows: Sequence[Row], digest: str) -> None:
        self.profile, self._rows, self.digest = Profile(topic), rows, digest
        self.sheets: tuple[Sheet, ...] = ()
        self.size = len(rows)

    def lines(self) -> Iterator[FileLine]:
        return (FileLine(0, number, row, None, (), ()) for number, row in enumerate(self._rows, 1))

    def position(self) -> int:
        return 0


def _digest(declared: Declared, rows: Sequence[Row]) -> str:
    content = json.dumps([declared, [sorted(row.items()) for row in rows]], ensure_ascii=False)
    return hashlib.sha256(content.encode(errors="surrogatepass")).hexdigest()


def verdict_of(one: Outcome) -> Verdict:
    """Give back the receipt that an answer in a list was written from."""
    if one.outcome == outcomes.ACCEPTED:
        topic, partition, offset = one.receipt.rsplit("/", 2)
        return Accepted(topic, int(partition), int(offset))
    if one.outcome == outcomes.REFUSED:
        return Refused(one.code, one.field, one.th, one.en, one.example)
    return NotVocational() if one.outcome == outcomes.DROPPED else TryAgain(one.code)


def as_checked(row: Row, as_of_ms: int) -> Mapping[str, str]:
    """Say which version a row would be and when it changed, as far as the file does not say so itself."""
    said = {name: row[name] for name in (REVISION, CHANGED_AT) if row.get(name, "").strip()}
    return {**row, REVISION: str(as_of_ms), CHANGED_AT: stamp(as_of_ms), **said}
