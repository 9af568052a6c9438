"""Answers for some lines of a file at a time: the versions they are sent as, and what is to be remembered of them."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import repeat
from typing import Final, NamedTuple, Protocol

from producers.data_sets import DATA_SETS
from producers.draft import Row
from producers.files.outcomes import Outcome, outcome
from producers.files.sheets import Line
from producers.files.state import Sent, State, Taken
from producers.files.versioning import Held, Issue, Standing, Version, version_of
from producers.receipts import Accepted, Receipt, refused
from producers.schema_fields import own_number
from schemas.dates import BUDDHIST_ERA_YEARS, moment
from schemas.refusals import refusal
from schemas.thai import digits

REVISION: Final = "revision"
CHANGED_AT: Final = "changed_at"
DELETED: Final = "deleted"
_BETWEEN: Final = "\x1e"


class Sender(Protocol):
    """Whatever takes rows of a data set and answers for each: a publisher, or a client of the gateway."""

    def send(self, topic: str, rows: Sequence[Row]) -> Sequence[Receipt]:
        """Give a receipt for each row, in their order; TryAgain for what can't be taken now, which raises nothing."""
        ...


class Known(NamedTuple):
    """A line with its own number, and the keyed hash of its record and digest of its content."""

    line: Line
    number: str
    record: bytes
    digest: bytes


class Asked(NamedTuple):
    """Some lines, the rows to be sent of them, a receipt for each other line, and what is held of those taken."""

    batch: list[Known]
    rows: list[Row]
    receipts: list[Receipt | None]
    marks: list[tuple[int, Held]]


class Answered(NamedTuple):
    """What became of some lines: their outcomes, what was taken of them, and which records they are of."""

    batch: list[Known]
    outcomes: list[Outcome]
    taken: list[Taken]
    seen: list[bytes]


class Batches:
    """Versions one file's lines, batch by batch; the batch before may be on its way still."""

    def __init__(self, state: State, sent: Sent) -> None:
        self._state, self._topic, self._own = state, sent.topic, own_number(sent.topic)
        self._columns = tuple(DATA_SETS[sent.topic].columns)
        self._record = state.records(sent.source, sent.topic)
        self._issue = Issue(sent.as_of, sent.id, state.overtaken(sent))
        self._before: dict[bytes, Held] = {}

    def asked(self, lines: Iterable[Line]) -> Asked:
        """Give what is to be sent of lines."""
        batch = [self._known(line) for line in lines]
        held = self._state.held([one.record for one in batch if one.number]) | self._before
        asked, new = Asked(batch, [], [], []), dict[bytes, Held]()
        for at, one in enumerate(batch):
            version = self._version(one, new.get(one.record) or held.get(one.record))
            if not isinstance(version, Version):
                asked.receipts.append(version)
                continue
            values = one.line.values
            if version.standing is Standing.NEW or REVISION in values:
                now = Held(version.version, version.as_of, one.digest, _deletes(values), self._issue.number)
                asked.marks.append((at, now))
                if version.standing is Standing.NEW:
                    new[one.record] = now
            asked.receipts.append(None)
            asked.rows.append(_versioned(values, version))
        self._before = new
        return asked

    def _known(self, line: Line) -> Known:
        number = line.values.get(self._own, "").strip()
        digest = b"" if line.problem else self._state.content(_content(line.values, self._columns))
        return Known(line, number, self._record(number), digest)

    def _version(self, one: Known, held: Held | None) -> Receipt | Version:
        """Give the version a line is sent as, or its receipt where it is not sent."""
        values, own = one.line.values, self._own
        why = one.line.problem or (None if one.number else refusal("MISSING", own))
        if why is None:
            if values.get(REVISION, "").strip():
                return Version(Standing.SAME, _own_revision(values), self._issue.as_of)
            found = version_of(self._issue, one.digest, held, deletes=_deletes(values))
            if found.standing is Standing.TWICE:
                why = refusal("TWO_CONTENTS_ONE_VERSION", own)
            elif found.standing is Standing.OLDER:
                why = refusal("VERSION_NOT_RISING", own)
            else:
                return found
        return refused(why, DATA_SETS[self._topic].columns.get(why.field, ""))


def answered(asked: Asked, receipts: Iterable[Receipt]) -> Answered:
    """Give what became of lines, by the receipts for those of their rows that were sent."""
    batch, given = asked.batch, iter(receipts)
    final = [next(given) if one is None else one for one in asked.receipts]
    taken = [
        Taken(batch[at].record, batch[at].number, now) for at, now in asked.marks if isinstance(final[at], Accepted)
    ]
    outcomes = [
        outcome(one.line.sheet, one.line.number, receipt, one.line.notes)
        for one, receipt in zip(batch, final, strict=True)
    ]
    return Answered(batch, outcomes, taken, [one.record for one in batch if one.number])


def _own_revision(values: Row) -> int:
    """Give the version a register counts itself, 0 where it is no number (which it is refused for)."""
    raw = digits(values[REVISION]).replace(",", "").strip()
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 19 else 0


def _deletes(values: Row) -> bool:
    return values.get(DELETED, "").strip() == "1"


def _content(values: Row, columns: Sequence[str]) -> str:
    """Write a line's content in one form: each of the data set's columns in its place, whichever the file has."""
    return _BETWEEN.join(map(str.strip, map(values.get, columns, repeat(""))))


def _versioned(values: Row, version: Version) -> Row:
    if values.get(REVISION, "").strip():
        return values if values.get(CHANGED_AT, "").strip() else {**values, CHANGED_AT: stamp(version.as_of)}
    at = values.get(CHANGED_AT, "").strip() or stamp(version.as_of)
    return {**values, REVISION: str(version.version), CHANGED_AT: at}


@lru_cache(maxsize=1024)
def stamp(at_ms: int) -> str:
    """Write a moment as registers do: dd/mm/yyyy hh:mm:ss of the Buddhist era."""
    at = moment(at_ms)
    return f"{at.day:02}/{at.month:02}/{at.year + BUDDHIST_ERA_YEARS} {at:%H:%M:%S}"
