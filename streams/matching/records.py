"""Decisions as records of saphan.match.v1: opened and withdrawn matches, ready to be published."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from schemas import codec, topics
from schemas.codec import Meta
from schemas.partition import event_key, match_record
from streams.matching import eligibility
from streams.matching.criterion import published
from streams.matching.deciding import Opening, Standing, Withdrawal
from streams.matching.fitness import fails
from streams.matching.offers import Offer
from streams.matching.verdict import Verdict


class MatchRecord(NamedTuple):
    """One record for the match topic: whose it is, its Kafka key, what it says of itself, its framed event.

    `dated_ms` is the record's moment where that is not now.
    """

    vacancy: str
    person: str
    key: bytes
    meta: Meta
    event: bytes
    dated_ms: int | None = None

    @property
    def held(self) -> bytes:
        """Give what the view holds of it: an open match's event, nothing of a withdrawn one but its version."""
        return b"" if self.meta.version % 2 else self.event


def opened(offer: Offer, opening: Opening) -> MatchRecord:
    """Make the record of a match opened."""
    data = {
        "vacancy": offer.vacancy,
        "episode": opening.episode,
        "status": "OPEN",
        "score": opening.verdict.score,
        "withdrawn_because": None,
        "criteria": [published(one) for one in opening.verdict.criteria],
        "occupation": offer.occupation,
        "province": offer.province,
        "caused_at": _moment(opening.caused_at),
        "unchecked": opening.verdict.unchecked,
    }
    return _record(offer.vacancy, opening.person, 2 * opening.episode, opening.caused_at, data)


def withdrawn(vacancy: str, withdrawal: Withdrawal, standing: Standing) -> MatchRecord:
    """Make the record of a match withdrawn: as it was opened, with the reason and the criteria that no longer hold."""
    _, before = codec.decode(topics.MATCH, standing.event)
    data = {
        **(before or {}),
        "status": "WITHDRAWN",
        "withdrawn_because": withdrawal.because.value,
        "criteria": _no_longer_met(withdrawal.verdict),
        "caused_at": _moment(withdrawal.caused_at),
    }
    made = _record(vacancy, withdrawal.person, 2 * withdrawal.episode + 1, withdrawal.caused_at, data)
    return made._replace(dated_ms=withdrawal.erased_at)


def _no_longer_met(verdict: Verdict | None) -> list[dict[str, Any]]:
    if verdict is None:
        return []
    return [published(one) for one in verdict.criteria if fails(one) or eligibility.hides(one)]


def _record(vacancy: str, person: str, version: int, caused_at: int, data: Mapping[str, Any]) -> MatchRecord:
    key = event_key(person, match_record(person, vacancy))
    # The cause is what the event's time says, so that the same decision made twice gives the same bytes.
    meta = Meta(codec.event_id(topics.MATCH, key, version), version, "UPSERT", caused_at)
    return MatchRecord(vacancy, person, key, meta, codec.encode(topics.MATCH, meta, data))


def _moment(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)
