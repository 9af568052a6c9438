"""Where the history of rows lies and how long it is kept, read from the environment."""

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class ArrivalsSettings(BaseSettings):
    """The database of what became of every row (SAPHAN_ARRIVALS_DATABASE_URL) and the days it is kept."""

    model_config = SettingsConfigDict(env_prefix="SAPHAN_", frozen=True)

    arrivals_database_url: str
    arrivals_days: int = Field(default=90, ge=1)


class TellingSettings(BaseSettings):
    """Whom a source that sends by itself tells what became of its rows: the history itself, or the gateway."""

    model_config = SettingsConfigDict(env_prefix="SAPHAN_", frozen=True)

    arrivals_database_url: str | None = None
    gateway_url: str | None = None
    gateway_key: SecretStr | None = None
