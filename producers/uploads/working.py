"""What is done with an upload: taken in, mended, checked, sent; each gathers, decides by pure rules, and keeps."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from producers.files.declaring import Declared, Said, declared
from producers.files.refusing import FileRefusedError
from producers.signing_in.door import Reader
from producers.uploads import reading
from producers.uploads.gateway import ROWS_MAX, Gateway
from producers.uploads.headings import Headings
from producers.uploads.keeping import Uploads
from producers.uploads.lines import Ended, Line, Standing, Upload, Verdict
from producers.uploads.mending import Changes, counts, left_out, mended, rows, standing_in, told
from producers.uploads.retyping import retyped
from producers.uploads.sending import Senders, as_checked


@dataclass(frozen=True)
class Asked:
    """What somebody says of a file they hand in; `as_of_ms` and `complete` are None where the file shall say it."""

    topic: str
    name: str
    as_of_ms: int | None
    complete: bool | None


@dataclass(frozen=True)
class Working:
    """The work on uploads: where they are kept, who is asked about rows, who sends them, what is remembered."""

    uploads: Uploads
    gateway: Gateway
    senders: Senders
    headings: Headings
    now_ms: Callable[[], int]

    def take(self, reader: Reader, asked: Asked, content: bytes) -> str:
        """Read a file and keep it, to be checked next; NotReadableError says why not."""
        name, now = reading.name_of(asked.name), self.now_ms()
        read = reading.read(content, asked.topic, self.headings.remembered(reader.source.name, asked.topic))
        said = Said(asked.as_of_ms, asked.complete).or_else(Said(read.as_of_ms, read.complete))
        try:
            so = declared(said.or_else(Said(now, complete=False)), now)
        except FileRefusedError as why:
            raise reading.NotReadableError((why.th, why.en)) from None
        upload = Upload(asked.topic, name, so.as_of, so.complete, read.headings, read.said, read.lines)
        return self.uploads.add(reader, upload, content)

    def choose(self, reader: Reader, number: str, chosen: Mapping[str, str]) -> None:
        """Read a file anew with headings as somebody chose them, and remember the choice for the source."""
        upload, content = self.uploads.get(reader, number), self.uploads.file(reader, number)
        known = self.headings.remembered(reader.source.name, upload.topic)
        read = reading.read(content, upload.topic, {**known, **chosen})
        self.headings.remember(reader.source.name, upload.topic, chosen)

        def anew(old: Upload) -> Upload:
            if standing_in(old, Standing.ARRIVED):
                return old
            return replace(old, headings=read.headings, said=read.said, lines=read.lines)

        self.uploads.change(reader, number, anew)

    def mend(self, reader: Reader, number: str, changes: Changes, out: Mapping[int, bool]) -> None:
        """Put what was typed into the upload, to be checked next."""
        self.uploads.change(reader, number, lambda old: retyped(left_out(mended(old, changes), out)))

    def check(self, reader: Reader, number: str) -> None:
        """Have every line looked at that was not yet; GatewayError when that can't be done now."""
        upload = self.uploads.get(reader, number)
        if undecided(upload):
            return
        for places in _some(standing_in(upload, Standing.UNCHECKED)):
            asked = [as_checked(row, upload.as_of_ms) for row in _rows(reader, upload, places)]
            verdicts = self.gateway.check(reader.key, upload.topic, asked)
            self._note(reader, number, upload, dict(zip(places, verdicts, strict=True)))

    def send(self, reader: Reader, number: str) -> None:
        """Send every line that is ready and note its receipt; NotSentError when the file is not taken."""
        upload = self.uploads.get(reader, number)
        whole = whole_now(upload)
        places = standing_in(upload, Standing.READY, *([Standing.ARRIVED] if whole else []))
        if not places:
            return
        so = Declared(upload.as_of_ms, whole)
        answered = self.senders.send(reader, upload.topic, so, _rows(reader, upload, places))
        found = dict(zip(places, answered.verdicts, strict=True))
        ended = Ended(answered.gone, answered.known, answered.held) if whole else None
        self._note(reader, number, upload, found, ended)

    def decide(self, reader: Reader, number: str, *, delete: bool) -> None:
        """Carry out the deletions that a complete file proposed, or keep the records."""
        ended = self.uploads.get(reader, number).ended
        if ended is None or ended.held is None:
            return
        gone = self.senders.decide(reader, ended.held, delete=delete)
        self.uploads.change(reader, number, lambda old: replace(old, ended=Ended(gone, ended.known, None)))

    def one(self, reader: Reader, topic: str, row: Mapping[str, str]) -> Verdict:
        """Send a single record as of now; NotSentError when it can't be taken."""
        so = Declared(self.now_ms(), complete=False)
        return self.senders.send(reader, topic, so, [{**filled_in(reader, topic), **row}]).verdicts[0]

    def _note(
        self,
        reader: Reader,
        number: str,
        asked: Upload,
        verdicts: Mapping[int, Verdict],
        ended: Ended | None = None,
    ) -> None:
        """Note verdicts, except of lines that somebody mended in another window meanwhile."""

        def noted(now: Upload) -> Upload:
            same = {at: got for at, got in verdicts.items() if _same(asked.lines, now.lines, at)}
            return replace(told(now, same), ended=ended or now.ended)

        self.uploads.change(reader, number, noted)


def whole_now(upload: Upload) -> bool:
    """Say whether a complete file may be sent as one: while a line is missing, its record would seem to be gone."""
    number = counts(upload)
    waiting = (Standing.MEND, Standing.UNCHECKED, Standing.LEFT_OUT)
    return upload.complete and not any(number[one] for one in waiting)


def filled_in(reader: Reader, topic: str) -> dict[str, str]:
    """Give what every row of a limited source says without being told: whose it is."""
    scope = reader.source.scope_of(topic)
    return {} if scope is None else {scope[0]: scope[1]}


def undecided(upload: Upload) -> int:
    """Count the headings of which nobody said yet what they are."""
    return sum(heading.how == "unknown" for heading in upload.headings)


def _rows(reader: Reader, upload: Upload, places: Sequence[int]) -> Sequence[Mapping[str, str]]:
    return rows(upload, places, filled_in(reader, upload.topic))


def _same(before: Sequence[Line], now: Sequence[Line], at: int) -> bool:
    return at < len(now) and before[at].cells == now[at].cells


def _some(places: Sequence[int]) -> Iterator[Sequence[int]]:
    return (places[start : start + ROWS_MAX] for start in range(0, len(places), ROWS_MAX))
