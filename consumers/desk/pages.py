"""Wires the desk: webhooks in, details asked, pages and live stream out."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final

from fastapi import APIRouter

from consumers.desk import tables
from consumers.desk.acting import Acting
from consumers.desk.applying import newest_change
from consumers.desk.context import Desk
from consumers.desk.details import Details, HttpDetails
from consumers.desk.erasing import eraser
from consumers.desk.fetching import Fetcher
from consumers.desk.hub import Hub
from consumers.desk.live import Live
from consumers.desk.reading import Reading
from consumers.desk.receiving import Receiver, keep
from consumers.desk.refusing import refusal, refusing
from consumers.gathering import Gathering
from consumers.group_commit import GroupCommit
from consumers.permission import PLACEMENT_SERVICE, Permission, while_permitted
from consumers.settings import DeskSettings
from schemas.agreement import Agreement, AgreementSettings
from schemas.database import open_database
from schemas.pages import Site

HERE: Final = Path(__file__).parent


def pages(site: Site) -> APIRouter:
    """Mount the desk on the web process."""
    settings = DeskSettings()
    details = HttpDetails(settings.detail_url, settings.detail_token.get_secret_value())
    return mount(site, settings, details, AgreementSettings().chosen())


def mount(site: Site, settings: DeskSettings, details: Details, agreement: Agreement) -> APIRouter:
    """Build the desk around its way to details; without its rows of the agreement it does not start, and says so."""
    permission = Permission(agreement, PLACEMENT_SERVICE, site.now_ms)
    missing = permission.missing()
    if missing is not None:
        sys.stderr.write(f"desk: {missing}\n")
        return refusing(site, missing)
    return _started(site, settings, details, permission)


def _started(site: Site, settings: DeskSettings, details: Details, permission: Permission) -> APIRouter:
    site.add_templates(HERE / "templates")
    site.add_static("desk", HERE / "static")
    site.add_link("/desk", "งานวันนี้", "Today's work")
    engine = open_database(settings.desk_database_url)
    tables.create_all(engine)
    with engine.connect() as connection:
        hub = Hub(newest_change(connection))
    writer = GroupCommit(engine)
    fetcher = Fetcher(details, writer, hub, site.now_ms)
    kept, erase = Gathering(writer, keep), eraser(writer, fetcher, hub)
    receiver = Receiver(settings.checking_keys(), kept, site.now_ms, fetcher.add, erase)
    desk = Desk(site, engine, writer, hub, details, settings.desk_officer)

    @asynccontextmanager
    async def running() -> AsyncIterator[None]:
        fetching = asyncio.create_task(fetcher.run())
        # A desk that asks no more would look alive and be wrong: end, and be started again.
        fetching.add_done_callback(lambda task: None if task.cancelled() else signal.raise_signal(signal.SIGTERM))
        yield
        fetching.cancel()
        with suppress(asyncio.CancelledError):
            await fetching
        writer.close()
        await details.close()
        engine.dispose()

    site.add_background(running)
    guarded = while_permitted(permission, lambda request, missing: refusal(site, request, missing))
    api = APIRouter(prefix="/desk", include_in_schema=False, route_class=guarded)
    # A plain route: each alert passes here, and there is nothing for FastAPI to read out of the request.
    api.add_route("/desk/hooks", receiver.hook, methods=["POST"])
    for part in (Reading(desk), Acting(desk), Live(desk)):
        part.add_to(api)
    return api
