"""Where the examples send to, from the environment: the gateway's address and the source's key."""

from datetime import UTC, datetime

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from producers.sdk import Saphan


class GatewaySettings(BaseSettings):
    """SAPHAN_GATEWAY_URL and SAPHAN_GATEWAY_KEY."""

    model_config = SettingsConfigDict(env_prefix="SAPHAN_", frozen=True)

    gateway_url: str
    gateway_key: SecretStr

    def saphan(self) -> Saphan:
        """Open the way in."""
        return Saphan(self.gateway_url, self.gateway_key.get_secret_value())


def now() -> datetime:
    """Read the application's clock."""
    return datetime.now(UTC)  # noqa: TID251  (an example is a shell of its own)
