"""The first page: which data, which file, and the files somebody is working on."""

from typing import Any, Final

from fastapi import APIRouter
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response

from producers.files.dating import moment_ms
from producers.files.sheets import Era
from producers.signing_in.door import Reader, reader_of
from producers.uploads.context import Context, onward
from producers.uploads.gateway import GatewayError
from producers.uploads.reading import FILE_MIB_MAX, NotReadableError
from producers.uploads.showing import data_set_title
from producers.uploads.working import Asked

_NO_FILE: Final = ("ยังไม่ได้เลือกไฟล์", "No file was chosen.")
_NO_DAY: Final = (
    "วันที่ของข้อมูลไม่ถูกต้อง ใช้รูปแบบ วว/ดด/ปปปป หรือเว้นว่างไว้",
    "The day the data are as of is not valid: write dd/mm/yyyy (Buddhist era), or leave it blank.",
)
_NOT_YOURS: Final = ("ท่านส่งข้อมูลชุดนี้ไม่ได้", "This data set is not yours to send.")
_BLANK: Final = {"topic": "", "as_of": "", "holds": ""}


class Starting:
    """Choosing a file."""

    def __init__(self, context: Context) -> None:
        self._context, self._working = context, context.working

    def add_to(self, api: APIRouter) -> None:
        """Add the addresses."""
        api.add_api_route("", self.whole, methods=["GET"])
        api.add_api_route("", self.take, methods=["POST"])

    def whole(self, request: Request) -> Response:
        """Show what can be sent, and what is being worked on."""
        return self._page(request, _BLANK)

    async def take(self, request: Request) -> Response:
        """Take a file in; one that can't be read leaves the form as it was filled, with the reason."""
        return await self._context.post(request, lambda reader, form: self._take(request, reader, form))

    def _take(self, request: Request, reader: Reader, form: FormData) -> Response:
        typed = {name: str(form.get(name, "")) for name in _BLANK}
        file = form.get("file")
        if not isinstance(file, UploadFile) or not file.filename:
            return self._page(request, typed, _NO_FILE, 409)
        if not reader.source.may(typed["topic"]):
            return self._page(request, typed, _NOT_YOURS, 403)
        as_of = _as_of(typed["as_of"])
        if typed["as_of"].strip() and as_of is None:
            return self._page(request, typed, _NO_DAY, 409)
        complete = {"complete": True, "changes": False}.get(typed["holds"])
        asked = Asked(typed["topic"], file.filename, as_of, complete)
        try:
            number = self._working.take(reader, asked, file.file.read())
        except NotReadableError as why:
            return self._page(request, typed, why.words, 409)
        return checked(self._context, reader, number)

    def _page(
        self, request: Request, typed: dict[str, str], told: tuple[str, str] | None = None, status: int = 200
    ) -> Response:
        reader = reader_of(request)
        topics = sorted(reader.source.topics)
        titles = {topic: data_set_title(topic) for topic in topics}
        facts: dict[str, Any] = {
            "data_sets": list(titles.items()),
            "forms": list(titles.items()),
            "titles": titles,
            "limited": reader.source.scope is not None,
            "listed": [one for one in self._working.uploads.listed(reader) if one.topic in titles],
            "typed": typed,
            "told": told,
            "file_mib_max": FILE_MIB_MAX,
        }
        return self._context.page(request, "uploads.html", facts, status)


def checked(context: Context, reader: Reader, number: str) -> Response:
    """Have an upload checked and lead to its page, which says so where that could not be done now."""
    try:
        context.working.check(reader, number)
    except GatewayError:
        return onward(f"/uploads/{number}?late=1")
    return onward(f"/uploads/{number}")


def _as_of(raw: str) -> int | None:
    try:
        return moment_ms(raw, Era.BUDDHIST)
    except ValueError:
        return None
