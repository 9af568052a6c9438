"""The page of one upload: its columns, its rows with what is wrong with them, sending, and the file back."""

import re
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import quote

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from producers.column_titles import title
from producers.signing_in.door import Reader, reader_of
from producers.uploads.answering import answer_file
from producers.uploads.context import Context, onward
from producers.uploads.keeping import NoSuchUploadError
from producers.uploads.lines import Standing, Upload
from producers.uploads.mending import counts
from producers.uploads.showing import ENVELOPE, columns_of, data_set_title, one, page
from producers.uploads.starting import checked
from producers.uploads.working import filled_in, undecided

_CELL: Final = re.compile(r"c\.([0-9]{1,6})\.([a-z_]{1,40})")
_LEFT: Final = re.compile(r"k\.([0-9]{1,6})")
_NOT_USED: Final = "-"
_LATE: Final = (
    "ระบบรับข้อมูลยังไม่ตอบ จึงยังตรวจไม่ครบ ไม่มีอะไรหาย กด “ตรวจอีกครั้ง” ในอีกสักครู่",
    "The gateway does not answer now, so not all is checked. Nothing is lost; press “check again” in a while.",
)
# What is shown first: what needs a hand, then what can go on, then what is done.
_FIRST: Final = (Standing.MEND, Standing.UNCHECKED, Standing.READY, Standing.ARRIVED)
_URGENT: Final = {"unknown": 0, "close": 1}
Show = Callable[[Reader, Upload], Response]


class OneUpload:
    """Everything about one upload."""

    def __init__(self, context: Context) -> None:
        self._context, self._working = context, context.working

    def add_to(self, api: APIRouter) -> None:
        """Add the addresses."""
        api.add_api_route("/{number}", self.whole, methods=["GET"])
        api.add_api_route("/{number}/lines/{at}", self.line, methods=["GET"])
        api.add_api_route("/{number}/workbook", self.workbook, methods=["GET"])
        for name in ("columns", "mend", "send", "deletions", "forget"):
            api.add_api_route(f"/{{number}}/{name}", getattr(self, name), methods=["POST"])

    def whole(self, request: Request, number: str, show: str = "", page: int = 1, late: int = 0) -> Response:
        """Show the upload."""

        def shown(_: Reader, upload: Upload) -> Response:
            facts = _facts(number, upload, show, page) | {"told": _LATE if late else None}
            return self._context.page(request, "upload.html", facts)

        return self._about(request, number, shown)

    def line(self, request: Request, number: str, at: int) -> Response:
        """Show one row whole."""

        def shown(reader: Reader, upload: Upload) -> Response:
            if not 0 <= at < len(upload.lines):
                return self._context.gone(request)
            facts = {"id": number, "data_set": data_set_title(upload.topic), "line": one(upload, at)}
            return self._context.page(request, "upload_line.html", facts | {"fixed": _fixed(reader, upload)})

        return self._about(request, number, shown)

    def workbook(self, request: Request, number: str) -> Response:
        """Give the file back with what became of each row."""

        def given(reader: Reader, upload: Upload) -> Response:
            name, kind, content = answer_file(upload, self._working.uploads.file(reader, number))
            headers = {
                "content-disposition": f"attachment; filename*=UTF-8''{quote(name)}",
                "cache-control": "no-store",
            }
            return Response(content, media_type=kind, headers=headers)

        return self._about(request, number, given)

    async def columns(self, request: Request, number: str) -> Response:
        """Read the file anew with the columns chosen."""

        def act(reader: Reader, form: FormData) -> Response:
            self._working.choose(reader, number, _chosen(form))
            return checked(self._context, reader, number)

        return await self._context.post(request, act)

    async def mend(self, request: Request, number: str) -> Response:
        """Put what was typed into the upload, and have it checked."""

        def act(reader: Reader, form: FormData) -> Response:
            self._working.mend(reader, number, *_typed(form))
            return checked(self._context, reader, number)

        return await self._context.post(request, act)

    async def send(self, request: Request, number: str) -> Response:
        """Send what is ready."""

        def act(reader: Reader, _: FormData) -> Response:
            self._working.send(reader, number)
            return onward(f"/uploads/{number}")

        return await self._context.post(request, act)

    async def deletions(self, request: Request, number: str) -> Response:
        """Delete what a complete file no longer holds, or keep it."""

        def act(reader: Reader, form: FormData) -> Response:
            self._working.decide(reader, number, delete=form.get("decision") == "delete")
            return onward(f"/uploads/{number}")

        return await self._context.post(request, act)

    async def forget(self, request: Request, number: str) -> Response:
        """Remove the upload from here; what arrived stays."""

        def act(reader: Reader, _: FormData) -> Response:
            self._working.uploads.forget(reader, number)
            return onward("/uploads")

        return await self._context.post(request, act)

    def _about(self, request: Request, number: str, show: Show) -> Response:
        reader = reader_of(request)
        try:
            return show(reader, self._working.uploads.get(reader, number))
        except NoSuchUploadError:
            return self._context.gone(request)


def _facts(number: str, upload: Upload, show: str, page_number: int) -> dict[str, Any]:
    stand = counts(upload)
    known = {one.value: one for one in Standing} | {"all": None}
    if show not in known:
        show = next((one.value for one in _FIRST if stand[one]), "all")
    columns = (*columns_of(upload.topic), *sorted(ENVELOPE))
    return {
        "id": number,
        "upload": upload,
        "data_set": data_set_title(upload.topic),
        "show": show,
        "page": page(upload, known[show], page_number),
        # What needs a decision stands on top.
        "headings": sorted(upload.headings, key=lambda one: _URGENT.get(one.how, len(_URGENT))),
        "undecided": undecided(upload),
        "all_columns": [(name, title(upload.topic, name)) for name in columns],
        "may_choose": not stand[Standing.ARRIVED],
        "mended": any(line.before for line in upload.lines),
        "several_sheets": len({line.sheet for line in upload.lines}) > 1,
    }


def _fixed(reader: Reader, upload: Upload) -> frozenset[str]:
    """Name the columns that need no filling, since who is signed in says them."""
    return frozenset(filled_in(reader, upload.topic))


def _chosen(form: FormData) -> dict[str, str]:
    """Read which heading is which column; what was not decided is left undecided."""
    found: dict[str, str] = {}
    for name, text in form.multi_items():
        if name.startswith("t.") and isinstance(text, str):
            column = form.get(f"h.{name[2:]}")
            if isinstance(column, str) and column:
                found[text] = "" if column == _NOT_USED else column
    return found


def _typed(form: FormData) -> tuple[dict[int, dict[str, str]], dict[int, bool]]:
    """Read which cells were typed, and which of the lines shown are left out."""
    changes: dict[int, dict[str, str]] = {}
    out: dict[int, bool] = {}
    for name, text in form.multi_items():
        cell, line = _CELL.fullmatch(name), _LEFT.fullmatch(name)
        if cell and isinstance(text, str):
            changes.setdefault(int(cell[1]), {})[cell[2]] = text[:400]
        elif line:
            out[int(line[1])] = f"o.{line[1]}" in form
    return changes, out
