"""What the web process is told by its environment."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


def _by_comma(value: Any) -> Any:
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_by_comma)]


class WebSettings(BaseSettings):
    """Where the pages are served; only this machine unless told otherwise."""

    model_config = SettingsConfigDict(env_prefix="SAPHAN_WEB_", frozen=True)

    host: str = "127.0.0.1"
    port: int = Field(default=8350, ge=0, le=65535)
    # A name not listed is refused, so that a foreign page can't reach a desk on this machine by rebinding its name.
    allowed_hosts: Names = (
        "127.0.0.1",
        "localhost",
        "[::1]",
    )
