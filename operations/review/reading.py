"""People as the view holds them: everybody in turn, or one with all their pseudonyms; read only, and never in whole."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Final, Protocol

from redis import Redis

from operations.review.claims import READ
from schemas.partition import partition
from schemas.profile import Profile, fold, unread
from schemas.view import split_field, subject_key, unpack

_SCAN_COUNT: Final = 1000
_AT_ONCE: Final = 250
_EVERY_SUBJECT: Final = subject_key(0, "").replace("{0}", "{*}") + "*"


class People(Protocol):
    """Where people are read: under one pseudonym each, as far as who they are goes."""

    def everybody(self) -> Iterator[Profile]:
        """Give everybody in some order; someone may come twice."""
        ...

    def person(self, subject: str) -> Profile:
        """Give what is held under one pseudonym, which may be nothing."""
        ...


class ViewPeople:
    """People on a real Redis, asked as an operator."""

    def __init__(self, client: "Redis", partitions: int) -> None:
        self._client: Any = client
        self._partitions = partitions

    def everybody(self) -> Iterator[Profile]:
        """Go through the view a few hundred subjects at a time; vacancies and the like are left out."""
        keys = self._client.scan_iter(match=_EVERY_SUBJECT, count=_SCAN_COUNT)
        while chunk := list(islice(keys, _AT_ONCE)):
            pipeline = self._client.pipeline(transaction=False)
            for key in chunk:
                pipeline.hgetall(key)
            for key, held in zip(chunk, pipeline.execute(), strict=True):
                if any(split_field(name)[0] in READ for name in held):
                    yield _profile(key.rpartition(b":")[2].decode("ascii"), held)

    def person(self, subject: str) -> Profile:
        key = subject_key(partition(subject, self._partitions), subject)
        return _profile(subject, self._client.hgetall(key))


def together(people: People, profile: Profile) -> dict[str, Profile]:
    """Read a person under every pseudonym that joins in force give them."""
    found = {profile.subject: profile}
    while others := unread(found):
        found |= {other: people.person(other) for other in others}
    return found


def _profile(subject: str, held: Mapping[bytes, bytes]) -> Profile:
    wanted = ((name, packed) for name, packed in held.items() if split_field(name)[0] in READ)
    return fold(subject, ((name, unpack(packed)) for name, packed in wanted))
