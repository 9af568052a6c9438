"""Which agreement a process runs under, and the agreements there are."""

from collections.abc import Mapping
from typing import Annotated, Final

from pydantic import AfterValidator
from pydantic_settings import BaseSettings, SettingsConfigDict

from schemas.agreement.agreement import Agreement
from schemas.agreement.assembling import assemble
from schemas.agreement.reading import documents, fields_of

AGREEMENTS: Final[Mapping[str, Agreement]] = assemble(documents(), fields_of)
MEMORANDUM: Final = AGREEMENTS["memorandum-2018"]
DEMONSTRATION: Final = AGREEMENTS["demonstration"]


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
