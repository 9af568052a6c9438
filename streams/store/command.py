"""The hot command's own bytes: `apply` joined by hand, since packing its arguments one by one costs half the way."""

from typing import Final

from schemas import view
from streams.store.protocol import Batch

KEY_LINE: Final = b"\r\n$49\r\n"


class _Lines(dict[int, bytes]):
    """The length line before an entry, by the length of its value; each is made once."""

    def __missing__(self, value_bytes: int) -> bytes:
        line = self[value_bytes] = b"\r\n$%d\r\n" % (view.HEAD_BYTES + value_bytes)
        return line


ENTRY_LINE: Final = _Lines()


def apply_command(tag: int, group: str, token: bytes, batch: Batch) -> bytes:
    """Give FCALL apply with all its arguments in the Redis protocol (RESP)."""
    head = (
        b"FCALL",
        b"apply",
        b"1",
        view.watermark_key(tag).encode(),
        group.encode(),
        token,
        batch.topic.encode(),
        b"%d" % batch.previous,
        b"%d" % batch.last,
        b"%d" % batch.newest,
        batch.kind.encode(),
    )
    opening = b"*%d" % (len(head) + 2 * len(batch))
    words = b"".join(b"\r\n$%d\r\n%b" % (len(word), word) for word in head)
    return b"".join((opening, words, *batch.parts, b"\r\n"))
