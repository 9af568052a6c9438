"""Loads the functions into Redis; asked for by provisioning, through the entry point group `saphan.provision`."""

from pathlib import Path
from typing import Any, Final

from redis import Redis

FUNCTIONS: Final = Path(__file__).with_name("functions.lua")


def load(redis_url: str) -> None:
    """Load or replace the library of functions; the user needs FUNCTION LOAD."""
    client: Any = Redis.from_url(redis_url)
    try:
        client.function_load(FUNCTIONS.read_text(encoding="utf-8"), replace=True)
    finally:
        client.close()
