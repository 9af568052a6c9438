"""Invented people for the review: records under pseudonyms, kept in memory as the view would hold them."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from operations.review.claims import READ
from operations.rulings import Ruling, events
from schemas import codec, view
from schemas.events import MODELS
from schemas.partition import event_key, split_key
from schemas.profile import Profile, fold
from schemas.topics import IDENTITY, INSURANCE, STUDENT
from tests.contract.examples import EXAMPLES

ANONG: Final = "0000" + "a" * 28
BOON: Final = "0001" + "b" * 28
CHAI: Final = "0002" + "c" * 28
NAME: Final = "1" * 16
OTHER_NAME: Final = "2" * 16
ADDRESS: Final = "3" * 16
AT: Final = 1_795_419_128_000
DIED: Final[dict[str, Any]] = {"ended_on": date(2026, 10, 1), "end_reason": "DIED"}


class MemoryPeople:
    """A view in memory, as the scan asks for it."""

    def __init__(self) -> None:
        self.held: dict[str, dict[bytes, view.Entry]] = {}

    def keep(self, topic: str, key: bytes, value: bytes, accepted_at: int) -> None:
        """Apply one record as the view does: the newer version stands."""
        subject, record = split_key(key)
        version, operation = codec.peek(value)
        entry = view.Entry(version, accepted_at, operation, value)
        held = self.held.setdefault(subject, {})
        name = view.field(topic, record)
        if name not in held or view.wins(entry, held[name]):
            held[name] = entry

    def add(self, topic: str, subject: str, record: int = 1, accepted_at: int = AT, **changed: Any) -> None:
        """Let a register say something of somebody, from the example of its data set."""
        same: dict[str, Any] = {"name_hash": None, "address_hash": None, "province": None, "district": None}
        known = {name: value for name, value in same.items() if name in MODELS[topic].model_fields}
        known |= {"province": "21"} if topic == STUDENT else {}
        data = EXAMPLES[topic].model_copy(update=known | changed).data()
        self._write(topic, subject, record, accepted_at, data)

    def delete(self, topic: str, subject: str, record: int = 1, accepted_at: int = AT + 1) -> None:
        """Let a register take a record back."""
        self._write(topic, subject, record, accepted_at, None)

    def _write(self, topic: str, subject: str, record: int, accepted_at: int, data: dict[str, Any] | None) -> None:
        key = event_key(subject, f"{record:016x}")
        operation: codec.Operation = "DELETE" if data is None else "UPSERT"
        meta = codec.Meta(codec.event_id(topic, key, accepted_at), accepted_at, operation, AT)
        self.keep(topic, key, codec.encode(topic, meta, data), accepted_at)

    def write(self, rulings: list[Ruling]) -> None:
        """Take decisions, as the log would."""
        for ruling in rulings:
            for key, value in events(ruling):
                self.keep(IDENTITY, key, value, ruling.at_ms)

    def everybody(self) -> Iterator[Profile]:
        yield from (self.person(subject) for subject in list(self.held))

    def person(self, subject: str) -> Profile:
        held = self.held.get(subject, {})
        return fold(subject, ((name, entry) for name, entry in held.items() if view.split_field(name)[0] in READ))


def spell(people: MemoryPeople, subject: str, **changed: Any) -> None:
    """Let SSO report a spell."""
    people.add(INSURANCE, subject, **changed)
