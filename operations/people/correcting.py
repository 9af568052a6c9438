"""A correction asked for (PDPA s.35): it goes to the agency that owns the record, the one place that can change it."""

from enum import StrEnum
from typing import Final

from operations.people.holding import Held, Person
from operations.review.store import STEWARD, Item, Kind
from schemas.topics import AGENCIES

# What lies inside the sealed identity, by the names the edges seal it under.
SEALED_FIELDS: Final = frozenset({"identifier", "name", "address", "telephone"})


class Reason(StrEnum):
    """What is wrong with a field, as the person says."""

    WRONG = "WRONG"
    OUTDATED = "OUTDATED"
    NOT_MINE = "NOT_MINE"


class NothingToCorrectError(LookupError):
    """The person has no such record, or it no such field; the message says which."""


def correction(person: Person, topic: str, record: str, field: str, reason: Reason, now_ms: int) -> Item:
    """Ask the owner of a record to correct a field; NothingToCorrectError when there is none.

    What would be right is told by the person to that agency itself: here stand the field's name and a code, no text.
    """
    held = next((one for one in person.of(topic) if one.record == record), None)
    if held is None or held.data is None:
        raise NothingToCorrectError(f"no record {record} of {topic} is held of this person")
    if field not in held.data and not (field in SEALED_FIELDS and held.data.get("identity")):
        raise NothingToCorrectError(f"{topic} has no field {field}")
    detail = {"field": field, "reason": reason.value, "version": held.version}
    return Item(Kind.CORRECTION, owner_of(held), person.canonical, now_ms, topic=topic, record=record, detail=detail)


def owner_of(held: Held) -> str:
    """Name who must act: the agency that gave the record, the steward for what the platform itself decided."""
    return held.giver if held.giver in AGENCIES else STEWARD
