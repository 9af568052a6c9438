"""Where the ledger is, who signs its heads and where they are kept; the secret key has no default."""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class LedgerSettings(BaseSettings):
    """What a reader of the ledger needs: its database, the keys that may have signed its heads (hex, by comma).

    `audit_heads` is the folder that holds each party's file of heads.
    """

    model_config = SettingsConfigDict(env_prefix="SAPHAN_", frozen=True)

    audit_database_url: str
    audit_public_keys: str = ""
    audit_heads: Path | None = None

    def public_keys(self) -> tuple[str, ...]:
        """Give the keys in hex."""
        return tuple(key.strip() for key in self.audit_public_keys.split(",") if key.strip())

    def head_files(self) -> tuple[Path, ...]:
        """Give the parties' files that are there."""
        return () if self.audit_heads is None else tuple(sorted(self.audit_heads.glob("*.jsonl")))


class SigningSettings(BaseSettings):
    """What signs the ledger's heads: a key of the platform's own (ed25519, 32 bytes, hex)."""

    model_config = SettingsConfigDict(env_prefix="SAPHAN_", frozen=True)

    audit_private_key: SecretStr

    def signing_key(self) -> Ed25519PrivateKey:
        """Give the key; ValueError when it is not 32 bytes of hex."""
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(self.audit_private_key.get_secret_value()))
