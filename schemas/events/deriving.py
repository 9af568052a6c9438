"""Derives a topic's model from its schema, for a data set that came in by an amendment and has none written."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from types import GenericAlias
from typing import Any, Final, Literal

from pydantic import create_model

from schemas import registry
from schemas.events import words
from schemas.events.record import Record

_PLAIN: Final[dict[str, Any]] = {
    "string": words.Text,
    "bytes": bytes,
    "int": int,
    "long": int,
    "boolean": bool,
}
_LOGICAL: Final[dict[str, Any]] = {"date": date, "timestamp-millis": datetime}
# What a field's `codes` attribute says about its text.
_CODED: Final[dict[str, Any]] = {
    "province": words.ProvinceCode,
    "district": words.DistrictCode,
    "subdistrict": words.SubdistrictCode,
    "occupation": words.IscoCode,
    "occupation_group": words.OccupationGroup,
    "industry": words.DivisionCode,
    "industry_section": words.IndustrySection,
    "college": words.CollegeCode,
    "juristic": words.JuristicNumber,
    "time_of_day": words.TimeOfDay,
    "buddhist_year": words.BuddhistYear,
    "month": words.Month,
    "skill_level": words.StandardLevel,
}


@cache
def derived(topic: str) -> type[Record]:
    """Make a frozen model with the fields of the topic's schema; ValueError for a type no data set may have."""
    return _model(registry.data_record(topic), {})


def _model(schema: Mapping[str, Any], named: dict[str, Any]) -> type[Record]:
    fields: dict[str, Any] = {field["name"]: _field(field, named) for field in schema["fields"]}
    return create_model(schema["name"], __base__=Record, __doc__=schema.get("doc"), **fields)


def _field(field: Mapping[str, Any], named: dict[str, Any]) -> tuple[Any, Any]:
    """Give a field's type and default; without a default it must be there."""
    coded = _CODED.get(field.get("codes", ""))
    kind = _type(field["type"], coded, named)
    if "default" not in field:
        return kind, ...
    return kind, () if field["default"] == [] else field["default"]


def _type(schema: Any, coded: Any, named: dict[str, Any]) -> Any:
    """Give a type; an enum or record is defined once and then named."""
    if isinstance(schema, list):
        (inner,) = (one for one in schema if one != "null")
        return _type(inner, coded, named) | None
    if isinstance(schema, str):
        found = coded or _PLAIN.get(schema) or named.get(schema)
        if found is None:
            raise ValueError(f"no data set has fields of type {schema}")
        return found
    if "logicalType" in schema:
        return _LOGICAL[schema["logicalType"]]
    match schema["type"]:
        case "array":
            return GenericAlias(tuple, (_type(schema["items"], coded, named), ...))
        case "enum":
            named[schema["name"]] = Literal[tuple(schema["symbols"])]
        case "record":
            named[schema["name"]] = _model(schema, named)
        case kind:
            raise ValueError(f"no data set has fields of type {kind}")
    return named[schema["name"]]
