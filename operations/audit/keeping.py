"""Signs the ledger's head every minute beside the pages and adds it to each party's file."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import APIRouter
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from operations.audit import heads
from operations.audit.settings import LedgerSettings, SigningSettings
from schemas.audit import open_ledger
from schemas.pages import Site

EVERY_SECONDS: Final = 60.0
_log: Final = logging.getLogger("saphan.audit")


@dataclass(frozen=True)
class Keeper:
    """Signs where the ledger stands and gives each party the head, as often as there is something new."""

    ledger: Engine
    key: Ed25519PrivateKey
    folder: Path
    now_ms: Callable[[], int]

    def keep(self) -> None:
        """Add a head to the files that lack it; LedgerBrokenError when the ledger left what was signed before."""
        for file in heads.party_files(self.folder):
            before = heads.newest(file)
            with self.ledger.connect() as connection:
                head = heads.sign(connection, self.key, self.now_ms(), before)
            if before is None or head.entries > before.entries:
                heads.keep(head, file)


def pages(site: Site) -> APIRouter:
    """Keep heads for as long as the web process serves; there is no page."""
    settings = LedgerSettings()  # from the environment
    if settings.audit_heads is None:
        raise ValueError("SAPHAN_AUDIT_HEADS names no folder: both parties must be able to keep the ledger's heads")
    ledger = open_ledger(settings.audit_database_url)
    keeper = Keeper(ledger, SigningSettings().signing_key(), settings.audit_heads, site.now_ms)

    @asynccontextmanager
    async def keeping() -> AsyncIterator[None]:
        task = asyncio.create_task(_keep_on(keeper))
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await asyncio.to_thread(_try, keeper)
            ledger.dispose()

    site.add_background(keeping)
    return APIRouter()


async def _keep_on(keeper: Keeper) -> None:
    while True:
        await asyncio.to_thread(_try, keeper)
        await asyncio.sleep(EVERY_SECONDS)


def _try(keeper: Keeper) -> None:
    """Keep a head, or say why not: the next minute tries again, and reading goes on."""
    try:
        keeper.keep()
    except heads.LedgerBrokenError as why:
        _log.critical("no head is signed over a broken ledger: %s", why)
    except (SQLAlchemyError, OSError) as why:
        _log.error("the ledger's head could not be kept: %s", type(why).__name__)
