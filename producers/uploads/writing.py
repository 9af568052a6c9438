"""Writes an upload as plain lists and texts, and reads it again."""

from typing import Any, Final, assert_never

from producers.receipts import Accepted, NotVocational, Refused, TryAgain
from producers.uploads.lines import READY, Ended, Heading, Line, Ready, Upload, Verdict

_READY, _ACCEPTED, _REFUSED, _AGAIN, _NOT_OURS = "ready", "accepted", "refused", "again", "not_ours"
_FORM: Final = 1


def to_plain(upload: Upload) -> dict[str, Any]:
    """Write an upload."""
    return {
        "form": _FORM,
        "topic": upload.topic,
        "name": upload.name,
        "as_of_ms": upload.as_of_ms,
        "complete": upload.complete,
        "headings": [[one.sheet, one.text, one.column, one.how] for one in upload.headings],
        "said": [list(words) for words in upload.said],
        "lines": [
            [line.sheet, line.number, dict(line.cells), dict(line.before), _written(line.verdict), line.left_out]
            for line in upload.lines
        ],
        "ended": [upload.ended.gone, upload.ended.known, upload.ended.held] if upload.ended else None,
    }


def from_plain(plain: dict[str, Any]) -> Upload:
    """Read what `to_plain` wrote."""
    return Upload(
        plain["topic"],
        plain["name"],
        plain["as_of_ms"],
        plain["complete"],
        tuple(Heading(*one) for one in plain["headings"]),
        tuple((th, en) for th, en in plain["said"]),
        tuple(map(_line, plain["lines"])),
        Ended(*plain["ended"]) if plain["ended"] else None,
    )


def _line(plain: list[Any]) -> Line:
    sheet, number, cells, before, verdict, out = plain
    return Line(sheet, number, cells, before, _read(verdict), out)


def _written(verdict: Verdict | None) -> list[Any] | None:
    match verdict:
        case None:
            return None
        case Ready():
            return [_READY]
        case Accepted(topic, partition, offset):
            return [_ACCEPTED, topic, partition, offset]
        case Refused(code, field, th, en, example):
            return [_REFUSED, code, field, th, en, example]
        case TryAgain(because):
            return [_AGAIN, because]
        case NotVocational():
            return [_NOT_OURS]
        case _:
            assert_never(verdict)


def _read(written: list[Any] | None) -> Verdict | None:
    if written is None:
        return None
    kind, *facts = written
    if kind == _READY:
        return READY
    if kind == _ACCEPTED:
        return Accepted(*facts)
    if kind == _REFUSED:
        return Refused(*facts)
    return TryAgain(*facts) if kind == _AGAIN else NotVocational()
