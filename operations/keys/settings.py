"""What the key service is told by its environment; no secret has a default."""

from pydantic import Field, Json, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from operations.keys.rights import Holder


class ServiceSettings(BaseSettings):
    """The platform key (32 bytes, hex), the key store's address, who may ask (JSON), and where to listen."""

    model_config = SettingsConfigDict(env_prefix="SAPHAN_", frozen=True)

    platform_key: SecretStr
    keystore_url: str
    keys_access: Json[tuple[Holder, ...]]
    keys_host: str = "127.0.0.1"
    keys_port: int = Field(default=8360, ge=0, le=65535)

    def platform_bytes(self) -> bytes:
        """Give the platform key's bytes; ValueError when it is not hex."""
        return bytes.fromhex(self.platform_key.get_secret_value())
