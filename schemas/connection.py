"""Where Kafka and Redis are and who asks: settings every process reads once, and the clients' own names for them."""

import ssl
from typing import Any, Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

Security = Literal["SASL_PLAINTEXT", "SASL_SSL", "PLAINTEXT"]
Mechanism = Literal["SCRAM-SHA-256", "SCRAM-SHA-512"]


class KafkaSettings(BaseSettings):
    """The broker's address and one SCRAM user (environment: SAPHAN_KAFKA_…)."""

    model_config = SettingsConfigDict(env_prefix="SAPHAN_KAFKA_", frozen=True)

    bootstrap: str
    username: str = ""
    password: SecretStr = SecretStr("")
    security: Security = "SASL_PLAINTEXT"
    mechanism: Mechanism = "SCRAM-SHA-512"

    def librdkafka(self) -> dict[str, Any]:
        """Give the settings as confluent-kafka takes them."""
        common: dict[str, Any] = {"bootstrap.servers": self.bootstrap, "security.protocol": self.security}
        if self.security == "PLAINTEXT":
            return common
        return common | {
            "sasl.mechanism": self.mechanism,
            "sasl.username": self.username,
            "sasl.password": self.password.get_secret_value(),
        }

    def aiokafka(self) -> dict[str, Any]:
        """Give the settings as aiokafka takes them."""
        common: dict[str, Any] = {"bootstrap_servers": self.bootstrap, "security_protocol": self.security}
        if self.security == "PLAINTEXT":
            return common
        if self.security == "SASL_SSL":
            common["ssl_context"] = ssl.create_default_context()
        return common | {
            "sasl_mechanism": self.mechanism,
            "sasl_plain_username": self.username,
            "sasl_plain_password": self.password.get_secret_value(),
        }


class RedisSettings(BaseSettings):
    """The view's address with its user (environment: SAPHAN_REDIS_URL)."""

    model_config = SettingsConfigDict(env_prefix="SAPHAN_", frozen=True)

    redis_url: SecretStr


class LogSettings(BaseSettings):
    """What is fixed for the life of a log (environment: SAPHAN_PARTITIONS)."""

    model_config = SettingsConfigDict(env_prefix="SAPHAN_", frozen=True)

    partitions: int = Field(default=6, ge=1, le=1024)
