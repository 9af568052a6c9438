"""Opens one person's identity for a stated purpose; streams, Redis and the desk's own tables never hold a name."""

from typing import Final

from consumers.alerts.describing import RECEIVER, Asking, newest_enrolment
from schemas import topics
from schemas.agreement import Purpose, permitted
from schemas.audit import Disclosure
from schemas.keystore import KeyStore
from schemas.profile import Profile
from schemas.sealing import SealBrokenError, unseal

_AGENCY: Final = "ovec"


class IdentityGoneError(LookupError):
    """There is no identity to open: none was sent, its key was destroyed, or no row of the agreement gives it."""


def open_identity(keys: KeyStore, person: Profile, asking: Asking) -> dict[str, str]:
    """Open what OVEC sealed of a person; IdentityGoneError when there is nothing to open."""
    enrolment = newest_enrolment(person)
    if enrolment is None or enrolment.identity is None:
        raise IdentityGoneError("no identity was sent")
    sealed = {"identity": enrolment.identity}
    if not permitted(asking.agreement, topics.STUDENT, sealed, RECEIVER, Purpose.PLACEMENT, asking.on):
        raise IdentityGoneError("no row of the agreement gives it")
    key = keys.existing_key(person.subject, _AGENCY)
    if key is None:
        raise IdentityGoneError("its key was destroyed")
    try:
        return unseal(key, topics.STUDENT, person.subject, enrolment.identity)
    except SealBrokenError as why:
        raise IdentityGoneError("it was sealed under another key") from why


def disclosure(person: str, fields: tuple[str, ...], reason: str, asking: Asking) -> Disclosure:
    """Name the unsealing for the ledger, with the purpose the officer stated."""
    row = asking.agreement.row(topics.STUDENT, RECEIVER, Purpose.PLACEMENT, asking.on)
    clause = row.clause if row else ""
    return Disclosure(asking.now_ms, RECEIVER, asking.by, person, fields, Purpose.PLACEMENT.value, clause, reason)
