"""A worker's settings, read once from the environment."""

from typing import Final, Literal, Self

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from schemas.agreement import AgreementSettings
from schemas.connection import KafkaSettings
from schemas.platform_keys import OperatorsBox

GROUP: Final = "saphan.worker"


class WorkerSettings(BaseSettings):
    """What `saphan worker run` needs (environment: SAPHAN_…); there is no default for a secret or an address."""

    model_config = SettingsConfigDict(env_prefix="SAPHAN_", frozen=True)

    redis_url: SecretStr
    partitions: int = Field(default=6, ge=1, le=1024)
    matching: Literal["on", "off"] = "on"
    worker_group: str = Field(default=GROUP, pattern=r"^saphan\.[a-z.-]+$")
    worker_batch_records: int = Field(default=500, ge=1, le=1000)
    worker_in_flight_records: int = Field(default=2000, ge=1)
    worker_stuck_seconds: float = Field(default=60.0, gt=0)
    worker_log_level: Literal["ERROR", "WARNING", "INFO"] = "WARNING"
    kafka: KafkaSettings
    operators: OperatorsBox
    # Not `agreement`: its own settings read SAPHAN_AGREEMENT, which would be taken for this field.
    terms: AgreementSettings

    @classmethod
    def read(cls) -> Self:
        """Read the environment; pydantic's ValidationError names what is missing."""
        return cls(kafka=KafkaSettings(), operators=OperatorsBox(), terms=AgreementSettings())
