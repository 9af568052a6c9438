"""Answers for some lines of a file at a time: versions given, sent, and what is to be remembered of them."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final, Protocol

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


class Batches:
    """Answers for one file's lines, batch by batch."""

    def __init__(self, state: State, sender: Sender, sent: Sent) -> None:
        self._state, self._sender, self._topic = state, sender, sent.topic
        self._issue = Issue(sent.as_of, sent.id, state.overtaken(sent))

    def answer(self, sent: Sent, lines: Sequence[Line]) -> tuple[list[Outcome], list[Taken], list[bytes]]:
        """Give the outcomes of lines, what was taken, and which records they are of."""
        own = own_number(sent.topic)
        numbers = [line.values.get(own, "").strip() for line in lines]
        records = [self._state.record(number) for number in numbers]
        held = self._state.held(sent, [one for one, number in zip(records, numbers, strict=True) if number])
        receipts: list[Receipt | None] = []
        rows: list[Row] = []
        marks: list[tuple[int, Held]] = []
        for at, line in enumerate(lines):
            found = self._version(line, numbers[at], own, records[at], held)
            if not isinstance(found, tuple):
                receipts.append(found)
                continue
            version, digest = found
            deleted = line.values.get(DELETED, "").strip() == "1"
            now = Held(version.version, version.as_of, digest, deleted, self._issue.number)
            if version.standing is Standing.NEW:
                held[records[at]] = now
            receipts.append(None)
            rows.append(_versioned(line.values, version))
            if version.standing is Standing.NEW or REVISION in line.values:
                marks.append((at, now))
        answered = iter(self._sender.send(sent.topic, rows) if rows else ())
        final = [next(answered) if one is None else one for one in receipts]
        taken = [Taken(records[at], numbers[at], now) for at, now in marks if isinstance(final[at], Accepted)]
        outcomes = [outcome(line.sheet, line.number, one, line.notes) for line, one in zip(lines, final, strict=True)]
        return outcomes, taken, [one for one, number in zip(records, numbers, strict=True) if number]

    def _version(
        self, line: Line, number: str, own: str, record: bytes, held: dict[bytes, Held]
    ) -> Receipt | tuple[Version, bytes]:
        """Give the version a line is sent as, or its receipt where it is not sent."""
        why = line.problem or (None if number else refusal("MISSING", own))
        if why is None:
            digest = self._state.content(_content(line.values))
            if line.values.get(REVISION, "").strip():
                return Version(Standing.SAME, _own_revision(line.values), self._issue.as_of), digest
            deletes = line.values.get(DELETED, "").strip() == "1"
            found = version_of(self._issue, digest, held.get(record), deletes=deletes)
            if found.standing is Standing.TWICE:
                why = refusal("TWO_CONTENTS_ONE_VERSION", own)
            elif found.standing is Standing.OLDER:
                why = refusal("VERSION_NOT_RISING", own)
            else:
                return found, digest
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
