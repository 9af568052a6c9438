"""What the data of all topics have in common."""

from functools import cache
from typing import Any, get_args

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """The data of one event: frozen, and no field that the schema does not have."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def data(self) -> dict[str, Any]:
        """Give the record as the codec takes it."""
        # A record of plain values holds what a dump would copy one by one.
        return self.model_dump() if _holds_records(type(self)) else dict(self.__dict__)


@cache
def _holds_records(kind: type[Record]) -> bool:
    return any(_names_a_record(field.annotation) for field in kind.model_fields.values())


def _names_a_record(annotation: Any) -> bool:
    named = isinstance(annotation, type) and not get_args(annotation) and issubclass(annotation, BaseModel)
    return named or any(_names_a_record(inner) for inner in get_args(annotation))
