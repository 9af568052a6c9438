"""What employers ask for: as they notify DOE of it, and as colleges find it when they ask."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Employer:
    """Who asks; `identifier` is a sole trader's own number or a juristic person's, `industry` a TSIC division."""

    identifier: str
    sole_trader: bool
    name: str
    industry: str
    address: str
    province: str
    district: str


@dataclass(frozen=True, slots=True)
class Offer:
    """One vacancy as DOE's register has it: the occupation, and the code of whichever list the office still uses."""

    number: int
    revision: int
    employer: Employer
    occupation: str
    scheme: str
    code: str
    province: str
    positions: int
    filled: int
    levels: tuple[str, ...]
    fields: tuple[str, ...]
    skills: tuple[str, ...]
    standard: str
    wage: int
    posted_on: date
    expires_on: date
    status: str


@dataclass(frozen=True, slots=True)
class Survey:
    """One employer's demand as a college found it; `ended` once the employer needs nobody any more."""

    number: int
    revision: int
    college: str
    employer: Employer
    occupation: str
    field: str
    levels: tuple[str, ...]
    skills: tuple[str, ...]
    standard: str
    positions: int
    surveyed_on: date
    valid_until: date
    ended: bool = False
