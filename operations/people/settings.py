"""What a steward's commands about people are told by their environment; no secret has a default."""

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class PeopleSettings(BaseSettings):
    """The ledger that is written before anything is told, the steward's table, and the key that makes pseudonyms."""

    model_config = SettingsConfigDict(env_prefix="SAPHAN_", frozen=True)

    audit_database_url: str
    review_database_url: str
    pseudonym_key: SecretStr

    def pseudonym_bytes(self) -> bytes:
        """Give the pseudonym key's bytes; ValueError when it is not hex."""
        return bytes.fromhex(self.pseudonym_key.get_secret_value())
