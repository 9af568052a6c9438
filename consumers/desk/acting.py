"""What staff do at the desk: note an outcome, take it back, see who it is about."""

from dataclasses import dataclass
from functools import partial
from typing import Annotated, Final
from urllib.parse import urlsplit

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from consumers.desk import listing
from consumers.desk.context import Desk
from consumers.desk.details import DetailsUnavailableError, NoIdentityError
from consumers.desk.noting import note, take_back
from consumers.desk.outcomes import NotPossibleError, Outcome, Reason
from consumers.desk.presenting import PURPOSES
from consumers.desk.reading import match_page

UNDO: Final = "undo"
_FOREIGN: Final = (
    ("แบบฟอร์มหมดอายุ", "This form has expired"),
    ("โปรดกลับไปหน้าเดิม โหลดใหม่ แล้วลองอีกครั้ง", "Please go back, reload the page and try again."),
)
_NOT_POSSIBLE: Final = (
    ("บันทึกไม่ได้", "This could not be noted"),
    (
        "คู่นี้สิ้นสุดไปแล้ว หรือยังไม่ได้เลือกเหตุผล ไม่มีอะไรถูกบันทึก โปรดดูสถานะล่าสุดแล้วลองอีกครั้ง",
        "The match is over, or no reason was chosen. Nothing was noted; look at its state and try again.",
    ),
)
_NO_IDENTITY: Final = ("ไม่มีข้อมูลตัวตนให้แสดง อาจถูกลบตามคำขอแล้ว", "There is no identity to show; it may have been erased.")
_NO_ANSWER: Final = ("ขอข้อมูลตัวตนไม่ได้ในขณะนี้ โปรดลองอีกครั้งในหนึ่งนาที", "No answer just now; please try again in a minute.")


@dataclass(frozen=True)
class Acting:
    """The addresses that change something or open an identity; each takes only forms of our own pages."""

    desk: Desk

    def add_to(self, api: APIRouter) -> None:
        """Route the addresses."""
        api.add_api_route("/matches/{match}/outcome", self.outcome, methods=["POST"])
        api.add_api_route("/matches/{match}/identity", self.identity, methods=["POST"])

    async def outcome(
        self,
        request: Request,
        match: str,
        outcome: Annotated[str, Form()] = "",
        reason: Annotated[str, Form()] = "",
        csrf: Annotated[str, Form()] = "",
        back: Annotated[str, Form()] = "/desk",
    ) -> Response:
        """Note an outcome, or take the last one back, together with its outbox row."""
        if not self.desk.site.form_is_ours(request, csrf):
            return self.desk.message(request, 403, *_FOREIGN)
        at = self.desk.site.now_ms()
        try:
            if outcome == UNDO:
                write = partial(take_back, match=match, officer=self.desk.officer, at=at)
            else:
                why = Reason(reason) if reason else None
                write = partial(
                    note, match=match, outcome=Outcome(outcome), reason=why, officer=self.desk.officer, at=at
                )
            change = await self.desk.writer.write(write)
        except (NotPossibleError, ValueError):
            return self.desk.message(request, 409, *_NOT_POSSIBLE)
        self.desk.hub.publish([change], at)
        return RedirectResponse(own_path(back), 303)

    async def identity(
        self,
        request: Request,
        match: str,
        purpose: Annotated[str, Form()] = "",
        csrf: Annotated[str, Form()] = "",
    ) -> Response:
        """Show who one match is about, for a purpose that goes into the ledger first; nothing of it is kept here."""
        if not self.desk.site.form_is_ours(request, csrf):
            return self.desk.message(request, 403, *_FOREIGN)
        item = await self.desk.read(partial(listing.item, match=match))
        if item is None or purpose not in {words[1] for words in PURPOSES}:
            return self.desk.message(request, 409, *_NOT_POSSIBLE)
        at = 0 if self.desk.site.language(request) == "th" else 1
        try:
            identity = await self.desk.details.identity(match, self.desk.officer, purpose)
        except NoIdentityError:
            return match_page(self.desk, request, item, told=_NO_IDENTITY[at])
        except DetailsUnavailableError:
            return match_page(self.desk, request, item, told=_NO_ANSWER[at])
        return match_page(self.desk, request, item, identity)


def own_path(back: str) -> str:
    """Give the way back if it is a path of the desk, else the desk itself, so that no form leads elsewhere."""
    parts = urlsplit(back)
    ours = not parts.scheme and not parts.netloc and (parts.path == "/desk" or parts.path.startswith("/desk/"))
    return back if ours and "\\" not in back else "/desk"
