"""Documents a data set's columns: their names in Thai and English, how they are written, and a right value of each."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from producers.column_dates import ENVELOPE
from producers.column_titles import title
from producers.columns import BadRowError
from producers.data_sets import DATA_SETS
from producers.schema_fields import Field, fields_of, own_number
from producers.topic_names import short
from schemas import registry
from schemas.topics import BY_NAME

_ENVELOPE: Final[Mapping[str, str]] = {
    "revision": "The source's own counter, rising with each change of the record.",
    "changed_at": "When the record changed at the source.",
    "deleted": "1 when the record was deleted; blank or 0 otherwise.",
}
# How a value is written, by its code table or its type.
_WRITTEN: Final[Mapping[str, tuple[str, str]]] = {
    "date": ("วว/ดด/ปปปป ปีพุทธศักราช", "dd/mm/yyyy, Buddhist era"),
    "moment": ("วว/ดด/ปปปป ชช:นน:วว ปีพุทธศักราช", "dd/mm/yyyy hh:mm:ss, Buddhist era, Bangkok's time"),
    "int": ("ตัวเลข", "a whole number"),
    "long": ("ตัวเลข", "a whole number"),
    "float": ("ตัวเลข", "a number"),
    "double": ("ตัวเลข", "a number"),
    "word": ("คำในรายการ", "one of the words"),
    "string": ("ข้อความ", "text"),
    "province": ("รหัสจังหวัด 2 หลักของกรมการปกครอง", "2-digit DOPA code"),
    "district": ("รหัสอำเภอ 4 หลัก", "4-digit DOPA code"),
    "subdistrict": ("รหัสตำบล 6 หลัก", "6-digit DOPA code"),
    "college": ("รหัสสถานศึกษา 10 หลัก", "OVEC institution code, 10 digits"),
    "juristic": ("เลขนิติบุคคล 13 หลัก", "13 digits"),
    "buddhist_year": ("ปีพุทธศักราช", "year of the Buddhist era"),
    "time_of_day": ("ชช:นน", "hh:mm"),
}


@cache
def fields(topic: str) -> list[dict[str, Any]]:
    """Describe each column of a data set; `required` is found by leaving it out of a right row."""
    known: dict[str, Field] = {}
    for field in reversed(fields_of(topic)):
        known[field.column] = field
    docs = {one.get("column", one["name"]): one["doc"] for one in reversed(registry.data_record(topic)["fields"])}
    number = own_number(topic)
    docs |= {number: "The register's own number of the record.", **_ENVELOPE}
    return [
        _column(topic, column, example, known.get(column), str(docs.get(column, "")))
        for column, example in DATA_SETS[topic].columns.items()
    ]


def data_sets() -> list[dict[str, Any]]:
    """List the data sets that can be sent."""
    return [
        {
            "data_set": short(topic),
            "topic": topic,
            "agency": DATA_SETS[topic].agency,
            "title": {"th": BY_NAME[topic].record_th, "en": BY_NAME[topic].record_en},
            "clause": BY_NAME[topic].clause,
        }
        for topic in sorted(DATA_SETS)
    ]


def example_row(topic: str) -> dict[str, str]:
    """Give a right row of a data set."""
    return dict(DATA_SETS[topic].columns)


def _column(topic: str, column: str, example: str, field: Field | None, doc: str) -> dict[str, Any]:
    th, en = title(topic, column)
    kind = "moment" if column == "changed_at" else "long" if column == "revision" else "string"
    if field is not None:
        kind = field.kind
    by_name = column.endswith("_name")
    written = _WRITTEN.get("" if field is None or by_name else field.codes or "") or _WRITTEN[kind]
    return {
        "column": column,
        "title": {"th": th, "en": en},
        "written": {"th": written[0], "en": written[1]},
        "doc": doc,
        "required": _required(topic, column),
        "several": field is not None and field.many,
        "example": example,
        "words": sorted(map(str, field.words)) if field is not None else ["0", "1"] if column == "deleted" else [],
        "codes": None if field is None else field.codes,
        "envelope": column in ENVELOPE,
    }


def _required(topic: str, column: str) -> bool:
    try:
        DATA_SETS[topic].read({**DATA_SETS[topic].columns, column: ""})
    except BadRowError as why:
        return why.refusal.code == "MISSING" and why.refusal.field == column
    return False
