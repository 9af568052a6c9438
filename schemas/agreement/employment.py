"""What crosses from SSO to DOE under the ministry's own instrument: in employment or not, and as of which day."""

from datetime import date
from typing import Literal, NamedTuple

InEmployment = Literal["YES", "NO", "NOT_KNOWN"]


class Employment(NamedTuple):
    """The derived fact: never an employer, a wage, or a day beyond the one it is known as of."""

    in_employment: InEmployment
    as_of: date
