"""Counts the people the view knows, and those that two or more agencies know."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from schemas import view
from schemas.topics import AGENCIES, BY_NAME, Subject

_HEAD: Final = view.HEAD_BYTES
_OF_PEOPLE: Final = {
    topic.name: topic.writer
    for topic in BY_NAME.values()
    if topic.subject is Subject.PERSON and topic.writer in AGENCIES
}


class Profiles(NamedTuple):
    """How many people there are, and how many are linked."""

    people: int
    linked: int


def profiles(entries: Mapping[bytes, bytes]) -> Profiles:
    """Count those with a record that was not deleted; linked are those with records of two or more agencies."""
    known: dict[bytes, set[str]] = {}
    for name, packed in entries.items():
        subject, _, rest = name.partition(b"/")
        writer = _OF_PEOPLE.get(view.split_field(rest)[0])
        if writer is not None and packed[_HEAD - 1] == view.UPSERT:
            known.setdefault(subject, set()).add(writer)
    return Profiles(len(known), sum(len(writers) > 1 for writers in known.values()))
