"""Where the history of rows lies and how long it is kept, read from the environment."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class ArrivalsSettings(BaseSettings):
    """The database of what became of every row (SAPHAN_ARRIVALS_DATABASE_URL) and the days it is kept."""

    model_config = SettingsConfigDict(env_prefix="SAPHAN_", frozen=True)

    arrivals_database_url: str
    arrivals_days: int = Field(default=90, ge=1)
