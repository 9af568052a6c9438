"""What a source's page is told by its environment; without the history of rows there is no page."""

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class SourcePageSettings(BaseSettings):
    """Where the history of rows lies and, as far as told, the comparisons, the view, and the gateway."""

    model_config = SettingsConfigDict(env_prefix="SAPHAN_", frozen=True)

    arrivals_database_url: str
    reconciling_database_url: str | None = None
    redis_url: SecretStr | None = None
    gateway_url: str | None = None


class RemoteSettings(BaseSettings):
    """The gateway, and the source's key to it (SAPHAN_GATEWAY_URL, SAPHAN_GATEWAY_KEY)."""

    model_config = SettingsConfigDict(env_prefix="SAPHAN_", frozen=True)

    gateway_url: str
    gateway_key: SecretStr
