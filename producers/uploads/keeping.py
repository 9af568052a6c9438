"""Keeps uploads between two requests, sealed by their user's secret: neither others nor the server alone read one."""

import json
import secrets
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, MetaData, String, Table, delete, insert, select, update
from sqlalchemy.engine import Engine

from producers.signing_in.door import Reader
from producers.signing_in.secret import SealedOtherwiseError, opened, sealed
from producers.uploads.lines import Upload
from producers.uploads.mending import counts
from producers.uploads.writing import from_plain, to_plain
from schemas.database import create_tables

METADATA: Final = MetaData()
UPLOAD: Final = Table(
    "upload",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("user", String(80), nullable=False, index=True),
    Column("source", String(60), nullable=False),
    Column("topic", String(80), nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("changed_at", BigInteger, nullable=False, index=True),
    Column("version", Integer, nullable=False),
    # How many lines stand where, by the names of Standing: all that is readable here.
    Column("counts", String(200), nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("file", LargeBinary, nullable=False),
)
KEPT_MS: Final = 7 * 24 * 3600 * 1000
LISTED_MAX: Final = 20
_TRIES_MAX: Final = 20


class NoSuchUploadError(LookupError):
    """There is no upload of that id for this user, or no more."""


@dataclass(frozen=True, slots=True)
class Listed:
    """An upload in the list of a user's own."""

    id: str
    topic: str
    made_at: int
    counts: dict[str, int]


class Uploads:
    """The table of uploads being worked on; what nobody touched for a week is forgotten."""

    def __init__(self, engine: Engine, now_ms: Callable[[], int]) -> None:
        self._engine, self._now_ms = engine, now_ms
        create_tables(engine, METADATA)

    def add(self, reader: Reader, upload: Upload, file: bytes) -> str:
        """Keep a new upload with the file it came as, and give its id."""
        number, now = secrets.token_urlsafe(12), self._now_ms()
        row = _columns(reader, upload) | {
            "id": number,
            "user": reader.user,
            "source": reader.source.name,
            "topic": upload.topic,
            "made_at": now,
            "changed_at": now,
            "version": 1,
            "file": sealed(reader.secret, file),
        }
        with self._engine.begin() as connection:
            connection.execute(delete(UPLOAD).where(UPLOAD.c.changed_at < now - KEPT_MS))
            connection.execute(insert(UPLOAD).values(row))
        return number

    def get(self, reader: Reader, number: str) -> Upload:
        """Give an upload; NoSuchUploadError for another user's too."""
        return from_plain(json.loads(zlib.decompress(opened(reader.secret, self._row(reader, number).content))))

    def file(self, reader: Reader, number: str) -> bytes:
        """Give the file as it came; NoSuchUploadError as above."""
        return opened(reader.secret, self._row(reader, number).file)

    def change(self, reader: Reader, number: str, to: Callable[[Upload], Upload]) -> Upload:
        """Change an upload by a pure function, which is applied anew when another window was quicker."""
        for _ in range(_TRIES_MAX):
            row = self._row(reader, number)
            changed = to(from_plain(json.loads(zlib.decompress(opened(reader.secret, row.content)))))
            values = _columns(reader, changed) | {"version": row.version + 1, "changed_at": self._now_ms()}
            same = (UPLOAD.c.id == number) & (UPLOAD.c.version == row.version)
            with self._engine.begin() as connection:
                if connection.execute(update(UPLOAD).where(same).values(values)).rowcount:
                    return changed
        raise NoSuchUploadError("others change it again and again")

    def forget(self, reader: Reader, number: str) -> None:
        """Delete an upload of this user's, whether there is one or not."""
        with self._engine.begin() as connection:
            connection.execute(delete(UPLOAD).where(UPLOAD.c.id == number, UPLOAD.c.user == reader.user))

    def listed(self, reader: Reader) -> list[Listed]:
        """List this user's uploads for this source, newest first."""
        mine = (UPLOAD.c.user == reader.user) & (UPLOAD.c.source == reader.source.name)
        columns = (UPLOAD.c.id, UPLOAD.c.topic, UPLOAD.c.made_at, UPLOAD.c.counts)
        query = select(*columns).where(mine).order_by(UPLOAD.c.made_at.desc()).limit(LISTED_MAX)
        with self._engine.connect() as connection:
            rows = connection.execute(query)
            return [Listed(row.id, row.topic, row.made_at, json.loads(row[3])) for row in rows]

    def _row(self, reader: Reader, number: str) -> Any:
        mine = (UPLOAD.c.user == reader.user) & (UPLOAD.c.source == reader.source.name)
        with self._engine.connect() as connection:
            found = connection.execute(select(UPLOAD).where(UPLOAD.c.id == number, mine)).first()
        if found is None:
            raise NoSuchUploadError("no upload of that id")
        try:
            opened(reader.secret, found.content)
        except SealedOtherwiseError:
            # The password was changed since: what was sealed under the old one is beyond reach.
            raise NoSuchUploadError("sealed under a password of before") from None
        return found


def _columns(reader: Reader, upload: Upload) -> dict[str, Any]:
    content = json.dumps(to_plain(upload), ensure_ascii=False, separators=(",", ":")).encode(errors="surrogatepass")
    numbers = {standing.value: count for standing, count in counts(upload).items() if count}
    return {"content": sealed(reader.secret, zlib.compress(content, 1)), "counts": json.dumps(numbers)}
