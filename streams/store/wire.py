"""How values travel to the view's functions and back: flat arguments, flat answers."""

from collections.abc import Sequence
from typing import Any, Final

from streams.store.values import Candidate, Cleaning, Decided, Kind, Move, Proposal, Taken

GONE: Final = "gone"
Argument = bytes | str | float


def moved(move: Move) -> list[Argument]:
    """Give a move as `index` takes it."""
    scored = [argument for suffix, score in move.enter for argument in (suffix, score)]
    shown = [move.projection] if move.projection else []
    return [move.person, len(move.leave), *move.leave, *scored, *shown]


def cleaned(kind: Kind, one: Cleaning) -> tuple[Argument, ...]:
    """Give a cleaning as `clean` takes it."""
    due = "" if one.due_ms is None else one.due_ms
    return kind, one.subject, one.revision, one.projection, due, "".join(one.numbers)


def proposed(one: Proposal) -> tuple[Argument, ...]:
    """Give a proposal as `propose` takes it."""
    said = GONE if one.score is None else one.score
    return one.vacancy, one.person, one.revision, one.vacancy_version, said, one.detail


def pairs(flat: Sequence[bytes]) -> list[tuple[bytes, bytes]]:
    """Read an answer of pairs."""
    return list(zip(flat[::2], flat[1::2], strict=True))


def taken(reply: Sequence[Any]) -> Taken:
    """Read one dirty subject as `take` gives it."""
    subject, revision, projection, records, *of_vacancy = reply
    matches, candidates = of_vacancy or ((), ())
    return Taken(
        subject.decode(),
        int(float(revision)),
        projection,
        dict(pairs(records)),
        tuple(Decided(person.decode(), int(version), detail) for person, version, detail in _threes(matches)),
        tuple(Candidate(person.decode(), float(score), detail) for person, score, detail in _threes(candidates)),
    )


def record(member: bytes) -> tuple[str, bytes]:
    """Read topic and Kafka key out of a member of the sets of repairs and burials."""
    topic, _, key = member.partition(b"/")
    return topic.decode(), key


def _threes(flat: Sequence[bytes]) -> list[tuple[bytes, bytes, bytes]]:
    return list(zip(flat[::3], flat[1::3], flat[2::3], strict=True))
