"""What the desk answers while no row lets it show anything: which row is missing, in the reader's language."""

from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from schemas.agreement import NoRowError
from schemas.pages import Site

UNAVAILABLE: Final = 503
_HEADING: Final = ("หยุดแสดงข้อมูลตามข้อตกลง", "Nothing may be shown")


def refusal(site: Site, request: Request, missing: NoRowError) -> Response:
    """Answer with a page that says which row is missing, and since when."""
    thai = site.language(request) == "th"
    facts = {"heading": _HEADING[0 if thai else 1], "sentence": missing.th if thai else missing.en, "back": "/desk"}
    return site.page(request, "message.html", facts, UNAVAILABLE)


def refusing(site: Site, missing: NoRowError) -> APIRouter:
    """Stand in for a desk that does not start: webhooks are sent again later, and every page says why."""
    site.add_link("/desk", "งานวันนี้", "Today's work")
    api = APIRouter(include_in_schema=False)

    async def refuse(request: Request) -> Response:
        return refusal(site, request, missing)

    for path in ("/desk", "/desk/{rest:path}"):
        api.add_api_route(path, refuse, methods=["GET", "POST"])
    return api
