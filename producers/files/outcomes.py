"""The list of answers to one file's lines, written as they come and cut back to what was known after a crash."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple, Self

from producers.receipts import Accepted, NotVocational, Receipt, Refused, TryAgain

ACCEPTED: Final = "ACCEPTED"
REFUSED: Final = "REFUSED"
TRY_AGAIN: Final = "TRY_AGAIN"
DROPPED: Final = "DROPPED"
_DROPPED_TH: Final = "บุคคลนี้ไม่อยู่ในทะเบียนอาชีวศึกษา จึงไม่ได้อ่านและไม่ได้เก็บแถวนี้"
_DROPPED_EN: Final = "this person is not in the vocational register: the row was neither read nor kept"
_AGAIN_TH: Final = "ขณะนี้ยังรับแถวนี้ไม่ได้ โปรดส่งไฟล์เดิมอีกครั้ง"
_AGAIN_EN: Final = "the row could not be taken just now: send the same file again"


class Outcome(NamedTuple):
    """What became of one line; `receipt` is where its event stands (topic/partition/offset)."""

    sheet: int
    line: int
    outcome: str
    code: str
    field: str
    receipt: str
    th: str
    en: str
    example: str
    notes: str


def outcome(sheet: int, line: int, receipt: Receipt, notes: Sequence[str] = ()) -> Outcome:
    """Write a line's receipt down."""
    said = " ".join(notes)
    match receipt:
        case Accepted(topic, partition, offset):
            return Outcome(sheet, line, ACCEPTED, "", "", f"{topic}/{partition}/{offset}", "", "", "", said)
        case Refused(code, field, th, en, example):
            return Outcome(sheet, line, REFUSED, code, field, "", th, en, example, said)
        case TryAgain(because):
            return Outcome(sheet, line, TRY_AGAIN, because, "", "", _AGAIN_TH, _AGAIN_EN, "", said)
        case NotVocational():
            return Outcome(sheet, line, DROPPED, "", "", "", _DROPPED_TH, _DROPPED_EN, "", said)


class Outcomes:
    """A file's answers on disk, appended to and counted; `position` is where the next one goes."""

    def __init__(self, path: Path, position: int = 0) -> None:
        """Open the list, cut back to `position`: what came after was not written down with the file's standing."""
        self.path = path
        path.touch(mode=0o600)
        self._file: BinaryIO = path.open("r+b")
        self._file.truncate(position)
        self._file.seek(0, 2)
        self.lines, self.refused = counted(path) if position else (Counter[str](), Counter[str]())

    @property
    def position(self) -> int:
        """Say how long the list is, in bytes."""
        return self._file.tell()

    def add(self, found: Sequence[Outcome]) -> None:
        """Append answers, and hand them to the system."""
        lines = _Lines()
        csv.writer(lines, lineterminator="\n").writerows(found)
        self._file.write("".join(lines).encode(errors="replace"))
        self._file.flush()
        _count(found, self.lines, self.refused)

    def close(self) -> None:
        """Let go of the list."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Lines(list[str]):
    write = list.append


def read(path: Path) -> Iterator[Outcome]:
    """Give each answer of a list."""
    with path.open(encoding="utf-8", newline="") as file:
        for sheet, line, *rest in csv.reader(file):
            yield Outcome(int(sheet), int(line), *rest)


def counted(path: Path) -> tuple[Counter[str], Counter[str]]:
    """Count a list's answers by outcome, and those refused by code and column."""
    outcomes, codes = Counter[str](), Counter[str]()
    _count(read(path), outcomes, codes)
    return outcomes, codes


def _count(found: Iterable[Outcome], outcomes: Counter[str], codes: Counter[str]) -> None:
    for one in found:
        outcomes[one.outcome] += 1
        if one.outcome == REFUSED:
            codes[f"{one.code} {one.field}"] += 1
