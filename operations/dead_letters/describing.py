"""Says of a dead letter what may be said of it, and, to the holder of the private key, what it held."""

from operations.dead_letters.codes import meaning
from operations.dead_letters.reading import Group, Letter
from schemas.dates import iso
from schemas.dead_letters import open_original


def group_row(group: Group) -> dict[str, object]:
    """Give a group with its meaning and next step."""
    said = meaning(group.code)
    return {
        "topic": group.topic,
        "code": group.code,
        "letters": group.letters,
        "first": iso(group.first_ms),
        "newest": iso(group.newest_ms),
        "means": said.en,
        "do": said.step_en,
    }


def letter_row(letter: Letter) -> dict[str, object]:
    """Give one letter with its meaning and next step; nothing of its content."""
    said = meaning(letter.origin.code)
    return {
        "name": letter.name,
        "code": letter.origin.code,
        "accepted": iso(letter.origin.timestamp),
        "put_aside": iso(letter.put_aside_ms),
        "schema_id": letter.origin.schema_id,
        "means": said.en,
        "do": said.step_en,
    }


def opened_row(letter: Letter, private_key: bytes) -> dict[str, object]:
    """Give the original key, value (hex) and header names; SealBrokenError when the key is not the operators'."""
    original = open_original(private_key, letter.sealed)
    return {
        "key": None if original.key is None else original.key.decode("ascii", "backslashreplace"),
        "value": None if original.value is None else original.value.hex(),
        "headers": [name for name, _ in original.headers],
    }
