"""What every request to the upload pages works with, and how a form is read and answered."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from producers.signing_in.door import Reader, reader_of
from producers.uploads.gateway import GatewayError
from producers.uploads.keeping import NoSuchUploadError
from producers.uploads.reading import NotReadableError
from producers.uploads.sending import NotSentError
from producers.uploads.working import Working
from schemas.pages import Site

# A page of rows has at most as many fields as fifty whole rows would.
FIELDS_MAX: Final = 5_000
PART_BYTES_MAX: Final = 64 * 1024
WORDS: Final = tuple[str, str]
_FOREIGN: Final = (
    ("แบบฟอร์มหมดอายุ", "This form has expired"),
    ("โปรดกลับไปหน้าเดิม โหลดใหม่ แล้วลองอีกครั้ง", "Please go back, reload the page and try again."),
)
_GONE: Final = (
    ("ไม่พบไฟล์นี้", "This file was not found"),
    (
        "อาจลบไปแล้ว หรือเก็บไว้เกิน 7 วัน แถวที่ถึงแล้วไม่หาย เลือกไฟล์เดิมอีกครั้งได้เสมอ",
        "It was removed, or kept for 7 days. What arrived is not lost; the same file can always be chosen again.",
    ),
)
_NOT_NOW: Final = ("ยังทำไม่ได้ในขณะนี้", "This can't be done now")
Act = Callable[[Reader, FormData], Response]


@dataclass(frozen=True)
class Context:
    """The site, and the work on uploads."""

    site: Site
    working: Working

    async def post(self, request: Request, act: Act) -> Response:
        """Read a form of ours and act on it beside the event loop; every known trouble is a page in words."""
        form = await request.form(max_files=1, max_fields=FIELDS_MAX, max_part_size=PART_BYTES_MAX)
        try:
            if not self.site.form_is_ours(request, str(form.get("csrf", ""))):
                return self.message(request, 403, *_FOREIGN)
            return await run_in_threadpool(self._acted, request, form, act)
        finally:
            await form.close()

    def _acted(self, request: Request, form: FormData, act: Act) -> Response:
        try:
            return act(reader_of(request), form)
        except NoSuchUploadError:
            return self.message(request, 404, *_GONE)
        except (GatewayError, NotReadableError, NotSentError) as why:
            return self.message(request, 409, _NOT_NOW, why.words)

    def gone(self, request: Request) -> Response:
        """Say that there is no such upload."""
        return self.message(request, 404, *_GONE)

    def page(self, request: Request, template: str, facts: dict[str, Any], status: int = 200) -> Response:
        """Show a page to who is signed in."""
        return self.site.page(request, template, {"reader": reader_of(request), "told": None, **facts}, status)

    def message(self, request: Request, status: int, heading: tuple[str, str], sentence: tuple[str, str]) -> Response:
        """Answer with a page that says what happened and what to do."""
        facts = {"heading": heading, "sentence": sentence}
        return self.page(request, "upload_message.html", facts, status)


def onward(address: str) -> Response:
    """Lead on after a form, so that going back or reloading sends nothing twice."""
    return RedirectResponse(address, 303)
