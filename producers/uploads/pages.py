"""Mounts the upload pages on the web process, as the environment says."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from producers import signing_in
from producers.files.limits import MIB
from producers.signing_in.door import Door
from producers.signing_in.opening import opened_from_environment
from producers.uploads.context import Context
from producers.uploads.one_record import OneRecord
from producers.uploads.one_upload import OneUpload
from producers.uploads.reading import FILE_MIB_MAX
from producers.uploads.settings import opened
from producers.uploads.starting import Starting
from producers.uploads.working import Working
from schemas.pages import Site

HERE: Final = Path(__file__).parent
SIGNING_IN: Final = Path(signing_in.__file__).parent
# The file, and room for the form around it.
BODY_BYTES_MAX: Final = (FILE_MIB_MAX + 1) * MIB
_TOO_LARGE: Final = (
    ("ไฟล์ใหญ่เกินไป", "The file is too large"),
    (
        f"หน้านี้รับไฟล์ได้ไม่เกิน {FILE_MIB_MAX} MB โปรดแบ่งไฟล์ หรือใช้คำสั่ง saphan file send",
        f"This page takes files up to {FILE_MIB_MAX} MB: divide it, or use saphan file send.",
    ),
)


def pages(site: Site) -> APIRouter:
    """Mount the pages where sources, gateway and database are named; else say what is missing."""
    entered, missing = opened_from_environment(site.now_ms), "SAPHAN_SOURCES_DATABASE_URL"
    held = None
    if entered is not None:
        held, missing = opened(site.now_ms)
    if entered is None or held is None:
        sys.stderr.write(f"uploads: {missing} is not set, so there is no upload page\n")
        return APIRouter()

    @asynccontextmanager
    async def running() -> AsyncIterator[None]:
        yield
        held.close()
        entered.sources.close()

    site.add_background(running)
    return mount(site, held.working, entered.door)


def mount(site: Site, working: Working, door: Door) -> APIRouter:
    """Build the addresses, all of them behind the door."""
    site.add_templates(SIGNING_IN / "templates")
    site.add_templates(HERE / "templates")
    site.add_static("uploads", HERE / "static")
    site.add_link("/uploads", "ส่งข้อมูล", "Send data")
    context = Context(site, working)

    def too_large(request: Request) -> Response:
        return context.message(request, 413, *_TOO_LARGE)

    api = APIRouter(prefix="/uploads", include_in_schema=False, route_class=door.route(too_large, BODY_BYTES_MAX))
    for part in (Starting(context), OneRecord(context), OneUpload(context)):
        part.add_to(api)
    return api
