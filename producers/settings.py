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

    def drops_url(self, agency: str) -> str:
        """Give the database address of what an agency's edge dropped unread."""
        return f"sqlite:///{self.state_dir / f'dropped-{agency}.db'}"


class EdgeSettings(BaseSettings):
    """Where one agency's own edge keeps its ledger (SAPHAN_STATE_DIR); its Kafka user is the process's own."""

    model_config = SettingsConfigDict(env_prefix="SAPHAN_", frozen=True)

    state_dir: Path

    def kafka(self, _agency: str) -> KafkaSettings:
        """Give the connection of this process's user."""
        return KafkaSettings()

    def ledger_url(self, agency: str) -> str:
        """Give the database address of the agency's ledger."""
        return f"sqlite:///{self.state_dir / f'ledger-{agency}.db'}"

    def drops_url(self, agency: str) -> str:
        """Give the database address of what the edge dropped unread."""
        return f"sqlite:///{self.state_dir / f'dropped-{agency}.db'}"
