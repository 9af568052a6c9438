"""A person's own copy of their data (PDPA s.31): everything they are told, identities opened, in one JSON file."""

import json
import os
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final, Protocol

from operations.people.explaining import Told
from schemas.sealing import SealBrokenError, unseal

FORMAT: Final = "saphan.person-export.v1"
_OWNER_ONLY: Final = 0o600


class Keys(Protocol):
    """Where a person's key for one agency is asked for."""

    def existing_key(self, pseudonym: str, agency: str) -> bytes | None:
        """Give the derived key, or None when there is none."""
        ...


def opened(told: Iterable[Told], keys: Keys) -> dict[tuple[str, str], dict[str, str] | None]:
    """Open the identity of each record that has one, by data set and record; None where its key is gone."""
    found: dict[tuple[str, str], dict[str, str] | None] = {}
    for one in told:
        if one.sealed:
            found[one.held.topic, one.held.record] = _open(one, one.sealed, keys)
    return found


def export(explained: Mapping[str, Any], identities: Mapping[tuple[str, str], dict[str, str] | None]) -> str:
    """Write the person's copy: what they were told, with the identities that could be opened."""
    data_sets = [
        {**one, "records": [_with_identity(one["data_set"], record, identities) for record in one["records"]]}
        for one in explained["data_sets"]
    ]
    whole = {"format": FORMAT, **explained, "data_sets": data_sets}
    return json.dumps(whole, ensure_ascii=False, indent=2, default=as_text) + "\n"


def write(path: Path, text: str) -> None:
    """Write a new file for its owner's eyes only; FileExistsError rather than lay it over another."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY), "w", encoding="utf-8") as file:
        file.write(text)


def as_text(value: object) -> str:
    """Write what JSON has no type for; TypeError for what no record holds."""
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _open(one: Told, sealed: bytes, keys: Keys) -> dict[str, str] | None:
    key = keys.existing_key(one.held.subject, one.held.giver)
    if key is None:
        return None
    try:
        return unseal(key, one.held.topic, one.held.subject, sealed)
    except SealBrokenError:
        return None


def _with_identity(
    topic: str, record: Mapping[str, Any], identities: Mapping[tuple[str, str], dict[str, str] | None]
) -> dict[str, Any]:
    name = (topic, str(record["record"]))
    return dict(record) if name not in identities else {**record, "identity": identities[name] or "sealed"}
