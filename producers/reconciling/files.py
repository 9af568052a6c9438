"""The same comparison by files: a question of one exchange, its answer, and what the two say together."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final, TypeVar

from pydantic import ValidationError

from producers.reconciling.comparing import Differences
from producers.reconciling.fingerprints import DIGITS, RecordSet
from producers.reconciling.messages import Answer, Exchange, Message, as_split

# So many records to a range that ranges and the lists of those that differ together stay small: of a million records
# 4,096 ranges of some 244 each.
RANGE_RECORDS: Final = 256
DEPTH_MAX: Final = 3
SIZE_MAX: Final = 64 * 1024 * 1024
Kind = TypeVar("Kind", bound=Message)


class BadFileError(ValueError):
    """A file that is no question or no answer, or of another data set."""


class Question(Message):
    """A source's file: the data set, and its one exchange."""

    topic: str
    exchange: Exchange


class Answered(Message):
    """Saphan's file in answer."""

    topic: str
    answer: Answer


def question(own: RecordSet, topic: str, part: Mapping[str, str]) -> Question:
    """Make a question whose answer names every record of the ranges that differ."""
    depth = 1
    while depth < DEPTH_MAX and len(own) > RANGE_RECORDS * len(DIGITS) ** depth:
        depth += 1
    whole = own.fingerprint()
    splits = {prefix: as_split(own.splits(prefix)) for prefix in prefixes(depth - 1)}
    asked = Exchange(part=dict(part), count=whole.size, digest=whole.digest, splits=splits, everything=True)
    return Question(topic=topic, exchange=asked)


def prefixes(digits: int) -> list[str]:
    """List all beginnings of so many digits."""
    found = [""]
    for _ in range(digits):
        found = [prefix + digit for prefix in found for digit in DIGITS]
    return found


def differences(own: RecordSet, topic: str, answered: Answered) -> Differences | None:
    """Give what the answer tells; None when the view had not reached the log's end, or too much differs for a file."""
    if answered.topic != topic:
        raise BadFileError(f"this answer is about {answered.topic}, not {topic}")
    if not answered.answer.reached or answered.answer.open:
        return None
    found = Differences()
    for prefix, records in answered.answer.records.items():
        found.add(own.listed(prefix), records)
    return found


def read(path: Path, kind: type[Kind]) -> Kind:
    """Read one of the files; BadFileError when it is none."""
    if path.stat().st_size > SIZE_MAX:
        raise BadFileError(f"a file of a comparison has at most {SIZE_MAX} bytes")
    try:
        return kind.model_validate_json(path.read_bytes())
    except ValidationError:
        raise BadFileError("this is no file of a comparison, or not the one that belongs here") from None


def write(path: Path, message: Message) -> None:
    """Write one of the files."""
    path.write_text(message.model_dump_json(exclude_defaults=True) + "\n", encoding="utf-8")
