"""The keys an edge is told, and the operators' box: settings with no defaults."""

from collections.abc import Mapping

from pydantic import Field, Json, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from schemas.key_service import RemoteKeys


class EdgeKeys(BaseSettings):
    """What an edge needs: the pseudonym key (32 bytes, hex), and the key service with its token.

    The platform key is not among it: that is the key service's alone. A process that is several agencies' edge at once
    (the simulation) has their tokens by agency (SAPHAN_KEYS_TOKENS, JSON).
    """

    model_config = SettingsConfigDict(env_prefix="SAPHAN_", frozen=True)

    pseudonym_key: SecretStr
    keys_url: str
    keys_token: SecretStr | None = None
    keys_tokens: Json[Mapping[str, SecretStr]] | None = Field(default=None, repr=False)

    def pseudonym_bytes(self) -> bytes:
        """Give the pseudonym key's bytes; ValueError when it is not hex."""
        return bytes.fromhex(self.pseudonym_key.get_secret_value())

    def client(self, agency: str) -> RemoteKeys:
        """Give an agency's way to the key service; KeyError when there is no token for it."""
        token = self.keys_token or (self.keys_tokens or {})[agency]
        return RemoteKeys(self.keys_url, token.get_secret_value())


class OperatorsBox(BaseSettings):
    """The public key that dead letters are sealed to (32 bytes, hex)."""

    model_config = SettingsConfigDict(env_prefix="SAPHAN_", frozen=True)

    operators_public_key: str

    def public_bytes(self) -> bytes:
        """Give the key's bytes; ValueError when it is not hex."""
        return bytes.fromhex(self.operators_public_key)
