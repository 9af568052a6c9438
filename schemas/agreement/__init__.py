"""What may flow to whom, of whom, for what, and on which days: the agreement as data, and the projection it permits."""

from typing import Any

from schemas.agreement.agreement import Agreement, Handling, Status
from schemas.agreement.assembling import AgreementError
from schemas.agreement.employment import Employment, InEmployment
from schemas.agreement.projection import Giving, Projection
from schemas.agreement.row import NO_DEPARTMENT, PERSON, STEWARD, Purpose, Row
from schemas.agreement.rules import Phase
from schemas.agreement.settings import AGREEMENTS, DEMONSTRATION, MEMORANDUM, AgreementSettings, proposed
from schemas.agreement.standing import FINISHING, Population, Standing, standing_of
from schemas.agreement.terms import NoRowError, Terms

__all__ = [
    "AGREEMENTS",
    "DEMONSTRATION",
    "FINISHING",
    "MEMORANDUM",
    "NO_DEPARTMENT",
    "PERSON",
    "STEWARD",
    "Agreement",
    "AgreementError",
    "AgreementSettings",
    "Employment",
    "Giving",
    "Handling",
    "InEmployment",
    "NoRowError",
    "Phase",
    "Population",
    "Projection",
    "Purpose",
    "Row",
    "Standing",
    "Status",
    "Terms",
    "permitted",
    "proposed",
    "standing_of",
]


def permitted(
    terms: Terms, topic: str, record: Any, receiver: str, purpose: Purpose, standing: Standing | None = None
) -> Projection | None:
    """Project a record to what a row lets this receiver have for this purpose; None: no row, or not of its population.

    `record` is a mapping or an object with attributes; `standing` is where its person stands, None when not known.
    """
    giving = terms.giving(topic, receiver, purpose)
    return None if giving is None else giving(record, standing)
