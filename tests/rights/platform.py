"""A platform in memory as a steward sees it: a view that tests fill, a log that keeps what is written, a set clock."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from operations.people.reading import Sources
from operations.people.stewardship import Stewardship
from operations.rulings import Ruling, events
from schemas import topics
from schemas.agreement import DEMONSTRATION, Agreement
from schemas.codec import Meta, encode, event_id, peek
from schemas.events import Record
from schemas.partition import event_key, split_key
from schemas.sealing import seal
from schemas.view import DELETE, UPSERT, Entry, field
from tests.contract.examples import EXAMPLES

NOW_MS = 1_795_420_800_000
PERSON = "5e1f" + "0" * 28
ALIAS = "5e2f" + "1" * 28
RECORD = "00112233445566ff"
NAME = "นางสาวตัวอย่าง สมมติ"
IDENTITY = {"name": NAME, "telephone": "000-000-0000", "address": "99/99 หมู่ 9"}
PSEUDONYM_KEY = b"p" * 32


def agency_key(person: str, agency: str) -> bytes:
    """Give a key that differs by person and agency."""
    return f"{person[:28]}{agency:>4}".encode() * 2


class Platform:
    """What the steward reads and writes, and what came of it."""

    def __init__(self, folder: Path, agreement: Agreement = DEMONSTRATION) -> None:
        self.now_ms = NOW_MS
        self.held: dict[str, dict[bytes, Entry]] = {}
        self.written: list[Ruling] = []
        self.destroyed: set[str] = set()
        self.after_write: Callable[[], None] = lambda: None
        self.audit_url, self.review_url = f"sqlite:///{folder / 'audit.db'}", f"sqlite:///{folder / 'review.db'}"
        sources = Sources(self.entries, self.audit_url, self.review_url)
        self.steward = Stewardship(sources, self, agreement, self, PSEUDONYM_KEY, lambda: self.now_ms, self.wait)

    def entries(self, subject: str) -> list[tuple[bytes, Entry]]:
        """Give what is held."""
        return list(self.held.get(subject, {}).items())

    def put(
        self, topic: str, data: Record | None, person: str = PERSON, version: int = 1, record: str = RECORD
    ) -> None:
        """Let the view hold a record; a person's identity is sealed as their agency's edge seals it."""
        key = event_key(person, record)
        meta = Meta(event_id(topic, key, version), version, "UPSERT" if data else "DELETE", self.now_ms)
        giver = topics.BY_NAME[topic].writer
        said: dict[str, Any] | None = None
        if data is not None:
            said = data.data()
            if "identity" in said:
                said["identity"] = seal(agency_key(person, giver), topic, person, IDENTITY)
        entry = Entry(version, self.now_ms, UPSERT if data else DELETE, encode(topic, meta, said))
        self.held.setdefault(person, {})[field(topic, record)] = entry

    def put_examples(self, *names: str, person: str = PERSON) -> None:
        """Let the view hold the example of some data sets."""
        for name in names:
            self.put(name, EXAMPLES[name], person)

    def write(self, rulings: Iterable[Ruling]) -> None:
        """Take decisions as the log does, and let the view hold them at once."""
        for ruling in rulings:
            self.written.append(ruling)
            for key, value in events(ruling):
                subject, record = split_key(key)
                version, operation = peek(value)
                entry = Entry(version, ruling.at_ms, operation, value)
                self.held.setdefault(subject, {})[field(topics.IDENTITY, record)] = entry
        self.after_write()

    def existing_key(self, pseudonym: str, agency: str) -> bytes | None:
        """Give the key, unless it was destroyed."""
        return None if pseudonym in self.destroyed else agency_key(pseudonym, agency)

    def destroy(self, pseudonym: str) -> None:
        """Destroy a key."""
        self.destroyed.add(pseudonym)

    def wait(self, condition: Callable[[], bool], _: float) -> bool:
        """Ask once: nothing moves here by itself."""
        return condition()
