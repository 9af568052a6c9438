"""Which agreement a process runs under, and the agreements there are."""

from collections.abc import Mapping
from typing import Final

from pydantic_settings import BaseSettings, SettingsConfigDict

from schemas.agreement.agreement import Agreement
from schemas.agreement.assembling import assemble
from schemas.agreement.reading import documents, fields_of

AGREEMENTS: Final[Mapping[str, Agreement]] = assemble(documents(), fields_of)
MEMORANDUM: Final = AGREEMENTS["memorandum-2018"]
DEMONSTRATION: Final = AGREEMENTS["demonstration"]


class AgreementSettings(BaseSettings):
    """Which agreement a process runs under (environment: SAPHAN_AGREEMENT); the memorandum unless said otherwise."""

    model_config = SettingsConfigDict(env_prefix="SAPHAN_", frozen=True)

    agreement: str = MEMORANDUM.name

    def chosen(self) -> Agreement:
        """Give the agreement; KeyError when there is none of that name."""
        return AGREEMENTS[self.agreement]
