"""What is read of a file at most, so that no file takes more time or memory than its size tells."""

from dataclasses import dataclass
from typing import Final

MIB: Final = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Bounds in bytes unless they are counts; the defaults leave room for a register of a whole country."""

    file_bytes: int = 8 * 1024 * MIB
    row_bytes: int = MIB
    columns: int = 500
    title_rows: int = 30
    sheets: int = 50
    blank_rows: int = 10_000
    archive_parts: int = 2_000
    archive_bytes: int = 2 * 1024 * MIB
    archive_ratio: int = 200
    shared_texts_bytes: int = 64 * MIB
    small_part_bytes: int = 8 * MIB


DEFAULT: Final = Limits()
# Of a browser's upload, which is held on the platform's own disk.
UPLOAD: Final = Limits(file_bytes=100 * MIB, archive_bytes=512 * MIB, shared_texts_bytes=32 * MIB)
