"""The steward's page: what waits, both sides of it in codes, and the decision with its reason."""

import os
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from typing import Annotated, Any, Final

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from operations.review import store
from operations.review.deciding import JOINED, NotPossibleError
from operations.review.reasons import WORDS, DismissReason, JoinReason, SplitReason
from operations.review.settings import Review, opened
from operations.review.showing import AGENCIES, KINDS, Side, because, looked_at, residence, short, sides
from operations.review.store import Kept, Kind
from operations.rulings import RulingNotWrittenError
from schemas.audit import record
from schemas.pages import Site

HERE: Final = Path(__file__).parent
SHOWN_MAX: Final = 100
_WORDS: Final[dict[str, Any]] = {
    "kinds": KINDS,
    "agencies": AGENCIES,
    "because": because,
    "short": short,
    "residence": residence,
    "said": WORDS,
}
_FOREIGN: Final = (
    ("แบบฟอร์มหมดอายุ", "This form has expired"),
    ("โปรดกลับไปหน้าเดิม โหลดใหม่ แล้วลองอีกครั้ง", "Please go back, reload the page and try again."),
)
_REFUSED: Final = ("ตัดสินไม่ได้", "This could not be decided")
_GONE: Final = (
    ("ไม่พบรายการนี้", "This item was not found"),
    ("อาจปิดไปแล้ว ไม่ต้องทำอะไรต่อ", "It may be closed; nothing need be done."),
)
_NOT_WRITTEN: Final = (
    "ยังบันทึกไม่ได้ ไม่มีอะไรถูกตัดสิน โปรดลองอีกครั้งในหนึ่งนาที",
    "Nothing was decided; please try again in a minute.",
)
_NO_REASON: Final = ("ยังไม่ได้เลือกเหตุผล ไม่มีอะไรถูกตัดสิน", "No reason was chosen, so nothing was decided.")


def pages(site: Site) -> APIRouter:
    """Mount the review on the web process, as the environment says."""
    held = ExitStack()
    review = held.enter_context(opened(os.environ, site.now_ms))

    @asynccontextmanager
    async def running() -> AsyncIterator[None]:
        with held:
            yield

    site.add_background(running)
    return mount(site, review)


def mount(site: Site, review: Review) -> APIRouter:
    """Build the page's addresses over a review; plain functions, so that reading blocks no other page."""
    site.add_templates(HERE / "templates")
    site.add_static("review", HERE / "static")
    site.add_link("/review", "ตัวบุคคล", "Identities")
    page = _Page(site, review)
    api = APIRouter(prefix="/review", include_in_schema=False)
    api.add_api_route("", page.whole, methods=["GET"])
    api.add_api_route("/{number}", page.one, methods=["GET"])
    api.add_api_route("/{number}/join", page.join, methods=["POST"])
    api.add_api_route("/{number}/split", page.split, methods=["POST"])
    api.add_api_route("/{number}/dismiss", page.dismiss, methods=["POST"])
    return api


def _choices(kept: Kept, shown: tuple[Side, ...]) -> dict[str, Any]:
    """Say what may be decided: to join two who are not one, to split two who are, to close what waits."""
    pair, waits = len(shown) == 2, kept.closed_at is None
    one_person = pair and shown[0].stands == shown[1].stands
    return {
        "one_person": one_person,
        "joins": tuple(JoinReason) if pair and waits and not one_person else (),
        "splits": tuple(SplitReason) if one_person else (),
        "dismissals": tuple(DismissReason) if waits else (),
    }


class _Page:
    """The page over one review."""

    def __init__(self, site: Site, review: Review) -> None:
        self._site, self._review = site, review

    def whole(self, request: Request, kind: str = "") -> Response:
        """List what waits, or what was joined."""
        wanted = Kind(kind) if kind in set(Kind) else None
        with self._review.engine.connect() as connection:
            waiting = store.waiting(connection)
            listed = store.open_items(connection, kind=wanted, limit=SHOWN_MAX)
            joined = store.decided(connection, JOINED, SHOWN_MAX)
        facts = {
            "counts": {one: sum(count for (_, name), count in waiting.items() if name == one.value) for one in Kind},
            "wanted": wanted,
            "items": joined if kind == JOINED else listed,
            "showing_joined": kind == JOINED,
            "joined_count": len(joined),
        }
        return self._site.page(request, "review.html", _WORDS | facts)

    def one(self, request: Request, number: int) -> Response:
        """Show one item with both sides; the look goes into the ledger first."""
        with self._review.engine.connect() as connection:
            kept = store.item(connection, number)
        if kept is None:
            return self._message(request, 404, *_GONE)
        terms = self._review.agreement.on(self._review.today())
        with self._review.ledger.begin() as ledger:
            record(ledger, looked_at(kept, self._site.now_ms(), terms))
        shown = sides(self._review.people, kept.item, terms)
        return self._site.page(
            request, "review_item.html", _WORDS | {"kept": kept, "sides": shown} | _choices(kept, shown)
        )

    def join(
        self,
        request: Request,
        number: int,
        csrf: Annotated[str, Form()] = "",
        reason: Annotated[str, Form()] = "",
        canonical: Annotated[str, Form()] = "",
    ) -> Response:
        """Join an item's two."""
        return self._decide(
            request, csrf, number, lambda: self._review.steward.join(number, JoinReason(reason), canonical or None)
        )

    def split(
        self, request: Request, number: int, csrf: Annotated[str, Form()] = "", reason: Annotated[str, Form()] = ""
    ) -> Response:
        """Take the join of an item's two back."""
        return self._decide(request, csrf, number, lambda: self._review.steward.split(number, SplitReason(reason)))

    def dismiss(
        self, request: Request, number: int, csrf: Annotated[str, Form()] = "", reason: Annotated[str, Form()] = ""
    ) -> Response:
        """Close an item without a decision about anybody."""
        return self._decide(request, csrf, number, lambda: self._review.steward.dismiss(number, DismissReason(reason)))

    def _decide(self, request: Request, csrf: str, number: int, decide: Callable[[], object]) -> Response:
        if not self._site.form_is_ours(request, csrf):
            return self._message(request, 403, *_FOREIGN)
        try:
            decide()
        except NotPossibleError as why:
            return self._message(request, 409, _REFUSED, (why.th, why.en))
        except RulingNotWrittenError:
            return self._message(request, 503, _REFUSED, _NOT_WRITTEN)
        except ValueError:
            return self._message(request, 409, _REFUSED, _NO_REASON)
        return RedirectResponse(f"/review/{number}", 303)

    def _message(self, request: Request, status: int, heading: tuple[str, str], sentence: tuple[str, str]) -> Response:
        at = 0 if self._site.language(request) == "th" else 1
        facts = {"heading": heading[at], "sentence": sentence[at], "back": "/review"}
        return self._site.page(request, "message.html", facts, status)
