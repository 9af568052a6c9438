"""The addresses that tell what can be sent: data sets, their columns with examples, and that the gateway lives."""

import json
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from producers.gateway.describing import DataSetName, problems
from producers.gateway.fields import data_sets, example_row, fields
from producers.gateway.problems import ProblemError
from producers.topic_names import topic_named

_TITLES: dict[str, Any] = {
    "type": "object",
    "required": ["th", "en"],
    "properties": {"th": {"type": "string"}, "en": {"type": "string"}},
}
_COLUMN: dict[str, Any] = {
    "type": "object",
    "required": ["column", "title", "written", "required", "several", "example", "words"],
    "properties": {
        "column": {"type": "string"},
        "title": _TITLES,
        "written": _TITLES,
        "doc": {"type": "string"},
        "required": {"type": "boolean"},
        "several": {"type": "boolean", "description": "Several values are set apart by |."},
        "example": {"type": "string"},
        "words": {"type": "array", "items": {"type": "string"}},
        "codes": {"type": ["string", "null"]},
        "envelope": {"type": "boolean"},
    },
}
_FIELDS: dict[str, Any] = {
    "type": "object",
    "required": ["topic", "columns", "example"],
    "properties": {
        "topic": {"type": "string"},
        "columns": {"type": "array", "items": _COLUMN},
        "example": {"type": "object", "additionalProperties": {"type": "string"}},
    },
}
_DATA_SETS: dict[str, Any] = {
    "type": "object",
    "required": ["data_sets"],
    "properties": {
        "data_sets": {
            "type": "array",
            "items": {"type": "object", "required": ["data_set", "topic", "agency", "title"]},
        }
    },
}


def _told(schema: dict[str, Any], summary: str, **further: Any) -> dict[str, Any]:
    content = {"application/json": {"schema": schema}}
    return {"summary": summary, "responses": {"200": {"description": summary, "content": content}, **further}}


def documents() -> APIRouter:
    """Route what anybody may read: it is the memorandum's own, and no data."""
    api = APIRouter(tags=["documents"])

    @api.get("/v1/data-sets", response_class=Response, openapi_extra=_told(_DATA_SETS, "ชุดข้อมูลที่ส่งได้ — data sets"))
    async def every_data_set() -> Response:
        return _json({"data_sets": data_sets()})

    @api.get(
        "/v1/{dataset}/fields",
        response_class=Response,
        openapi_extra=_told(_FIELDS, "คอลัมน์ของชุดข้อมูล — a data set's columns", **problems(404)),
    )
    async def columns(dataset: DataSetName) -> Response:
        topic = topic_named(dataset)
        if topic is None:
            raise ProblemError("NO_SUCH_DATA_SET")
        return _json({"topic": topic, "columns": fields(topic), "example": example_row(topic)})

    @api.get("/healthz", response_class=Response, openapi_extra=_told({"type": "object"}, "ทำงานอยู่ — alive"))
    async def alive() -> Response:
        return _json({"status": "alive"})

    return api


def _json(content: Any) -> Response:
    return Response(json.dumps(content, ensure_ascii=False), media_type="application/json")
