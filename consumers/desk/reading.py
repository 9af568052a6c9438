"""The desk's pages to read: the list with one match beside it, and one match alone."""

from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from consumers.desk import listing
from consumers.desk.context import Desk
from consumers.desk.listing import PROVINCE_CHIPS, Filter, Item
from consumers.desk.presenting import Row, panel, row
from consumers.desk.wording import province as province_name
from schemas import codes

STATES: Final = ("", "waiting", "contacted", "placed")
_GONE: Final = (
    ("ไม่พบคู่นี้", "This match was not found"),
    ("คู่นี้อาจถูกลบไปแล้ว ไม่ต้องทำอะไรต่อ", "It may have been erased; nothing need be done."),
)


@dataclass(frozen=True)
class Reading:
    """The addresses that only read."""

    desk: Desk

    def add_to(self, api: APIRouter) -> None:
        """Route the addresses."""
        api.add_api_route("", self.page, methods=["GET"])
        api.add_api_route("/matches/{match}", self.match, methods=["GET"])

    async def page(
        self,
        request: Request,
        province: str = "",
        state: str = "",
        match: str = "",
        since: Annotated[int, Query(ge=0)] = 0,
        before: Annotated[int, Query(ge=0)] = 0,
    ) -> Response:
        """Show today's work: the list, and the chosen match, or the first, beside it."""
        wanted = Filter(province if province in codes.provinces() else "", state if state in STATES else "", before)
        work = await self.desk.read(partial(listing.work, wanted=wanted, now_ms=self.desk.site.now_ms()))
        chosen = next((item for item in work.items if item.match == match), None)
        if chosen is None and match:
            chosen = await self.desk.read(partial(listing.item, match=match))
        if chosen is None and work.items:
            chosen = work.items[0]
        return self.desk.site.page(request, "desk.html", self._facts(request, wanted, work, chosen, since))

    def _facts(
        self, request: Request, wanted: Filter, work: listing.Work, chosen: Item | None, since: int
    ) -> dict[str, Any]:
        language = self.desk.site.language(request)

        def present(item: Item) -> Row:
            return row(item, since, chosen.match if chosen else "", language)

        provinces = [(code, province_name(code, language), number) for code, number in work.provinces]
        return {
            "work": work,
            "wanted": wanted,
            "rows": [present(item) for item in work.items],
            "provinces": provinces[:PROVINCE_CHIPS],
            "other_provinces": sorted(provinces[PROVINCE_CHIPS:], key=lambda one: one[1]),
            "office": province_name(wanted.province, language) if wanted.province else "",
            "panel": panel(chosen, language) if chosen else None,
            "identity": None,
            "told": "",
            "next_before": work.items[-1].opened_change if work.more else 0,
        }

    async def match(self, request: Request, match: str) -> Response:
        """Show one match alone."""
        item = await self.desk.read(partial(listing.item, match=match))
        if item is None:
            return self.desk.message(request, 404, *_GONE)
        return match_page(self.desk, request, item)


def match_page(
    desk: Desk, request: Request, item: Item, identity: dict[str, str] | None = None, told: str = ""
) -> Response:
    """Show one match, with its person's identity or a message where given."""
    language = desk.site.language(request)
    facts = {
        "panel": panel(item, language),
        "identity": identity,
        "told": told,
        "office": province_name(item.province, language),
        "province": item.province,
        "change": desk.hub.newest,
    }
    return desk.site.page(request, "match.html", facts)
