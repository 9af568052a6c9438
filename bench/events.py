"""The events every contender applies: spells of insured employment of invented people, the same for the same seed."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from schemas.codec import Meta, encode, event_id
from schemas.headers import cloud_event_headers
from schemas.partition import event_key, partition
from schemas.topics import INSURANCE

SPELLS_PER_PERSON: Final = 3
SEALED_BYTES: Final = 121  # so that an event has about 195 bytes
FIRST_DAY: Final = date(2024, 1, 1)
DAYS: Final = 1000
VERSIONS_MAX: Final = 60  # a spell is confirmed month by month
OCCUPATIONS: Final = ("7411", "7231", "7212", "4311", "5120", "2512", "3113", "5223")
PROVINCES: Final = ("10", "12", "20", "21", "30", "40", "50", "90")
INDUSTRIES: Final = ("29101", "46900", "56101", "62010", "41001")
OCCURRED_AT_MS: Final = 1_790_000_000_000


class Produced(NamedTuple):
    """One event as it goes to the broker."""

    partition: int
    key: bytes
    value: bytes
    headers: list[tuple[str, str | bytes | None]]
    accepted_at_ms: int


def events(count: int, partitions: int, seed: int = 1) -> Iterator[Produced]:
    """Make `count` events of as many records, about a third as many people, in no order."""
    chance = random.Random(seed)
    people = [chance.randbytes(16).hex() for _ in range(max(1, count // SPELLS_PER_PERSON))]
    whose = [people[at % len(people)] for at in range(count)]
    chance.shuffle(whose)
    for at, person in enumerate(whose):
        yield _event(chance, person, partitions, OCCURRED_AT_MS + at)


def _event(chance: random.Random, person: str, partitions: int, at_ms: int) -> Produced:
    key = event_key(person, chance.randbytes(8).hex())
    version = chance.randrange(1, VERSIONS_MAX)
    meta = Meta(event_id(INSURANCE, key, version), version, "UPSERT", at_ms)
    value = encode(INSURANCE, meta, _spell(chance))
    return Produced(partition(person, partitions), key, value, [*cloud_event_headers(INSURANCE, meta, "sso")], at_ms)


def _spell(chance: random.Random) -> dict[str, Any]:
    started_on = FIRST_DAY + timedelta(days=chance.randrange(DAYS))
    ended = chance.random() < 0.5
    return {
        "identity": chance.randbytes(SEALED_BYTES),
        "section": "S33",
        "started_on": started_on,
        "confirmed_through": started_on + timedelta(days=60),
        "ended_on": started_on + timedelta(days=75) if ended else None,
        "end_reason": "RESIGNED" if ended else None,
        "occupation": chance.choice(OCCUPATIONS),
        "industry_scheme": "TSIC",
        "industry_code": chance.choice(INDUSTRIES),
        "province": chance.choice(PROVINCES),
    }
