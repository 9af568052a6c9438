"""Where what the view holds is kept for comparing, and how a source reaches the gateway: read from the environment."""

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class ReconcilingSettings(BaseSettings):
    """The database of what the view holds (SAPHAN_RECONCILING_DATABASE_URL); without one nothing is compared."""

    model_config = SettingsConfigDict(env_prefix="SAPHAN_", frozen=True)

    reconciling_database_url: str | None = None

    def url(self) -> str:
        """Give the address where one is needed; ValueError when there is none."""
        if self.reconciling_database_url is None:
            raise ValueError("SAPHAN_RECONCILING_DATABASE_URL is not set")
        return self.reconciling_database_url


class GatewayAccess(BaseSettings):
    """The gateway's address and the source's own key (SAPHAN_GATEWAY_URL, SAPHAN_GATEWAY_KEY)."""

    model_config = SettingsConfigDict(env_prefix="SAPHAN_GATEWAY_", frozen=True)

    url: str
    key: SecretStr
