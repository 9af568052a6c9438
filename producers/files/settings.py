"""What sending files is told by its environment, read once at its start."""

from pathlib import Path

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class FileSettings(BaseSettings):
    """Where files are sent: over a gateway (SAPHAN_GATEWAY_URL, …_KEY) or, without one, at the agency's own edge.

    SAPHAN_FILES_DIR keeps progress, answers and what is held of each record; its `key` is copied apart from the rest.
    """

    model_config = SettingsConfigDict(env_prefix="SAPHAN_", frozen=True)

    files_dir: Path = Path(".saphan-files")
    gateway_url: str | None = None
    gateway_key: SecretStr | None = None
