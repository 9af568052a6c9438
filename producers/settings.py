"""What the processes of this folder are told by their environment, read once at their start."""

from collections.abc import Mapping
from pathlib import Path

from pydantic import Field, Json, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from schemas.connection import KafkaSettings


class SimulationSettings(BaseSettings):
    """The simulated agencies' Kafka passwords by user (SAPHAN_KAFKA_USERS, JSON) and where their ledgers lie."""

    model_config = SettingsConfigDict(env_prefix="SAPHAN_", frozen=True)

    kafka_users: Json[Mapping[str, SecretStr]] = Field(repr=False)
    state_dir: Path

    def kafka(self, agency: str) -> KafkaSettings:
        """Give the connection of one agency's user; KeyError when there is no password for it."""
        return KafkaSettings(username=agency, password=self.kafka_users[agency])

    def ledger_url(self, agency: str) -> str:
        """Give the database address of an agency's ledger."""
        return f"sqlite:///{self.state_dir / f'ledger-{agency}.db'}"
