"""What the data of all topics have in common."""

from typing import Any

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """The data of one event: frozen, and no field that the schema does not have."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def data(self) -> dict[str, Any]:
        """Give the record as the codec takes it."""
        return self.model_dump()
