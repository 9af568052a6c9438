"""Which agreement a process runs under, and the agreements there are."""

from collections.abc import Mapping
from typing import Annotated, Final

from pydantic import AfterValidator
from pydantic_settings import BaseSettings, SettingsConfigDict

from schemas.agreement.agreement import Agreement
from schemas.agreement.assembling import assemble
from schemas.agreement.reading import document, documents, fields_of

AGREEMENTS: Final[Mapping[str, Agreement]] = assemble(documents(), fields_of)
MEMORANDUM: Final = AGREEMENTS["memorandum-2018"]
DEMONSTRATION: Final = AGREEMENTS["demonstration"]


def proposed(*texts: str) -> Mapping[str, Agreement]:
    """Give the agreements as they would be with more documents, which nobody need have signed yet.

    AgreementError when a clause refuses one, pydantic's ValidationError or TOMLDecodeError when one is no document.
    """
    return assemble((*documents(), *(document(text) for text in texts)), fields_of)


def _there_is(name: str) -> str:
    if name not in AGREEMENTS:
        raise ValueError(f"there is no agreement {name}; there are: {', '.join(sorted(AGREEMENTS))}")
    return name


class AgreementSettings(BaseSettings):
    """Which agreement a process runs under (environment: SAPHAN_AGREEMENT); the memorandum unless said otherwise.

    pydantic's ValidationError when there is none of that name.
    """

    model_config = SettingsConfigDict(env_prefix="SAPHAN_", frozen=True)

    agreement: Annotated[str, AfterValidator(_there_is)] = MEMORANDUM.name

    def chosen(self) -> Agreement:
        """Give the agreement."""
        return AGREEMENTS[self.agreement]
