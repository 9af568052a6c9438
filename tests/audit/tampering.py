"""What somebody with the whole database in their hands may do to a ledger; each must be found."""

import hashlib
import json
import random
from collections.abc import Callable, Mapping
from typing import Any, Final

from sqlalchemy import Connection, text

COLUMNS: Final = ("at", "receiver", "by", "pseudonym", "fields", "purpose", "clause", "reason", "data_set", "hash")
Tampering = Callable[[Connection, random.Random], None]


def _count(connection: Connection) -> int:
    return int(connection.execute(text("SELECT count(*) FROM ledger_entry")).scalar_one())


def _row(connection: Connection, number: int) -> dict[str, Any]:
    return dict(connection.execute(text("SELECT * FROM ledger_entry WHERE id = :id"), {"id": number}).mappings().one())


def _put(connection: Connection, row: Mapping[str, Any]) -> None:
    names = ", ".join(f'"{name}"' for name in row)
    values = ", ".join(f":{name}" for name in row)
    connection.execute(text(f"INSERT INTO ledger_entry ({names}) VALUES ({values})"), row)  # noqa: S608  (fixed names)


def _remove(connection: Connection, first: int, last: int) -> None:
    connection.execute(text("DELETE FROM ledger_entry WHERE id BETWEEN :a AND :b"), {"a": first, "b": last})


def _settle(connection: Connection) -> None:
    """Make the counter agree with the last entry, as one who knows of it would."""
    count = connection.execute(text("SELECT max(id) FROM ledger_entry")).scalar_one()
    newest = _row(connection, count)["hash"] if count else "0" * 64
    connection.execute(text("UPDATE ledger_state SET entries = :n, hash = :h"), {"n": count or 0, "h": newest})


def _chain_again(connection: Connection, first: int) -> None:
    """Work out every hash from an entry on, as one who knows how would."""
    count = _count(connection)
    previous = _row(connection, first - 1)["hash"] if first > 1 else "0" * 64
    for number in range(first, count + 1):
        row = _row(connection, number)
        said = {name: value for name, value in row.items() if name != "hash"} | {"previous": previous}
        said["fields"] = json.loads(row["fields"])
        line = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        previous = hashlib.sha256(line.encode()).hexdigest()
        connection.execute(text("UPDATE ledger_entry SET hash = :h WHERE id = :id"), {"h": previous, "id": number})
    _settle(connection)


def _changed(value: Any, chance: random.Random) -> Any:
    """Change a value a little: a character, a digit, its case, its presence."""
    if value is None:
        return "because"
    if isinstance(value, int):
        return value + chance.choice((-1, 1, 1000))
    at = chance.randrange(len(value))
    other = chance.choice([c for c in "0123456789abcdefxyz สอ" if c != value[at]])
    ways = [value[:at] + other + value[at + 1 :], value + " ", value[:at] + value[at + 1 :]]
    return chance.choice([*ways, value.swapcase()] if value.swapcase() != value else ways)


def edit(connection: Connection, chance: random.Random) -> None:
    """Change one column of one entry."""
    number, column = chance.randint(1, _count(connection)), chance.choice(COLUMNS)
    value = _changed(_row(connection, number)[column], chance)
    done = text(f'UPDATE ledger_entry SET "{column}" = :value WHERE id = :id')  # noqa: S608  (fixed names)
    connection.execute(done, {"value": value, "id": number})


def edit_and_chain_again(connection: Connection, chance: random.Random) -> None:
    """Change one entry and make every hash after it right."""
    number = chance.randint(1, _count(connection))
    done = text("UPDATE ledger_entry SET pseudonym = :value WHERE id = :id")
    connection.execute(done, {"value": f"{chance.getrandbits(128):032x}", "id": number})
    _chain_again(connection, number)


def delete(connection: Connection, chance: random.Random) -> None:
    """Take out some entries in a row."""
    first = chance.randint(1, _count(connection))
    _remove(connection, first, first + chance.randint(0, 3))


def delete_and_close_up(connection: Connection, chance: random.Random) -> None:
    """Take out an entry, move the later ones up and make every hash right."""
    number = chance.randint(1, _count(connection))
    _remove(connection, number, number)
    for later in range(number + 1, _count(connection) + 2):
        connection.execute(text("UPDATE ledger_entry SET id = :to WHERE id = :id"), {"to": later - 1, "id": later})
    if _count(connection) >= number:
        _chain_again(connection, number)
    else:
        _settle(connection)


def swap(connection: Connection, chance: random.Random) -> None:
    """Let two entries change places."""
    one, other = chance.sample(range(1, _count(connection) + 1), 2)
    rows = _row(connection, one), _row(connection, other)
    for number in (one, other):
        _remove(connection, number, number)
    _put(connection, rows[0] | {"id": other})
    _put(connection, rows[1] | {"id": one})


def cut_off(connection: Connection, chance: random.Random) -> None:
    """Take the end off."""
    count = _count(connection)
    _remove(connection, chance.randint(1, count), count)


def cut_off_and_settle(connection: Connection, chance: random.Random) -> None:
    """Take the end off and make the counter right, as if nothing had come after."""
    cut_off(connection, chance)
    _settle(connection)


def repeat(connection: Connection, chance: random.Random) -> None:
    """Add an entry that was there before, at the end or before the beginning."""
    count = _count(connection)
    row = _row(connection, chance.randint(1, count))
    _put(connection, row | {"id": chance.choice((count + 1, 0, -5))})


def forge(connection: Connection, chance: random.Random) -> None:
    """Add an entry at the end that follows from the last one, without the counter."""
    count = _count(connection)
    state = dict(connection.execute(text("SELECT entries, hash FROM ledger_state")).mappings().one())
    _put(connection, _row(connection, chance.randint(1, count)) | {"id": count + 1})
    _chain_again(connection, count + 1)
    connection.execute(text("UPDATE ledger_state SET entries = :entries, hash = :hash"), state)


def miscount(connection: Connection, chance: random.Random) -> None:
    """Change the counter alone."""
    way = chance.choice(("entries = entries - 1", "entries = entries + 1", "hash = upper(hash) || 'x'", "id = 2"))
    connection.execute(text(f"UPDATE ledger_state SET {way}"))  # noqa: S608  (fixed texts)


TAMPERINGS: Final[tuple[Tampering, ...]] = (
    edit,
    edit_and_chain_again,
    delete,
    delete_and_close_up,
    swap,
    cut_off,
    cut_off_and_settle,
    repeat,
    forge,
    miscount,
)
