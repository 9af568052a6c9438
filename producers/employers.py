"""Reads who an employer is; a sole trader's number is its owner's own and the name personal: neither is carried."""

from functools import lru_cache
from typing import Any, Final

from producers.by_schema import Apart
from producers.column_codes import optional_coded
from producers.columns import bad, choice, optional, text
from producers.draft import Row
from producers.schema_values import Values
from schemas import coding
from schemas.identifiers import Kind, classify
from schemas.refusals import RefusedValueError

KINDS: Final = {"นิติบุคคล": "JURISTIC", "บุคคลธรรมดา": "SOLE_TRADER"}


class _SoleTraderError(ValueError):
    """A number is an owner's own."""


@lru_cache(maxsize=4096)
def _juristic(raw: str) -> str:
    """Give a juristic person's number. What raises is not remembered, so no sole trader's number is."""
    found = classify(raw, "employer")
    if found.kind is not Kind.JURISTIC:
        raise _SoleTraderError
    return found.normalised


def notified(row: Row, _: Values) -> dict[str, Any]:
    """Give kind, juristic number, name and address of DOE's employer, known by its number (DOMAIN 1.4)."""
    if optional(row, "employer_id") is None:
        return {"employer_kind": "UNKNOWN", "employer_name": optional(row, "employer_name")}
    try:
        number = _juristic(text(row, "employer_id"))
    except _SoleTraderError:
        return {"employer_kind": "SOLE_TRADER"}
    except RefusedValueError as why:
        raise bad(why.code, "employer_id") from None
    return {
        "employer_kind": "JURISTIC",
        "juristic_number": number,
        "employer_name": text(row, "employer_name"),
        "address": optional(row, "address"),
    }


def surveyed(row: Row, _: Values) -> dict[str, Any]:
    """Give kind, juristic number, name and address of a surveyed establishment; of a sole trader its kind alone."""
    kind = choice(row, "employer_kind", KINDS)
    if kind == "SOLE_TRADER":
        return {"employer_kind": kind}
    return {
        "employer_kind": kind,
        "juristic_number": optional_coded(row, "juristic_no", coding.CHECKS["juristic"]),
        "establishment_name": text(row, "establishment_name"),
        "address": optional(row, "address"),
    }


_NAME: Final = "บริษัท ตัวอย่างสมมุติ จำกัด"
_NUMBER: Final = "0-1055-61990-01-1"
NOTIFIED: Final = Apart(
    frozenset({"employer_kind", "juristic_number", "employer_name", "address"}),
    {"employer_id": _NUMBER, "employer_name": _NAME, "address": "99 ถนนสมมุติ"},
    notified,
)
SURVEYED: Final = Apart(
    frozenset({"employer_kind", "juristic_number", "establishment_name", "address"}),
    {"employer_kind": "นิติบุคคล", "juristic_no": _NUMBER, "establishment_name": _NAME, "address": "99 ถนนสมมุติ"},
    surveyed,
)
