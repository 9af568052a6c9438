"""The Python SDK: an application's records go in, a receipt for each comes out, over the gateway or at an own edge.

from producers.sdk import Saphan, Vacancy

with Saphan("https://saphan.example", key) as saphan:
    receipt = saphan.publish(Vacancy(job_id="DOE-21-0000001", revision=1, changed_at=now, position="ช่างไฟฟ้า", …))
    print(receipt)  # Accepted(topic='doe.vacancy.v1', partition=3, offset=17), or Refused(…) saying why
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby, islice
from typing import Final, Protocol, Self, TypeVar

from producers.gateway_client import GatewayClient, GatewayRefusedError
from producers.receipts import Accepted, NotVocational, Receipt, Refused, TryAgain
from producers.typed.doe import Vacancy
from producers.typed.dsd import Certificate, OfficeFacility, PlannedSession, SkillTest, Training
from producers.typed.mol import LabourStatistics
from producers.typed.ovec import CollegeFacility, Demand, StaffStatistics, Student, StudentStatistics
from producers.typed.record import Record, deletion
from producers.typed.sso import Insurance

BATCH: Final = 2_000
Given = TypeVar("Given", bound=Record)


class Way(Protocol):
    """A way in: the gateway, or an edge of the agency's own."""

    def send(self, topic: str, rows: Sequence[Mapping[str, str]]) -> list[Receipt]:
        """Give a receipt for each row, in their order."""
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...


class Saphan:
    """A source's way in. Any record may be sent again: the same version gets the receipt it got.

    `Saphan(url, key)` sends over the gateway; `Saphan.at_the_edge("doe")` checks, seals and publishes in this process,
    which then holds the agency's own keys (the settings of its role). Both give the same receipts. GatewayRefusedError
    says that a key or a data set is wrong, not a record.
    """

    def __init__(self, url: str, key: str, *, way: Way | None = None) -> None:
        self._way: Way = way or GatewayClient(url, key)

    @classmethod
    def at_the_edge(cls, agency: str) -> Self:
        """Publish as an agency's own edge, by the settings of its environment."""
        from producers.own_edge import own_edge  # noqa: PLC0415  (a client of the gateway needs none of it)

        return cls("", "", way=own_edge(agency))

    def publish(self, record: Record) -> Receipt:
        """Send one record and give its receipt; ValueError for a value that can't be written."""
        return self._way.send(record.TOPIC, [record.row()])[0]

    def publish_all(self, records: Iterable[Given]) -> Iterator[tuple[Given, Receipt]]:
        """Send any number of records, some thousands at a time, and give each with its receipt, in order."""
        remaining = iter(records)
        while some := list(islice(remaining, BATCH)):
            for topic, run in groupby(some, _topic):
                batch = list(run)
                yield from zip(batch, self.send(topic, [one.row() for one in batch]), strict=True)

    def delete(self, kind: type[Record], number: str, *, revision: int, changed_at: datetime) -> Receipt:
        """Take a record back by its own number."""
        return self.send(kind.TOPIC, [deletion(kind, number, revision=revision, changed_at=changed_at)])[0]

    def send(self, topic: str, rows: Sequence[Mapping[str, str]]) -> list[Receipt]:
        """Send rows as the register writes them, text by column: for a data set that has no type here."""
        return self._way.send(topic, rows)

    def close(self) -> None:
        """Let go of connections."""
        self._way.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _topic(record: Record) -> str:
    return record.TOPIC


__all__ = [
    "Accepted",
    "Certificate",
    "CollegeFacility",
    "Demand",
    "GatewayRefusedError",
    "Insurance",
    "LabourStatistics",
    "NotVocational",
    "OfficeFacility",
    "PlannedSession",
    "Receipt",
    "Record",
    "Refused",
    "Saphan",
    "SkillTest",
    "StaffStatistics",
    "Student",
    "StudentStatistics",
    "Training",
    "TryAgain",
    "Vacancy",
    "Way",
]
