"""What can be shared or visited: workshops, rooms and test centres, and the sessions of skill tests held there."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Facility:
    """A place of OVEC's or DSD's that the other party may use; `kind` and `status` are the registers' words."""

    number: int
    revision: int
    owner: str
    keeper: str
    name: str
    kind: str
    address: str
    province: str
    district: str
    seats: int
    fields: tuple[str, ...]
    standards: tuple[str, ...]
    available_from: date
    available_through: date
    weekdays: tuple[str, ...]
    status: str


@dataclass(frozen=True, slots=True)
class Session:
    """A planned skill test: which standard, where, when, and for how many."""

    number: int
    revision: int
    standard: str
    level: int
    place: str
    province: str
    district: str
    on: date
    seats: int
    taken: int
    fields: tuple[str, ...]
    status: str
