"""What the gateway is told by its environment; no secret has a default."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class GatewaySettings(BaseSettings):
    """Where to listen and how much to take (environment: SAPHAN_GATEWAY_…); TLS outside one machine."""

    model_config = SettingsConfigDict(env_prefix="SAPHAN_GATEWAY_", frozen=True)

    host: str = "127.0.0.1"
    port: int = Field(default=8370, ge=0, le=65535)
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    # Of one source.
    rows_per_second_max: float = Field(default=20_000, gt=0)
    requests_per_second_max: float = Field(default=50, gt=0)
    body_bytes_max: int = Field(default=4 * 1024 * 1024, ge=1024)
    body_rows_max: int = Field(default=5_000, ge=1)
    # Receipts on disk for one request whose client does not read yet.
    spool_bytes_max: int = Field(default=1024 * 1024 * 1024, ge=1024)
    # How long a batch is tried again before its rows are answered "try again".
    patience_seconds: float = Field(default=20, ge=0)
    idle_seconds_max: float = Field(default=30, gt=0)
    waiting_max: int = Field(default=64, ge=1)
