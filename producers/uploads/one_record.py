"""The form for a single record: a test result, a vacancy, or whatever else the source may give."""

from collections.abc import Mapping
from typing import Any, Final

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from producers.gateway.fields import fields
from producers.receipts import Accepted, NotVocational, Refused, TryAgain
from producers.signing_in.door import Reader, reader_of
from producers.uploads.context import Context
from producers.uploads.lines import Line, Verdict
from producers.uploads.retyping import read_typed
from producers.uploads.showing import AGAIN, cell, columns_of, data_set_title, receipt, sentence
from producers.uploads.working import filled_in

_BY_HAND: Final = "form"


class OneRecord:
    """One record, typed."""

    def __init__(self, context: Context) -> None:
        self._context, self._working = context, context.working

    def add_to(self, api: APIRouter) -> None:
        """Add the addresses."""
        api.add_api_route("/form/{topic}", self.ask, methods=["GET"])
        api.add_api_route("/form/{topic}", self.send, methods=["POST"])

    def ask(self, request: Request, topic: str) -> Response:
        """Show the empty form."""
        reader = reader_of(request)
        if not reader.source.may(topic):
            return RedirectResponse("/uploads", 303)
        return self._form(request, topic, {}, None)

    async def send(self, request: Request, topic: str) -> Response:
        """Send what was typed; what is wrong is said at its field, and nothing typed is lost."""
        return await self._context.post(request, lambda reader, form: self._send(request, topic, reader, form))

    def _send(self, request: Request, topic: str, reader: Reader, form: FormData) -> Response:
        if not reader.source.may(topic):
            return RedirectResponse("/uploads", 303)
        typed = {name: str(form.get(name, ""))[:400].strip() for name in columns_of(topic)}
        line = read_typed(topic, Line(_BY_HAND, 1, {name: text for name, text in typed.items() if text}))
        verdict: Verdict = line.verdict or self._working.one(reader, topic, line.cells)
        return self._form(request, topic, typed, verdict)

    def _form(self, request: Request, topic: str, typed: Mapping[str, str], verdict: Verdict | None) -> Response:
        own = filled_in(reader_of(request), topic)
        refused = verdict if isinstance(verdict, Refused) else None
        # What arrived leaves the form empty for the next record.
        kept = {} if isinstance(verdict, Accepted | NotVocational) else typed
        cells = [cell(topic, name, own.get(name, kept.get(name, "")), refused) for name in columns_of(topic)]
        facts: dict[str, Any] = {
            "topic": topic,
            "data_set": data_set_title(topic),
            "cells": cells,
            "musts": {one["column"] for one in fields(topic) if one["required"]},
            "fixed": next(iter(own), ""),
            "receipt": receipt(verdict),
            "not_ours": isinstance(verdict, NotVocational),
        }
        if refused and not any(one.problem for one in cells):
            facts["told"] = sentence(topic, refused)
        if isinstance(verdict, TryAgain):
            facts["told"] = AGAIN
        return self._context.page(request, "upload_form.html", facts, 409 if refused else 200)
