"""Where the register of sources lies, read from the environment."""

from pydantic_settings import BaseSettings, SettingsConfigDict


class SourcesSettings(BaseSettings):
    """The database of sources, keys and accounts (SAPHAN_SOURCES_DATABASE_URL, an SQLAlchemy address)."""

    model_config = SettingsConfigDict(env_prefix="SAPHAN_", frozen=True)

    sources_database_url: str
