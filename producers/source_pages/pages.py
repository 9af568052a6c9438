"""The source's own page on the web process: everything it sent and what became of it, for those signed in for it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final

from fastapi import APIRouter, Form
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from producers.arrivals.arrival import Outcome
from producers.data_sets import DATA_SETS
from producers.source_pages import asking, words
from producers.source_pages.facts import Marks, Numbers, Sent, Wanted, Whose
from producers.source_pages.home_words import to_do
from producers.source_pages.overview import DAYS_SHOWN, Sources
from producers.source_pages.sheet import lines
from schemas.pages import Site
from schemas.topics import BY_NAME

HERE: Final = Path(__file__).parent
ROWS_SHOWN: Final = 100
RECORD_ROWS_SHOWN: Final = 50
NUMBER_LENGTH_MAX: Final = 120
AFTER_LENGTH_MAX: Final = 120
_FACTS: Final[dict[str, Any]] = {"words": words, "to_do": to_do, "topics": BY_NAME, "Outcome": Outcome}
Words = tuple[str, str]
_FOREIGN: Final[tuple[Words, Words]] = (
    ("แบบฟอร์มหมดอายุ", "This form has expired"),
    ("โปรดกลับไปหน้าเดิม โหลดใหม่ แล้วลองอีกครั้ง", "Please go back, reload the page and try again."),
)
_NOT_TOLD: Final[tuple[Words, Words]] = (
    ("ยังดูไม่ได้", "This can't be looked up now"),
    ("ขณะนี้ถามระบบรับข้อมูลไม่ได้ โปรดลองอีกครั้งในหนึ่งนาที", "The gateway did not answer; please try again in a minute."),
)
_TOO_LARGE: Final[tuple[Words, Words]] = (
    ("แบบฟอร์มใหญ่เกินไป", "This form is too large"),
    ("โปรดกลับไปหน้าเดิมแล้วลองอีกครั้ง", "Please go back and try again."),
)


@dataclass(frozen=True, slots=True)
class Reading:
    """Who reads: the source spoken for, the user's name, and what turns its own numbers into what the history knows."""

    whose: Whose
    user: str
    numbers: Numbers


