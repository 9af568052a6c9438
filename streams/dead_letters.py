"""Puts aside what can't be applied: the original, sealed to the operators, with where it came from and why."""

from collections.abc import Sequence
from typing import Final

from schemas import dead_letters
from schemas.codec import FRAME_BYTES
from schemas.dead_letters import Origin, Original
from schemas.topics import dead_letter
from streams.packing import Refused
from streams.publishing import Outgoing, Publisher
from streams.tally import Tally
from streams.transport.chunk import Place

# A compressed batch can unfold into more than the broker takes back; what is kept then is the beginning.
VALUE_BYTES_MAX: Final = 768 * 1024
KEY_BYTES_MAX: Final = 4 * 1024
HEADER_BYTES_MAX: Final = 64 * 1024
ORIGINAL_BYTES: Final = "saphan_original_bytes"


class DeadLetters:
    """The way out for what is malformed; a batch counts as applied only after its dead letters are acknowledged."""

    def __init__(self, publisher: Publisher, operators_public_key: bytes, tally: Tally) -> None:
        self._publisher = publisher
        self._key = operators_public_key
        self._tally = tally

    async def put(self, place: Place, refused: Refused) -> None:
        """Put aside a record that failed the gate."""
        record = refused.record
        origin = Origin(*place, record.offset, record.timestamp, refused.code, _schema_id(record.value))
        await self.keep(origin, Original(record.key, record.value, tuple(record.headers)))

    async def keep(self, origin: Origin, original: Original) -> None:
        """Put aside a record for which the origin is known; returns once it is acknowledged."""
        kept = bounded(original)
        headers = dead_letters.headers(origin)
        if kept != original:
            headers.append((ORIGINAL_BYTES, b"%d" % len(original.value or b"")))
        await self._publisher.publish(
            Outgoing(
                dead_letter(origin.topic),
                dead_letters.key(origin),
                dead_letters.seal_original(self._key, kept),
                headers,
            )
        )
        self._tally.dead_letters[origin.code] += 1


def bounded(original: Original) -> Original:
    """Cut an original to what the broker takes: only what no honest edge sends is ever cut."""
    return Original(
        None if original.key is None else original.key[:KEY_BYTES_MAX],
        None if original.value is None else original.value[:VALUE_BYTES_MAX],
        original.headers if _bytes(original.headers) <= HEADER_BYTES_MAX else (),
    )


def _bytes(headers: Sequence[tuple[str, bytes | None]]) -> int:
    return sum(len(name) + len(raw or b"") for name, raw in headers)


def _schema_id(value: bytes | None) -> int | None:
    if value is None or len(value) < FRAME_BYTES or value[0]:
        return None
    return int.from_bytes(value[1:FRAME_BYTES])
