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


class SourceSettings(BaseSettings):
    """A source's own side: the gateway (SAPHAN_GATEWAY_URL, …_KEY), and the key that names records where it is here.

    The pseudonym key (SAPHAN_PSEUDONYM_KEY: 32 bytes, hex) is an edge's; without it the gateway is asked for names.
    """

    model_config = SettingsConfigDict(env_prefix="SAPHAN_", frozen=True)

    gateway_url: str | None = None
    gateway_key: SecretStr | None = None
    pseudonym_key: SecretStr | None = None

    def gateway(self) -> tuple[str, str]:
        """Give the gateway's address and the source's key; ValueError where one is not set."""
        if self.gateway_url is None or self.gateway_key is None:
            raise ValueError("SAPHAN_GATEWAY_URL and SAPHAN_GATEWAY_KEY are needed to reach the gateway")
        return self.gateway_url, self.gateway_key.get_secret_value()

    def pseudonym_bytes(self) -> bytes | None:
        """Give the key's bytes where it is here; ValueError when it is not hex."""
        return None if self.pseudonym_key is None else bytes.fromhex(self.pseudonym_key.get_secret_value())
