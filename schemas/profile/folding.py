"""The fold: a subject's stored entries become a profile, whatever their order, and a broken record harms no other."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from operator import attrgetter, itemgetter
from types import MappingProxyType
from typing import Any, Final, NamedTuple, cast

from schemas import codec, topics
from schemas.profile.parts import (
    Certificate,
    Enrolment,
    Failure,
    Further,
    MatchState,
    Part,
    Placement,
    Ruling,
    SkillTest,
    Source,
    Spell,
    Training,
    Vacancy,
)
from schemas.view import DELETE, TOMBSTONE, Entry, split_field

Entries = Iterable[tuple[bytes, Entry]]


@dataclass(frozen=True, slots=True)
class Profile:
    """All that is known of one person, as the union of their records; parts of a kind stand in the order of record ids.

    `deleted` are records whose newest version is a delete, `unreadable` those quarantined earlier.
    """

    subject: str
    enrolments: tuple[Enrolment, ...] = ()
    spells: tuple[Spell, ...] = ()
    skill_tests: tuple[SkillTest, ...] = ()
    certificates: tuple[Certificate, ...] = ()
    trainings: tuple[Training, ...] = ()
    placements: tuple[Placement, ...] = ()
    matches: tuple[MatchState, ...] = ()
    rulings: tuple[Ruling, ...] = ()
    further: tuple[Further, ...] = ()
    deleted: tuple[Source, ...] = ()
    unreadable: tuple[Source, ...] = ()
    failures: tuple[Failure, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Notice:
    """A vacancy as it stands now: `vacancy` is None once its record is deleted or can't be read."""

    subject: str
    vacancy: Vacancy | None
    deleted: Source | None = None
    failures: tuple[Failure, ...] = ()


class _Kind(NamedTuple):
    """How a topic's data become a part: the class, the profile's field, and what takes the values from the data."""

    part: Callable[..., Part]
    place: str
    values: Callable[[Mapping[str, Any]], tuple[Any, ...]]


def _kind(part: type[Part], place: str) -> _Kind:
    names = [one.name for one in fields(part) if one.name != "source"]
    return _Kind(cast("Callable[..., Part]", part), place, itemgetter(*names))


_KINDS: Final[Mapping[str, _Kind]] = {
    topics.STUDENT: _kind(Enrolment, "enrolments"),
    topics.INSURANCE: _kind(Spell, "spells"),
    topics.SKILL_TEST: _kind(SkillTest, "skill_tests"),
    topics.CERTIFICATE: _kind(Certificate, "certificates"),
    topics.TRAINING: _kind(Training, "trainings"),
    topics.PLACEMENT: _kind(Placement, "placements"),
    topics.MATCH: _kind(MatchState, "matches"),
    topics.IDENTITY: _kind(Ruling, "rulings"),
    topics.VACANCY: _kind(Vacancy, "vacancies"),
}
# What an amendment added has no part of its own: its fields are kept as they are.
_FURTHER: Final = _Kind(Further, "further", lambda data: (MappingProxyType(dict(data)),))
_OF_PEOPLE: Final = frozenset(topic.name for topic in topics.TOPICS if topic.subject is topics.PERSON)
_BY_RECORD: Final = attrgetter("source.topic", "source.record")
_BY_TOPIC: Final = attrgetter("topic", "record")


class _Sorted(NamedTuple):
    parts: dict[str, list[Part]]
    deleted: list[Source]
    unreadable: list[Source]
    failures: list[Failure]


def fold(subject: str, entries: Entries) -> Profile:
    """Fold a person's entries (hash field and newest entry of each record) into their profile."""
    found = _sort(entries)
    kinds: dict[str, Any] = {place: tuple(sorted(parts, key=_BY_RECORD)) for place, parts in found.parts.items()}
    kinds.pop("vacancies", None)
    return Profile(
        subject,
        **kinds,
        deleted=tuple(sorted(found.deleted)),
        unreadable=tuple(sorted(found.unreadable)),
        failures=tuple(sorted(found.failures, key=_BY_TOPIC)),
    )


def fold_vacancy(subject: str, entries: Entries) -> Notice:
    """Fold a vacancy's entries; where an agency wrote it under two records the one accepted last stands."""
    found = _sort(entry for entry in entries if entry[0].startswith(topics.VACANCY.encode()))
    notices = [part for part in found.parts.get("vacancies", ()) if isinstance(part, Vacancy)]
    newest = max(notices, key=lambda one: (one.source.accepted_at, one.source), default=None)
    return Notice(subject, newest, max(found.deleted, default=None), tuple(found.failures))


def joined(canonical: Profile, others: Iterable[Profile]) -> Profile:
    """Read several pseudonyms of one person as one profile, the union of their records, under the canonical one."""
    profiles = (canonical, *others)
    names = [one.name for one in fields(Profile) if one.name not in {"subject", "rulings"}]
    union: dict[str, Any] = {
        name: tuple(part for profile in profiles for part in getattr(profile, name)) for name in names
    }
    # A joint decision is written under both pseudonyms, and the profile holds it once; an erasure is about the records
    # of the one pseudonym it is written under, and must not take the others' with it.
    rulings = {
        (one.source.record, one.source.version, one.decision): one
        for profile in profiles
        for one in profile.rulings
        if profile is canonical or one.decision != "ERASURE"
    }
    return replace(canonical, **union, rulings=tuple(rulings[key] for key in sorted(rulings)))


def _sort(entries: Entries) -> _Sorted:
    found = _Sorted({}, [], [], [])
    for name, entry in entries:
        if entry.operation == TOMBSTONE:
            continue
        topic, record = split_field(name)
        source = Source(topic, record, entry.version, entry.accepted_at)
        if entry.operation == DELETE:
            found.deleted.append(source)
        elif not entry.value:
            found.unreadable.append(source)
        if entry.value:
            _read(found, source, entry)
    return found


def _read(found: _Sorted, source: Source, entry: Entry) -> None:
    kind = _KINDS.get(source.topic, _FURTHER if source.topic in _OF_PEOPLE else None)
    if kind is None:
        found.failures.append(Failure(source.topic, source.record, source.version, "UNKNOWN_TOPIC"))
        return
    try:
        meta, data = codec.decode(source.topic, entry.value)
    except codec.GateError as error:
        found.failures.append(Failure(source.topic, source.record, source.version, error.code))
        return
    if (data is None) != (entry.operation == DELETE) or meta.version != entry.version:
        found.failures.append(Failure(source.topic, source.record, source.version, "VERSION_DIFFERS"))
        return
    if data is None:
        return
    values = [tuple(value) if type(value) is list else value for value in kind.values(data)]
    found.parts.setdefault(kind.place, []).append(kind.part(source, *values))
