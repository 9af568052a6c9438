"""Decisions about who is who and about people's rights, as events of saphan.identity.v1 written by the steward."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple

from confluent_kafka import KafkaException, Producer

from schemas.codec import Meta, encode, event_id
from schemas.connection import KafkaSettings
from schemas.events import Identity
from schemas.headers import cloud_event_headers
from schemas.partition import RECORD_DIGITS, SUBJECT_DIGITS, event_key, partition
from schemas.topics import IDENTITY

JOIN: Final = "JOIN"
SPLIT: Final = "SPLIT"
OBJECTION: Final = "OBJECTION"
OBJECTION_WITHDRAWN: Final = "OBJECTION_WITHDRAWN"
ERASURE: Final = "ERASURE"
OF_PAIRS: Final = frozenset({JOIN, SPLIT})
WRITE_SECONDS_MAX: Final = 15
ASK_SECONDS_MAX: Final = 10
_BEGINNING: Final = datetime(1970, 1, 1, tzinfo=UTC)
_TUNING: Final[dict[str, Any]] = {
    "client.id": "saphan-steward",
    "enable.idempotence": True,
    "acks": "all",
    "message.timeout.ms": WRITE_SECONDS_MAX * 1000,
    "log_level": 2,  # what goes wrong is raised
}


class Ruling(NamedTuple):
    """One decision: what (JOIN, SPLIT, OBJECTION, OBJECTION_WITHDRAWN, ERASURE) about whom, by which role, why, when.

    `subject` is the pseudonym it is about, for a pair the canonical one; `by` is a role and never a person's name,
    `reason` a code, `at_ms` milliseconds since 1970; `data_set` narrows an erasure to one topic.
    """

    decision: str
    subject: str
    by: str
    reason: str
    at_ms: int
    canonical: str | None = None
    alias: str | None = None
    data_set: str | None = None


class RulingNotWrittenError(RuntimeError):
    """The log did not acknowledge a decision; nothing may be taken to have been decided, and it can be repeated."""


def join(canonical: str, alias: str, by: str, reason: str, at_ms: int) -> Ruling:
    """Decide that two pseudonyms are one person, of which the canonical one stands for both."""
    return Ruling(JOIN, canonical, by, reason, at_ms, canonical, alias)


def split(canonical: str, alias: str, by: str, reason: str, at_ms: int) -> Ruling:
    """Decide that two joined pseudonyms are two people after all."""
    return Ruling(SPLIT, canonical, by, reason, at_ms, canonical, alias)


def pair_record(one: str, other: str) -> str:
    """Give the record id of all decisions about a pair, whichever of the two was named first."""
    return _record("pair:" + "/".join(sorted((one, other))))


def events(ruling: Ruling) -> list[tuple[bytes, bytes]]:
    """Give the Kafka keys and values of a decision; one about a pair is written under both pseudonyms.

    The version is `at_ms`, and a record is what the decision is about, so that the newest decision about it stands.
    Raises ValueError when a pair is not two pseudonyms.
    """
    if ruling.decision in OF_PAIRS:
        _check_pair(ruling)
    data = _data(ruling)
    record = _record_of(ruling)
    subjects = (ruling.canonical, ruling.alias) if ruling.decision in OF_PAIRS else (ruling.subject,)
    return [_event(subject, record, ruling.at_ms, data) for subject in subjects if subject is not None]


def _check_pair(ruling: Ruling) -> None:
    pair = {ruling.canonical, ruling.alias}
    if len(pair) != 2 or ruling.subject not in pair or not all(one and len(one) == SUBJECT_DIGITS for one in pair):
        raise ValueError(f"{ruling.decision} is about two pseudonyms, one of them its subject")


def _record_of(ruling: Ruling) -> str:
    if ruling.canonical is not None and ruling.alias is not None:
        return pair_record(ruling.canonical, ruling.alias)
    if ruling.decision == ERASURE:
        return _record("erasure" if ruling.data_set is None else f"erasure:{ruling.data_set}")
    return _record("objection")


def _record(about: str) -> str:
    return hashlib.sha256(about.encode("ascii")).hexdigest()[:RECORD_DIGITS]


def _data(ruling: Ruling) -> dict[str, Any]:
    given = {
        "decision": ruling.decision,
        "canonical": ruling.canonical,
        "alias": ruling.alias,
        "decided_by": ruling.by,
        "reason": ruling.reason,
        "decided_at": _BEGINNING + timedelta(milliseconds=ruling.at_ms),
        "data_set": ruling.data_set,
    }
    return Identity.model_validate({name: value for name, value in given.items() if value is not None}).data()


def _event(subject: str, record: str, version: int, data: dict[str, Any]) -> tuple[bytes, bytes]:
    key = event_key(subject, record)
    return key, encode(IDENTITY, _meta(key, version), data)


def _meta(key: bytes, version: int) -> Meta:
    return Meta(event_id(IDENTITY, key, version), version, "UPSERT", version)


class RulingLog:
    """Writes decisions as the broker's user `steward`, and returns only when all of them are in the log."""

    def __init__(self, settings: KafkaSettings, partitions: int) -> None:
        self._settings = settings.librdkafka() | _TUNING
        self._partitions = partitions

    def write(self, rulings: Iterable[Ruling]) -> None:
        """Write decisions and wait for every answer; RulingNotWrittenError unless each was acknowledged.

        A decision's moment is also its record's timestamp: when it was accepted.
        """
        producer = Producer(self._settings)
        refused: list[str] = []
        waiting = 0
        try:
            self._check_partitions(producer)
            for ruling in rulings:
                for key, value in events(ruling):
                    self._hand_over(producer, key, value, ruling.at_ms, refused)
            waiting = producer.flush(WRITE_SECONDS_MAX)
        except (KafkaException, BufferError) as why:
            refused.append(str(why))
        if refused or waiting:
            raise RulingNotWrittenError(refused[0] if refused else f"{waiting} without an answer")

    def _check_partitions(self, producer: Producer) -> None:
        found = len(producer.list_topics(IDENTITY, ASK_SECONDS_MAX).topics[IDENTITY].partitions)
        if found != self._partitions:
            raise RulingNotWrittenError(f"{IDENTITY} has {found} partitions, not {self._partitions}")

    def _hand_over(self, producer: Producer, key: bytes, value: bytes, at_ms: int, refused: list[str]) -> None:
        def answer(error: Any, _: Any) -> None:
            if error is not None:
                refused.append(str(error.name()))

        producer.produce(
            IDENTITY,
            key=key,
            value=value,
            partition=partition(key[:SUBJECT_DIGITS].decode("ascii"), self._partitions),
            timestamp=at_ms,
            headers=list(cloud_event_headers(IDENTITY, _meta(key, at_ms), "steward")),
            on_delivery=answer,
        )
