"""Signed heads of the ledger: each says how far it went, so that what lies before can't change or vanish unseen."""

import base64
import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from io import SEEK_END
from pathlib import Path
from typing import BinaryIO, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, select

from schemas.audit import DISCLOSURE, GENESIS, LEDGER, canonical

# Each party to the memorandum keeps the heads in a place of its own.
PARTIES: Final = ("ovec", "mol")
TAIL_BYTES: Final = 4096


class LedgerBrokenError(RuntimeError):
    """The ledger does not go on from what was signed before: nothing is signed over it."""


@dataclass(frozen=True)
class Head:
    """The ledger after so many entries: the last one's hash, when it was signed (ms since 1970), by which key."""

    entries: int
    hash: str
    at: int
    key: str
    signature: str

    def line(self) -> str:
        """Write the head as one line of JSON."""
        return canonical(asdict(self))


def read_line(line: str) -> Head:
    """Read a head back; ValueError or TypeError when the line is none."""
    return Head(**json.loads(line))


def sign(connection: Connection, key: Ed25519PrivateKey, at: int, before: Head | None) -> Head:
    """Sign where the ledger stands; LedgerBrokenError when it does not go on from the head signed before."""
    if before is not None and _hash_of(connection, before.entries) != before.hash:
        raise LedgerBrokenError(f"entry {before.entries} is not the one that was signed: run `saphan audit verify`")
    state = connection.execute(select(LEDGER.c.entries, LEDGER.c.hash)).one_or_none()
    entries, newest = (0, GENESIS) if state is None else (state.entries, state.hash)
    if _hash_of(connection, entries) != newest:
        raise LedgerBrokenError(f"the ledger's last entry is not number {entries}: run `saphan audit verify`")
    public = key.public_key().public_bytes_raw().hex()
    said = canonical({"at": at, "entries": entries, "hash": newest, "key": public})
    return Head(entries, newest, at, public, base64.b64encode(key.sign(said.encode())).decode("ascii"))


def keep(head: Head, file: Path) -> None:
    """Add a head to a party's file."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("ab+") as lines:
        # A line that the machine's end tore off stays as it is, and harms no other.
        torn = not _tail(lines).endswith(b"\n") and lines.tell() > 0
        lines.write((b"\n" if torn else b"") + head.line().encode() + b"\n")


def newest(file: Path) -> Head | None:
    """Give the last head of a party's file that is whole; None where there is none yet."""
    if not file.exists():
        return None
    with file.open("rb") as lines:
        tail = _tail(lines)
    for line in reversed(tail.decode("utf-8", "replace").splitlines()):
        with suppress(ValueError, TypeError):
            return read_line(line)
    return None


def _tail(lines: BinaryIO) -> bytes:
    """Read the end of a file of heads, which grows for years."""
    lines.seek(max(0, lines.seek(0, SEEK_END) - TAIL_BYTES))
    return lines.read()


def party_files(folder: Path) -> tuple[Path, ...]:
    """Name each party's file in a folder."""
    return tuple(folder / f"{party}.jsonl" for party in PARTIES)


def _hash_of(connection: Connection, number: int) -> str | None:
    if number == 0:
        return GENESIS
    return connection.execute(select(DISCLOSURE.c.hash).where(DISCLOSURE.c.id == number)).scalar_one_or_none()
