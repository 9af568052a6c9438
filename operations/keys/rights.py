"""Who may ask the key service for what: tokens, known by their hashes only, and the rights each one carries."""

import hashlib
import hmac
from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from schemas.topics import AGENCIES


class Act(StrEnum):
    """What can be asked for: many keys to seal with, one person's key to open with, a key's destruction."""

    SEAL = "seal"
    OPEN = "open"
    DESTROY = "destroy"


_OF_AN_AGENCY: Final = (Act.SEAL, Act.OPEN)
RIGHTS: Final = frozenset(
    {Act.DESTROY.value, *(f"{act.value}:{agency}" for act in _OF_AN_AGENCY for agency in AGENCIES)}
)


class Holder(BaseModel):
    """One token: whose it is, its SHA-256 (hex), and its rights, `seal:<agency>`, `open:<agency>` or `destroy`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    rights: frozenset[str]


def sha256(token: str) -> str:
    """Hash a token as the service keeps it."""
    return hashlib.sha256(token.encode()).hexdigest()


def holder_of(authorization: str, holders: Iterable[Holder]) -> Holder | None:
    """Find whose bearer token a request carries, comparing hashes in constant time; None when it is nobody's."""
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer":
        return None
    given = sha256(token)
    return next((holder for holder in holders if hmac.compare_digest(holder.sha256, given)), None)


def may(holder: Holder, act: Act, agency: str) -> bool:
    """Say whether a holder has a right; what no right names is denied."""
    wanted = act.value if act is Act.DESTROY else f"{act.value}:{agency}"
    return wanted in holder.rights and wanted in RIGHTS
