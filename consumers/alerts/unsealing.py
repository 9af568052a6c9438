"""Opens one person's identity for a stated purpose; streams, Redis and the desk's own tables never hold a name."""

from collections.abc import Mapping
from typing import Final

from consumers.alerts.describing import Asking, newest_enrolment
from consumers.permission import RECEIVER
from schemas import topics
from schemas.agreement import Projection, Purpose
from schemas.audit import Disclosure
from schemas.key_service import PersonKeys
from schemas.profile import Enrolment, Profile, as_one
from schemas.sealing import SealBrokenError, unseal

_AGENCY: Final = "ovec"


class IdentityGoneError(LookupError):
    """There is no identity to open: none was sent, its key was destroyed, or no row of the agreement gives it."""


def open_identity(keys: PersonKeys, person: str, profiles: Mapping[str, Profile], asking: Asking) -> dict[str, str]:
    """Open what OVEC sealed of a person, under whichever of their joined pseudonyms it was sealed.

    IdentityGoneError when there is nothing to open.
    """
    enrolment = newest_enrolment(as_one(person, profiles))
    told = _permitted(enrolment, asking)
    if told.identity is None:
        raise IdentityGoneError("no identity was sent")
    sealed_for = next(subject for subject, profile in profiles.items() if enrolment in profile.enrolments)
    key = keys.existing_key(sealed_for, _AGENCY)
    if key is None:
        raise IdentityGoneError("its key was destroyed")
    try:
        return unseal(key, topics.STUDENT, sealed_for, told.identity)
    except SealBrokenError as why:
        raise IdentityGoneError("it was sealed under another key") from why


def _permitted(enrolment: Enrolment | None, asking: Asking) -> Projection:
    """Give the sealed identity as the row lets DOE have it: of someone about to graduate or graduated only."""
    giving = asking.giving(topics.STUDENT, ("identity",))
    told = None if enrolment is None or giving is None else giving(enrolment)
    if told is None:
        raise IdentityGoneError("no row of the agreement gives it")
    return told


def disclosure(person: str, fields: tuple[str, ...], reason: str, asking: Asking) -> Disclosure:
    """Name the unsealing for the ledger, with the purpose the officer stated."""
    row = asking.terms.row(topics.STUDENT, RECEIVER, Purpose.PLACEMENT)
    clause = row.clause if row else ""
    purpose, of = Purpose.PLACEMENT.value, topics.STUDENT
    return Disclosure(asking.now_ms, RECEIVER, asking.by, person, fields, purpose, clause, reason, of)
