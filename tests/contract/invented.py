"""Invents a good example of a data set from its schema alone, for one that came in by an amendment."""

from datetime import UTC, date, datetime
from typing import Any, Final

from schemas import registry
from schemas.events import Record, model

_CODED: Final[dict[str, Any]] = {
    "province": "21",
    "district": "2101",
    "subdistrict": "210101",
    "occupation": "7411",
    "occupation_scheme": "ISCO-08",
    "occupation_group": "74",
    "industry": "43",
    "industry_section": "C",
    "subject_type": "อุตสาหกรรม",
    "field_of_study": "ไฟฟ้า",
    "skill_standard": "Building Electrician",
    "skill_level": 1,
    "college": "1321010001",
    "juristic": "0105561990011",
    "time_of_day": "08:30",
    "buddhist_year": 2569,
    "month": 9,
}
_PLAIN: Final[dict[str, Any]] = {"string": "ตัวอย่าง", "bytes": b"\x01sealed", "int": 7, "long": 7, "boolean": True}
_LOGICAL: Final = {"date": date(2026, 11, 23), "timestamp-millis": datetime(2026, 11, 23, 7, 30, tzinfo=UTC)}
# Shapes that only the field's name tells: hashes and pseudonyms are the edge's, not the register's.
_HASH: Final = "0123456789abcdef"
_PSEUDONYM: Final = 2 * _HASH


def invented(topic: str) -> Record:
    """Give a record of the topic with every field filled as its schema says."""
    fields = registry.data_record(topic)["fields"]
    return model(topic).model_validate({field["name"]: _value(field) for field in fields})


def _value(field: dict[str, Any]) -> Any:
    if "codes" in field:
        found = _CODED[field["codes"]]
    else:
        keyed = {"_hash": _HASH, "_pseudonyms": _PSEUDONYM}
        found = next((text for end, text in keyed.items() if field["name"].endswith(end)), _of(field["type"]))
    many = isinstance(field["type"], dict) and field["type"]["type"] == "array"
    return (found,) if many else found


def _of(kind: Any) -> Any:
    if isinstance(kind, list):
        return _of(next(one for one in kind if one != "null"))
    if isinstance(kind, str):
        return _PLAIN[kind]
    if "logicalType" in kind:
        return _LOGICAL[kind["logicalType"]]
    return kind["symbols"][0] if kind["type"] == "enum" else _of(kind["items"])
