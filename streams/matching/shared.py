"""What the steps of matching share: the view, the ways out, the rules, which tags are ours, and the counts."""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Final, TypeVar

from schemas import topics
from schemas.codec import FRAME_BYTES
from schemas.dead_letters import Origin, Original
from schemas.partition import event_key, partition
from schemas.profile import Failure
from schemas.view import field as field_name
from schemas.view import unpack
from streams.dead_letters import DeadLetters
from streams.matching.rules import Circumstances, Rules, circumstances
from streams.patience import Patience
from streams.publishing import Publisher
from streams.store.protocol import FencedError, Store

NEWEST_INSURANCE: Final = f"a:{topics.INSURANCE}"
Answer = TypeVar("Answer")


@dataclass
class Shared:
    """One worker's surroundings for matching; `insured_newest` is when SSO's newest data were accepted, by tag.

    `assigned` holds the tokens of the tags it owns, `ready` those under which it may decide already.
    """

    store: Store
    publisher: Publisher
    dead_letters: DeadLetters
    patience: Patience
    group: str
    partitions: int
    rules: Rules
    now_ms: Callable[[], int]
    assigned: dict[int, bytes] = field(default_factory=dict)
    ready: dict[int, bytes] = field(default_factory=dict)
    insured_newest: dict[int, int] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)

    def at(self) -> Circumstances:
        """Say what holds for everyone now."""
        return circumstances(self.now_ms(), max(self.insured_newest.values(), default=0), self.rules)

    def tag_of(self, subject: str) -> int:
        """Give the tag a subject lies under."""
        return partition(subject, self.partitions)

    def token(self, tag: int) -> bytes:
        """Give the token under which a tag is ours; FencedError when it is not, or may not be decided on yet."""
        if tag not in self.ready:
            raise FencedError(f"tag {tag} is not ours")
        return self.ready[tag]

    def lose(self, tag: int, token: bytes | None) -> None:
        """Forget a tag whose token was refused; one assigned anew meanwhile stays."""
        self.ready.pop(tag, None)
        if self.assigned.get(tag) == token:
            self.assigned.pop(tag, None)

    async def ask(self, what: str, call: Callable[[], Awaitable[Answer]]) -> Answer:
        """Make a call until it is answered; FencedError passes through."""
        answer, _ = await self.patience.until_done(what, call)
        return answer

    async def put_aside(
        self, tag: int, token: bytes, subject: str, failures: tuple[Failure, ...], records: Mapping[bytes, bytes]
    ) -> None:
        """Send records that don't decode to the dead letters, then empty them in the view: their versions stand."""
        for failure in failures:
            name = field_name(failure.topic, failure.record)
            entry = unpack(records[name])
            schema_id = int.from_bytes(entry.value[1:FRAME_BYTES]) if entry.value[:1] == b"\0" else None
            origin = Origin(failure.topic, tag, -1, entry.accepted_at, failure.code, schema_id)
            await self.dead_letters.keep(origin, Original(event_key(subject, failure.record), entry.value, ()))
            emptied = partial(self.store.quarantine, tag, self.group, token, subject, name, failure.version)
            await self.ask("quarantine", emptied)
            self.counts["quarantined"] += 1