class _Page:
    """The pages of one site; plain functions, so that reading blocks no other page."""

    def __init__(self, site: Site, sources: Sources, reading: Callable[[Request], Reading]) -> None:
        self._site, self._sources, self._reading = site, sources, reading

    def whole(self, request: Request, days: str = "") -> Response:
        """Show what was sent lately and what became of it."""
        reader = self._reading(request)
        shown = {"14": 14, "31": 31, "92": 92}.get(days, DAYS_SHOWN)
        overview = self._sources.overview(reader.whose, self._site.now_ms(), shown)
        agreement = self._sources.agreement
        limited = any(DATA_SETS[topic].population_only for topic in reader.whose.topics if topic in DATA_SETS)
        facts = {"departments": agreement.departments, "purposes": agreement.purposes, "limited": limited}
        return self._page(request, "source.html", reader, facts | {"overview": overview, "shown": shown})

    def rows(self, request: Request) -> Response:
        """List rows by data set, day, outcome and reason, the newest first."""
        reader, wanted = self._reading(request), asking.wanted(request.query_params)
        before = asking.before(request.query_params)
        found = self._sources.rows.rows(reader.whose.name, wanted, before, ROWS_SHOWN + 1)
        shown = found[:ROWS_SHOWN]
        more = asking.address(wanted, before=asking.after(shown[-1])) if len(found) > ROWS_SHOWN else ""
        facts = {"rows": shown, "wanted": wanted, "whole": Wanted(), "more": more, "query": asking.address(wanted)}
        return self._page(request, "source_rows.html", reader, facts)

    def sheet(self, request: Request) -> Response:
        """Give the same rows as a CSV file."""
        name, wanted = self._reading(request).whose.name, asking.wanted(request.query_params)
        return StreamingResponse(
            lines(lambda before, limit: self._sources.rows.rows(name, wanted, before, limit)),
            media_type="text/csv; charset=utf-8",
            headers={"content-disposition": 'attachment; filename="saphan-rows.csv"', "cache-control": "no-store"},
        )

    def find(
        self,
        request: Request,
        csrf: Annotated[str, Form()] = "",
        topic: Annotated[str, Form()] = "",
        number: Annotated[str, Form()] = "",
    ) -> Response:
        """Show what became of one record, found by the source's own number, which stands in no address."""
        reader, own = self._reading(request), number.strip()[:NUMBER_LENGTH_MAX]
        if not self._site.form_is_ours(request, csrf):
            return self._message(request, reader, 403, *_FOREIGN)
        if topic not in reader.whose.topics or not own:
            return RedirectResponse("/source#find", 303)
        record = reader.numbers.record(reader.whose.name, topic, own)
        if record is None:
            return self._message(request, reader, 503, *_NOT_TOLD)
        found = self._sources.rows.of_record(reader.whose.name, topic, record, RECORD_ROWS_SHOWN)
        marks = self._sources.view.marks((topic,))
        facts = {"rows": found, "topic": topic, "own_number": own, "seen": [_seen(one, marks) for one in found]}
        return self._page(request, "source_record.html", reader, facts)

    def find_again(self, request: Request) -> Response:
        """Lead back to the form: a number looked up stands in no address, so there is nothing to show again."""
        language = request.query_params.get("lang", "")
        return RedirectResponse(f"/source?lang={language}#find" if language in {"th", "en"} else "/source#find", 303)

    def again(self, request: Request, after: str = "") -> Response:
        """List, by pseudonym, whose records were dropped at the gateway and are to be sent again."""
        reader = self._reading(request)
        found = reader.numbers.again(after[:AFTER_LENGTH_MAX])
        if found is None:
            return self._message(request, reader, 503, *_NOT_TOLD)
        return self._page(request, "source_again.html", reader, {"again": found})

    def too_large(self, request: Request) -> Response:
        """Answer what is larger than any form of this page."""
        return self._message(request, None, 413, *_TOO_LARGE)

    def _page(
        self, request: Request, name: str, reader: Reading | None, facts: dict[str, Any], status: int = 200
    ) -> Response:
        whose = None if reader is None else reader.whose
        user = "" if reader is None else reader.user
        return self._site.page(request, name, _FACTS | facts | {"whose": whose, "user": user}, status)

    def _message(
        self, request: Request, reader: Reading | None, status: int, heading: Words, sentence: Words
    ) -> Response:
        return self._page(request, "source_message.html", reader, {"heading": heading, "sentence": sentence}, status)


def _seen(one: Sent, marks: Marks | None) -> bool | None:
    """Say whether an accepted row was applied; None where it can't be told, and for a row that was not accepted."""
    if one.outcome is not Outcome.ACCEPTED or one.partition is None or one.offset is None or marks is None:
        return None
    mark = marks.get((one.topic, one.partition))
    return mark is not None and one.offset <= mark.offset


def mount(
    site: Site,
    sources: Sources,
    reading: Callable[[Request], Reading],
    guarded: Callable[[Callable[[Request], Response]], type[APIRoute]],
) -> APIRouter:
    """Build the page's addresses; `guarded` makes the routes' class from the answer to what is too large."""
    site.add_templates(HERE / "templates")
    site.add_static("source", HERE / "static")
    site.add_link("/source", "ข้อมูลที่ส่ง", "What you sent")
    page = _Page(site, sources, reading)
    api = APIRouter(prefix="/source", include_in_schema=False, route_class=guarded(page.too_large))
    api.add_api_route("", page.whole, methods=["GET"])
    api.add_api_route("/rows", page.rows, methods=["GET"])
    api.add_api_route("/rows.csv", page.sheet, methods=["GET"])
    api.add_api_route("/again", page.again, methods=["GET"])
    api.add_api_route("/find", page.find, methods=["POST"])
    api.add_api_route("/find", page.find_again, methods=["GET"])
    return api
