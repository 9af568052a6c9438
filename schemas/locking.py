"""Adds new schemas and new versions of schemas to the committed lock; what is locked already never changes."""

import json
from collections.abc import Mapping
from typing import Any

from schemas import registry
from schemas.topics import APPLIED

FIRST_ID = 1001

Lock = Mapping[str, list[Mapping[str, Any]]]


def extended(lock: Lock, fingerprints: Mapping[str, str]) -> dict[str, list[Mapping[str, Any]]]:
    """Give the lock with a row for each topic whose newest fingerprint is not its last one; ids only rise."""
    found = {topic: list(rows) for topic, rows in lock.items()}
    following = max((row["id"] for rows in lock.values() for row in rows), default=FIRST_ID - 1) + 1
    for topic, fingerprint in fingerprints.items():
        rows = found.setdefault(topic, [])
        if not rows or rows[-1]["fingerprint"] != fingerprint:
            version = rows[-1]["version"] + 1 if rows else 1
            rows.append({"version": version, "id": following, "fingerprint": fingerprint})
            following += 1
    return found


def past(lock: Lock) -> list[str]:
    """List the files that must hold the versions that are no longer the newest, so that they can still be read."""
    return [f"{topic}.{row['version']}.avsc" for topic, rows in lock.items() for row in rows[:-1]]


def lock() -> list[str]:
    """Write lock.json anew; gives the topics that got a new version. FileNotFoundError where the old was not kept."""
    before = json.loads(registry.LOCK.read_text(encoding="utf-8"))
    after = extended(before, {topic: registry.fingerprint(registry.load(topic)) for topic in APPLIED})
    for name in past(after):
        if not (registry.PAST / name).is_file():
            raise FileNotFoundError(f"keep the version that is locked as schemas/avro/past/{name}")
    registry.LOCK.write_text(json.dumps(after, indent=2) + "\n", encoding="utf-8")
    return [topic for topic in APPLIED if after[topic] != before.get(topic)]


if __name__ == "__main__":
    print("\n".join(lock()) or "nothing new")  # noqa: T201  (asked for at a terminal)
