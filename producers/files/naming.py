"""Holds a file's name that came from outside: a name is never a path, and never longer than it must be."""

import re
import unicodedata
from typing import Final

from producers.files.refusing import FileRefusedError

_NAME_MAX: Final = 120
# Letters, digits and marks of any script, and what names are commonly set apart with; never a separator of paths.
_PLAIN: Final = re.compile(r"[^\W_][\w\u0e00-\u0e7f ()\[\]+,.=@&-]*", re.UNICODE)
_RESERVED: Final = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")


def safe_name(raw: str) -> str:
    """Give a file's name in its one form; FileRefusedError BAD_NAME for a path, or anything but a plain name."""
    name = unicodedata.normalize("NFC", raw).strip()
    if not _PLAIN.fullmatch(name) or _RESERVED.fullmatch(name) or ".." in name or len(name.encode()) > _NAME_MAX * 2:
        raise FileRefusedError("BAD_NAME")
    return name
