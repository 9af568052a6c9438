"""Answers for some lines of a file at a time: versions given, sent, and what is to be remembered of them."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
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


class Answered(NamedTuple):
    """What became of some lines: their outcomes, what was taken of them, and which records they are of."""

    outcomes: list[Outcome]
    taken: list[Taken]
    seen: list[bytes]


def known(state: State, topic: str, lines: Iterable[Line]) -> list[Known]:
    """Hash some lines: all that can be done with them before what came before them is settled."""
    own = own_number(topic)
    found = []
    for line in lines:
        number = line.values.get(own, "").strip()
        digest = b"" if line.problem else state.content(_content(line.values))
        found.append(Known(line, number, state.record(number), digest))
    return found


class Batches:
    """Answers for one file's lines, batch by batch."""

    def __init__(self, state: State, sender: Sender, sent: Sent) -> None:
        self._state, self._sender, self._topic = state, sender, sent.topic
        self._issue = Issue(sent.as_of, sent.id, state.overtaken(sent))

    def answer(self, sent: Sent, batch: Sequence[Known]) -> Answered:
        """Give the outcomes of lines, sending what is to be sent of them."""
        held = self._state.held(sent, [one.record for one in batch if one.number])
        receipts: list[Receipt | None] = []
        rows: list[Row] = []
        marks: list[tuple[int, Held]] = []
        for at, one in enumerate(batch):
            version = self._version(one, held)
            if not isinstance(version, Version):
                receipts.append(version)
                continue
            values = one.line.values
            deleted = values.get(DELETED, "").strip() == "1"
            now = Held(version.version, version.as_of, one.digest, deleted, self._issue.number)
            if version.standing is Standing.NEW:
                held[one.record] = now
            receipts.append(None)
            rows.append(_versioned(values, version))
            if version.standing is Standing.NEW or REVISION in values:
                marks.append((at, now))
        answered = iter(self._sender.send(sent.topic, rows) if rows else ())
        final = [next(answered) if one is None else one for one in receipts]
        taken = [Taken(batch[at].record, batch[at].number, now) for at, now in marks if isinstance(final[at], Accepted)]
        outcomes = [
            outcome(one.line.sheet, one.line.number, receipt, one.line.notes)
            for one, receipt in zip(batch, final, strict=True)
        ]
        return Answered(outcomes, taken, [one.record for one in batch if one.number])

    def _version(self, one: Known, held: Mapping[bytes, Held]) -> Receipt | Version:
        """Give the version a line is sent as, or its receipt where it is not sent."""
        values, own = one.line.values, own_number(self._topic)
        why = one.line.problem or (None if one.number else refusal("MISSING", own))
        if why is None:
            if values.get(REVISION, "").strip():
                return Version(Standing.SAME, _own_revision(values), self._issue.as_of)
            deletes = values.get(DELETED, "").strip() == "1"
            found = version_of(self._issue, one.digest, held.get(one.record), deletes=deletes)
            if found.standing is Standing.TWICE:
                why = refusal("TWO_CONTENTS_ONE_VERSION", own)
            elif found.standing is Standing.OLDER:
                why = refusal("VERSION_NOT_RISING", own)
            else:
                return found
        return refused(why, DATA_SETS[self._topic].columns.get(why.field, ""))


def _own_revision(values: Row) -> int:
    """Give the version a register counts itself, 0 where it is no number (which it is refused for)."""
    raw = digits(values[REVISION]).replace(",", "").strip()
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 19 else 0


def _content(values: Row) -> str:
    """Write a line's content in one form, whatever the order of its columns and the blanks among them."""
    return _BETWEEN.join([f"{name}\x1f{text}" for name in _in_order(tuple(values)) if (text := values[name].strip())])


@lru_cache(maxsize=64)
def _in_order(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(names))


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
