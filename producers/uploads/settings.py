"""What the upload pages are told by their environment, and how they are opened."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from producers.files.state import State
from producers.files.wiring import key_in
from producers.uploads.gateway import HttpGateway
from producers.uploads.keeping import Uploads
from producers.uploads.sending import FileSenders
from producers.uploads.working import Working
from schemas.database import open_database


class UploadSettings(BaseSettings):
    """Where the gateway is (SAPHAN_GATEWAY_URL), and the folder of uploads being worked on (SAPHAN_UPLOADS_DIR).

    The folder keeps uploads sealed by their users' passwords, and what was sent of each record by its keyed hash.
    """

    model_config = SettingsConfigDict(env_prefix="SAPHAN_", frozen=True)

    gateway_url: str
    uploads_dir: Path


@dataclass(frozen=True)
class Held:
    """The work on uploads, and how what it holds is let go of."""

    working: Working
    close: Callable[[], None]


def opened(now_ms: Callable[[], int]) -> tuple[Held | None, str]:
    """Open what SAPHAN_… variables name; else give the name of the first that is missing."""
    try:
        settings = UploadSettings()
    except ValidationError as why:
        return None, f"SAPHAN_{str(why.errors()[0]['loc'][0]).upper()}"
    folder = settings.uploads_dir
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    engine, gateway = open_database(f"sqlite:///{folder / 'uploads.db'}"), HttpGateway(settings.gateway_url)
    state = State(f"sqlite:///{folder / 'files.db'}", key_in(folder))
    senders = FileSenders(state, gateway, folder, now_ms)

    def close() -> None:
        gateway.close()
        state.close()
        engine.dispose()

    return Held(Working(Uploads(engine, now_ms), gateway, senders, state, now_ms), close), ""
