"""Where a person becomes a pseudonym: names the record, seals the identity, encodes the event and proves its bytes."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Final, NamedTuple, Protocol

from producers.draft import Change, Draft, Person
from schemas.codec import Meta, Operation, event_id
from schemas.codes import title_prefixes
from schemas.events import model
from schemas.headers import cloud_event_headers
from schemas.identifiers import Identifier
from schemas.partition import event_key
from schemas.person import keyed_hash, pseudonym, record_hash, subject
from schemas.proving import encode_proven
from schemas.sealing import seal
from schemas.thai import without_prefix

DIGEST_BYTES: Final = 16
IDENTITY: Final = "identity"
NAME: Final = "name"
ADDRESS: Final = "address"
COMPARABLE: Final = frozenset({"name_hash", "address_hash", "other_pseudonyms"})
# The fields of a person's record that no column gives.
FILLED_IN: Final = COMPARABLE | {IDENTITY}


class Keys(Protocol):
    """Where the edge gets each person's key, derived for its own agency."""

    def keys_for(self, pseudonyms: Iterable[str], agency: str) -> dict[str, bytes]:
        """Give a key of 64 bytes per person, making those that are missing; KeysUnavailableError when it can't now."""
        ...


class Event(NamedTuple):
    """An event ready for the log: all bytes decided, so that sending it again sends the same."""

    topic: str
    subject: str
    key: bytes
    value: bytes
    headers: tuple[tuple[str, bytes], ...]


class Edge:
    """One agency's edge: the only place where its people's numbers and names are readable."""

    def __init__(self, agency: str, pseudonym_key: bytes, keys: Keys) -> None:
        self.agency = agency
        self._key = pseudonym_key
        self._keys = keys

    def pseudonym(self, identifier: Identifier) -> str:
        """Give the pseudonym of a person's number."""
        return pseudonym(self._key, identifier)

    def subject(self, topic: str, own_id: str) -> str:
        """Give the subject of a record about no person."""
        return subject(self._key, topic, own_id)

    def record(self, topic: str, own_id: str) -> str:
        """Give the record id that stands for the agency's own number."""
        return record_hash(self._key, topic, own_id)

    def digest(self, content: bytes) -> bytes:
        """Give a keyed digest of a row as it came, to recognise it without keeping it."""
        return hashlib.blake2b(content, digest_size=DIGEST_BYTES, key=self._key).digest()

    def with_identities(self, topic: str, drafts: Sequence[tuple[str, Draft]]) -> list[Mapping[str, Any] | None]:
        """Give each draft's data with its person sealed, asking for all keys at once; None for a deletion.

        Each draft comes with its subject: the person's pseudonym, where it is about one.
        """
        people = {subject for subject, draft in drafts if draft.person is not None and draft.data is not None}
        keys = self._keys.keys_for(people, self.agency) if people else {}
        return [self._with_identity(topic, named, draft, keys) for named, draft in drafts]

    def _with_identity(
        self, topic: str, named: str, draft: Draft, keys: Mapping[str, bytes]
    ) -> Mapping[str, Any] | None:
        person, data = draft.person, draft.data
        if person is None or data is None:
            return data
        return {**data, IDENTITY: seal(keys[named], topic, named, _readable(person))} | self._comparable(topic, person)

    def _comparable(self, topic: str, person: Person) -> dict[str, Any]:
        """Give what lets records be compared without unsealing, as far as the topic has it (clause 1.2)."""
        name = without_prefix(person.name, title_prefixes())
        found = {
            "name_hash": keyed_hash(self._key, NAME, name) if name else None,
            "address_hash": keyed_hash(self._key, ADDRESS, person.address) if person.address else None,
            "other_pseudonyms": tuple(self.pseudonym(other) for other in person.others),
        }
        return {field: found[field] for field in _comparable_fields(topic)}

    def event(self, topic: str, named: tuple[str, str], change: Change, data: Mapping[str, Any] | None) -> Event:
        """Encode an event for (subject, record) and prove that its bytes decode to themselves.

        Raises ValueError when the data does not fit, or would be refused by the gate further on.
        """
        key = event_key(*named)
        operation: Operation = "UPSERT" if data is not None else "DELETE"
        meta = Meta(event_id(topic, key, change.version), change.version, operation, change.occurred_at)
        value = encode_proven(topic, meta, data)
        headers = cloud_event_headers(topic, meta, self.agency, _trace(meta.event_id))
        return Event(topic, named[0], key, value, tuple(headers))


@cache
def _comparable_fields(topic: str) -> frozenset[str]:
    return COMPARABLE.intersection(model(topic).model_fields)


def _trace(event: bytes) -> str:
    """Begin the event's trace (W3C trace context): derived from its id, so that a repetition has the same bytes."""
    return f"00-{event.hex()}-{event[:8].hex()}-01"


def _readable(person: Person) -> dict[str, str]:
    fields = {
        "identifier": person.identifier.normalised,
        "identifier_kind": person.identifier.kind.value,
        NAME: person.name,
        ADDRESS: person.address,
        "telephone": person.telephone,
    }
    return {name: value for name, value in fields.items() if value}
