"""Where the examples send to, from the environment: the gateway's address, the source's key, and their register."""

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from producers.examples.register import Register
from producers.gateway_client import GatewayClient
from producers.sdk import Saphan

PAUSE_SECONDS: Final = 1.0


class GatewaySettings(BaseSettings):
    """SAPHAN_GATEWAY_URL and SAPHAN_GATEWAY_KEY; what is sent is written to SAPHAN_REGISTER_FILE, if named."""

    model_config = SettingsConfigDict(env_prefix="SAPHAN_", frozen=True)

    gateway_url: str
    gateway_key: SecretStr
    register_file: Path | None = None

    def saphan(self) -> Saphan:
        """Open the way in."""
        client = GatewayClient(self.gateway_url, self.gateway_key.get_secret_value())
        return Saphan("", "", way=Register(client, self.register_file, lambda: time.sleep(PAUSE_SECONDS)))


def now() -> datetime:
    """Read the application's clock."""
    return datetime.now(UTC)  # noqa: TID251  (an example is a shell of its own)
