"""Sends a file in batches, resumes where it was stopped, and takes away what a complete file no longer has."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

from producers.draft import Row
from producers.files import outcomes as written
from producers.files.answering import CHANGED_AT, DELETED, REVISION, Asked, Batches, Sender, answered, stamp
from producers.files.apart import Apart
from producers.files.declaring import Declared
from producers.files.noting import UNNOTED, Noting
from producers.files.outcomes import Outcomes
from producers.files.reading import RegisterFile
from producers.files.refusing import FileRefusedError
from producers.files.sheets import Line
from producers.files.state import DONE, HOLDING, PARTLY, REJECTED, SENDING, Sent, State, Taken
from producers.files.versioning import Held, Issue, Version, to_be_held, version_of
from producers.receipts import Accepted, Receipt
from producers.schema_fields import own_number
from schemas.chunks import chunks

BATCH: Final = 2_000
# Lines on their way, and the receipts they will get.
Receipts = Future[Sequence[Receipt]]
Underway = tuple[Asked, Receipts]
Begin = Callable[[str, Sequence[Row]], Receipts]


class Progress(NamedTuple):
    """How far a file is: lines answered, bytes read (0 where they tell nothing) of its size."""

    lines: int
    position: int
    size: int


@dataclass(frozen=True)
class Terms:
    """Whose file it is, what it is complete of ("" for all the source's), and which deletions need a person's word."""

    source: str
    part: str = ""
    deletions_max: int = 20
    deletions_share_max: float = 0.05


@dataclass(frozen=True)
class Summary:
    """What became of a file: lines by outcome, refused ones by code and column, and its deletions."""

    sent: Sent
    outcomes: Path
    lines: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)

    @property
    def held(self) -> bool:
        """Say whether deletions wait for a person's word."""
        return self.sent.state == HOLDING


class Sending:
    """One source's sending of files; `folder` keeps the lists of answers."""

    def __init__(
        self, state: State, sender: Sender, folder: Path, now_ms: Callable[[], int], noting: Noting = UNNOTED
    ) -> None:
        self._state, self._sender, self._folder, self._now_ms = state, sender, folder, now_ms
        self._noting = noting

    def send(
        self, file: RegisterFile, said: Declared, terms: Terms, tell: Callable[[Progress], None] = lambda _: None
    ) -> Summary:
        """Send a file to its end; FileRefusedError when it is not taken, or can't be read any further.

        Sent before with nothing left to do, it is answered as it was; stopped before its end, it goes on from there.
        """
        topic = file.profile.topic
        unknown = [name for sheet in file.sheets for name in sheet.unknown]
        if unknown:
            raise FileRefusedError("UNKNOWN_COLUMNS", columns=", ".join(name[:40] for name in unknown[:20]))
        if said.as_of < self._state.newest_complete(terms.source, topic, terms.part):
            raise FileRefusedError("OUTDATED")
        sent = self._state.begin(
            Sent(0, terms.source, topic, file.digest, *said, terms.part, 0, 0, SENDING, 0, 0, self._now_ms())
        )
        path = self._folder / f"answers-{sent.id}.csv"
        if sent.state not in {SENDING, PARTLY} and path.exists():
            return Summary(sent, path, *written.counted(path))
        if sent.state != SENDING or not path.exists():
            sent = sent._replace(state=SENDING, lines=0, outcome_bytes=0)
        with Outcomes(path, sent.outcome_bytes) as found:
            sent = self._lines(file, sent, found, tell)
            return self._ended(Summary(sent, path, found.lines, found.refused), terms)

    def _lines(self, file: RegisterFile, sent: Sent, found: Outcomes, tell: Callable[[Progress], None]) -> Sent:
        """Send what was not answered yet, writing down with each batch how far the file was sent."""
        left = islice(file.lines(), sent.lines, None)
        with _beginning(self._sender) as begin:
            for asked, receipts in _one_behind(self._underway(begin, sent, left)):
                answers = answered(asked, receipts.result())
                found.add(answers.outcomes)
                self._noting.lines(sent, answers.batch, answers.outcomes)
                sent = sent._replace(lines=sent.lines + len(answers.batch), outcome_bytes=found.position)
                self._state.advance(sent, answers.taken, answers.seen)
                tell(Progress(sent.lines, file.position(), file.size))
        return sent

    def _underway(self, begin: Begin, sent: Sent, lines: Iterator[Line]) -> Iterator[Underway]:
        """Set batches off in their order, each with the receipts it will get."""
        batches = Batches(self._state, sent)
        for some in chunks(lines, BATCH):
            asked = batches.asked(some)
            yield asked, begin(sent.topic, asked.rows) if asked.rows else _none()

    def _ended(self, summary: Summary, terms: Terms) -> Summary:
        """Take away what a complete file no longer holds, or hold that for a person where it is much."""
        whole = not summary.lines[written.TRY_AGAIN]
        state = DONE if whole and not summary.lines[written.REFUSED] else PARTLY
        sent = summary.sent._replace(state=state)
        if sent.complete and whole and not self._state.overtaken(sent):
            gone, there = self._state.counts(sent)
            sent = sent._replace(gone=gone, known=there)
            # A line whose number can't be read may be any of those missing.
            blind = any(one.endswith(f" {own_number(sent.topic)}") for one in summary.refused)
            if gone and (blind or to_be_held(gone, there, terms.deletions_max, terms.deletions_share_max)):
                sent = sent._replace(state=HOLDING)
            elif gone:
                self._take_away(sent)
        self._stand(sent)
        return replace(summary, sent=sent)

    def _stand(self, sent: Sent) -> None:
        self._state.keep(sent)
        if sent.complete:
            self._noting.held(sent.topic, self._state.waiting(sent.source))

    def confirm(self, source: str, number: int) -> int:
        """Carry out the deletions that waited; give how many were taken. KeyError where none of that number wait.

        What could not be taken waits on.
        """
        sent = self._waiting(source, number)
        count = self._take_away(sent)
        gone, there = self._state.counts(sent)
        self._stand(sent._replace(gone=gone, known=there) if gone else sent._replace(state=DONE))
        return count

    def reject(self, source: str, number: int) -> None:
        """Drop the deletions that waited: the records stay until another complete file lacks them, too."""
        self._stand(self._waiting(source, number)._replace(state=REJECTED))

    def _waiting(self, source: str, number: int) -> Sent:
        return {one.id: one for one in self._state.waiting(source)}[number]

    def _take_away(self, sent: Sent) -> int:
        issue, count, after = Issue(sent.as_of, sent.id, overtaken=False), 0, b""
        while gone := self._state.gone(sent, BATCH, after):
            after = gone[-1][1]
            versions = [version_of(issue, b"", held, deletes=True) for _, _, held in gone]
            rows = [_deletion(sent.topic, own, one) for (own, _, _), one in zip(gone, versions, strict=True)]
            receipts = self._sender.send(sent.topic, rows)
            self._noting.deletions(sent, [own for own, _, _ in gone], receipts)
            taken = [
                Taken(record, own, Held(one.version, one.as_of, b"", deleted=True, seen_in=sent.id))
                for (own, record, _), one, receipt in zip(gone, versions, receipts, strict=True)
                if isinstance(receipt, Accepted)
            ]
            self._state.advance(sent, taken, ())
            count += len(taken)
        return count


@contextmanager
def _beginning(sender: Sender) -> Iterator[Begin]:
    """Give what sets rows off without waiting for their receipts, batch after batch."""
    if isinstance(sender, Apart):
        yield sender.begin
        return
    with ThreadPoolExecutor(1) as courier:
        yield lambda topic, rows: courier.submit(sender.send, topic, rows)


def _none() -> Receipts:
    nothing: Receipts = Future()
    nothing.set_result(())
    return nothing


def _one_behind(batches: Iterator[Underway]) -> Iterator[Underway]:
    """Give each batch when the next one is on its way, so that it is written down, and more is read, meanwhile.

    Where the file can't be read any further, that is said after the last batch.
    """
    before: Underway | None = None
    try:
        for one in batches:
            if before:
                yield before
            before = one
    except FileRefusedError:
        if before:
            yield before
        raise
    if before:
        yield before


def _deletion(topic: str, own: str, version: Version) -> Row:
    return {
        own_number(topic): own,
        REVISION: str(version.version),
        CHANGED_AT: stamp(version.as_of),
        DELETED: "1",
    }
