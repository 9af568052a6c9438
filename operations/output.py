"""How a command prints what it found: for people, or for programs."""

from enum import StrEnum
from typing import Annotated

import typer


class Output(StrEnum):
    """How the result is printed."""

    TABLE = "table"
    JSON = "json"


OutputOption = Annotated[Output, typer.Option("--output", "-o", help="table or json.")]
