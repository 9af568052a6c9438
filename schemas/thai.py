"""Thai text made comparable: digits, invisible characters, the spellings of sara am, title prefixes.

Only what is compared is normalised; what was sent is kept as it came.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

_DIGITS: Final = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_INVISIBLE: Final = re.compile("[\u200b-\u200d\ufeff\u00ad]")
# NIKHAHIT, perhaps a tone mark, SARA AA: the same sound and look as the tone mark and SARA AM.
_SARA_AM: Final = re.compile("\u0e4d([\u0e48-\u0e4b]?)\u0e32")
_TONE_AFTER_NIKHAHIT: Final = re.compile("([\u0e48-\u0e4b])\u0e4d\u0e32")
_REPEATED_MARK: Final = re.compile("([\u0e31\u0e34-\u0e3a\u0e47-\u0e4e])\\1+")
_SPACES: Final = re.compile(r"\s+")


def digits(text: str) -> str:
    """Write Thai digits as ASCII ones."""
    return text if text.isascii() else text.translate(_DIGITS)


def match_key(text: str) -> str:
    """Bring a Thai text into the one form that texts which read alike share."""
    text = unicodedata.normalize("NFC", text).replace("\u00a0", " ")
    text = _INVISIBLE.sub("", text)
    text = _TONE_AFTER_NIKHAHIT.sub("\\1\u0e33", text)
    text = _SARA_AM.sub("\\1\u0e33", text)
    text = text.replace("\u0e40\u0e40", "\u0e41")
    text = _REPEATED_MARK.sub("\\1", text)
    return _SPACES.sub(" ", digits(text)).strip().casefold()


def without_prefix(name: str, prefixes: Sequence[str]) -> str:
    """Take the longest title off a name, never so that nothing or a mere vowel sign is left."""
    name = match_key(name)
    for prefix in _longest_first(tuple(prefixes)):
        rest = name.removeprefix(prefix).strip()
        if rest != name and len(rest) > 1 and unicodedata.category(rest[0]) == "Lo" and rest[0] not in "ะาำ":
            return rest
    return name


@lru_cache(maxsize=8)
def _longest_first(prefixes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(map(match_key, prefixes), key=len, reverse=True))
