"""What the consumers are told by their environment; no secret has a default."""

from typing import Annotated, Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import BeforeValidator, SecretStr
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from schemas.key_service import RemoteKeys
from schemas.webhooks import private_key, public_key


def _by_comma(value: Any) -> Any:
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_by_comma)]
Secrets = Annotated[tuple[SecretStr, ...], NoDecode, BeforeValidator(_by_comma)]


class AlertSettings(BaseSettings):
    """The alert process: where alerts go (one address or several, by comma), how they are signed, where they are kept.

    `webhook_allowed_hosts` names the hosts that may be called although their addresses are not public (127.0.0.1).
    """

    model_config = SettingsConfigDict(env_prefix="SAPHAN_", frozen=True)

    webhook_url: Names
    webhook_private_keys: Secrets
    webhook_allowed_hosts: Names = ()
    alerts_database_url: str

    def signing_keys(self) -> tuple[Ed25519PrivateKey, ...]:
        """Give the keys that sign, newest first; ValueError when one is not 32 bytes of hex."""
        return tuple(private_key(seed.get_secret_value()) for seed in self.webhook_private_keys)


class DetailSettings(BaseSettings):
    """The detail API: the bearer token it accepts, the alerts it tells of, and the ledger it writes."""

    model_config = SettingsConfigDict(env_prefix="SAPHAN_", frozen=True)

    detail_token: SecretStr
    alerts_database_url: str
    audit_database_url: str


class DeskSettings(BaseSettings):
    """The desk: whose webhooks it believes, where it asks for details, and where it keeps its own state."""

    model_config = SettingsConfigDict(env_prefix="SAPHAN_", frozen=True)

    webhook_public_keys: Names
    detail_url: str
    detail_token: SecretStr
    desk_database_url: str
    # Who is at the desk, for the ledger; a login names the officer once there is one.
    desk_officer: str = "desk"

    def checking_keys(self) -> tuple[Ed25519PublicKey, ...]:
        """Give the keys a webhook may be signed with; ValueError when one is not 32 bytes of hex."""
        return tuple(public_key(key) for key in self.webhook_public_keys)


class IdentitySettings(BaseSettings):
    """Where identities are opened, if this process may do so: the key service, and the token it knows us by."""

    model_config = SettingsConfigDict(env_prefix="SAPHAN_", frozen=True)

    keys_url: str | None = None
    keys_token: SecretStr | None = None

    def keys(self) -> RemoteKeys | None:
        """Give the way to the key service, or None where either setting is missing."""
        if self.keys_url is None or self.keys_token is None:
            return None
        return RemoteKeys(self.keys_url, self.keys_token.get_secret_value())
