"""Reads the files of this folder: each agreement, amendment or termination is one."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter

from schemas.agreement.documents import Document
from schemas.registry import load

FOLDER: Final = Path(__file__).parent
_ONE: Final[TypeAdapter[Document]] = TypeAdapter(Document)


def document(text: str) -> Document:
    """Read one file's text; pydantic's ValidationError names what is missing, TOMLDecodeError says what is no TOML."""
    return _ONE.validate_python(tomllib.loads(text))


def documents(folder: Path = FOLDER) -> tuple[Document, ...]:
    """Read every file of a folder, in the order of their names."""
    return tuple(document(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.toml")))


def fields_of(topic: str) -> frozenset[str]:
    """List the fields of a data set's schema; FileNotFoundError when it has none."""
    schema: Mapping[str, Any] = load(topic)
    (data,) = (field for field in schema["fields"] if field["name"] == "data")
    (record,) = (kind for kind in data["type"] if isinstance(kind, dict))
    return frozenset(field["name"] for field in record["fields"])
