"""The dead letters as they lie on their topics: where each came from and why, its content still sealed."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from operations.bounded import BoundedReader, as_bytes
from schemas.dead_letters import Origin, read_headers
from schemas.topics import APPLIED, dead_letter


class Letter(NamedTuple):
    """One dead letter; `put_aside_ms` is when, `sealed` only the operators' private key opens."""

    origin: Origin
    put_aside_ms: int
    sealed: bytes

    @property
    def name(self) -> str:
        """Where the record lies in the log, which names it for ever."""
        return f"{self.origin.topic}/{self.origin.partition}/{self.origin.offset}"


class Group(NamedTuple):
    """The dead letters of one topic with one code."""

    topic: str
    code: str
    letters: int
    first_ms: int
    newest_ms: int


def letters(settings: Mapping[str, Any], partitions: int) -> Iterator[Letter]:
    """Give every dead letter there is now, in no order across partitions."""
    with BoundedReader(settings) as reader:
        ends = reader.ends([dead_letter(topic) for topic in APPLIED], partitions)
        for message in reader.until(ends):
            found: Any = message.headers() or []
            try:
                origin = read_headers(found)
            except ValueError:
                continue  # not written by a worker; the status counts it
            yield Letter(origin, int(message.timestamp()[1]), as_bytes(message.value()) or b"")


def grouped(found: Iterable[Letter]) -> list[Group]:
    """Group by topic and code, most letters first."""
    groups: dict[tuple[str, str], Group] = {}
    for letter in found:
        name, at = (letter.origin.topic, letter.origin.code), letter.put_aside_ms
        known = groups.get(name, Group(*name, 0, at, at))
        groups[name] = Group(*name, known.letters + 1, min(known.first_ms, at), max(known.newest_ms, at))
    return sorted(groups.values(), key=lambda group: (-group.letters, group.topic, group.code))
