"""The platform's keys: settings of the edges and of the desk, with no defaults."""

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class EdgeKeys(BaseSettings):
    """What an edge needs: the pseudonym key, the platform key (32 bytes each, hex) and where the key store is."""

    model_config = SettingsConfigDict(env_prefix="SAPHAN_", frozen=True)

    pseudonym_key: SecretStr
    platform_key: SecretStr
    keystore_url: str

    def pseudonym_bytes(self) -> bytes:
        """Give the pseudonym key's bytes; ValueError when it is not hex."""
        return bytes.fromhex(self.pseudonym_key.get_secret_value())

    def platform_bytes(self) -> bytes:
        """Give the platform key's bytes; ValueError when it is not hex."""
        return bytes.fromhex(self.platform_key.get_secret_value())


class OperatorsBox(BaseSettings):
    """The public key that dead letters are sealed to (32 bytes, hex)."""

    model_config = SettingsConfigDict(env_prefix="SAPHAN_", frozen=True)

    operators_public_key: str

    def public_bytes(self) -> bytes:
        """Give the key's bytes; ValueError when it is not hex."""
        return bytes.fromhex(self.operators_public_key)
