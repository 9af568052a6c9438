"""Thai text made comparable: digits, invisible characters, the order and spellings of vowels and tones, titles.

Only what is compared is normalised; what was sent is kept as it came. The rules are those of DOMAIN 10, to the effect
that pythainlp.util.normalize documents.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

_DIGITS: Final = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
# ZERO WIDTH SPACE, NON-JOINER and JOINER, BYTE ORDER MARK, SOFT HYPHEN.
_INVISIBLE: Final = re.compile("[\u200b-\u200d\ufeff\u00ad]")
_TONES: Final = "\u0e48-\u0e4b"
# SARA E twice reads as SARA AE.
_TWO_E: Final = re.compile("\u0e40\u0e40")
# A tone (or THANTHAKHAT) typed before the vowel it stands on: vowels above and below come first.
_TONE_BEFORE_VOWEL: Final = re.compile(f"([{_TONES}\u0e4c]+)([\u0e31\u0e34-\u0e39\u0e47\u0e4d]+)")
# SARA A, AA and AM typed before the tone of their syllable: these stand to the right, and come after it.
_VOWEL_BEFORE_TONE: Final = re.compile(f"([\u0e30\u0e32\u0e33\u0e45])([{_TONES}]+)")
_REPEATED_MARK: Final = re.compile("([\u0e31\u0e34-\u0e3a\u0e47\u0e4c-\u0e4e])\\1+")
# Of several tones on one letter the last typed is meant.
_SEVERAL_TONES: Final = re.compile(f"[{_TONES}]+([{_TONES}])")
# NIKHAHIT, perhaps a tone, SARA AA: the same sound and look as the tone and SARA AM.
_SARA_AM: Final = re.compile(f"\u0e4d([{_TONES}]?)\u0e32")
# LAKKHANGYAO is a letter of its own only after RU and LU; elsewhere it is SARA AA mistyped.
_LAKKHANGYAO: Final = re.compile("(?<![\u0e24\u0e26])\u0e45")
_SPACES: Final = re.compile(r"\s+")
_FOLLOWING: Final = frozenset("ะาำๅ")


def digits(text: str) -> str:
    """Write Thai digits as ASCII ones."""
    return text if text.isascii() else text.translate(_DIGITS)


def match_key(text: str) -> str:
    """Bring a Thai text into the one form that texts which read alike share; doing it again changes nothing."""
    before, key = "", text
    # One rule may make room for another; what is written as it should be passes through once.
    while key != before:
        before, key = key, _once(key)
    return key


def _once(text: str) -> str:
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    if not text.isascii():
        text = _TWO_E.sub("\u0e41", text)
        text = _TONE_BEFORE_VOWEL.sub("\\2\\1", text)
        text = _VOWEL_BEFORE_TONE.sub("\\2\\1", text)
        text = _REPEATED_MARK.sub("\\1", text)
        text = _SEVERAL_TONES.sub("\\1", text)
        text = _SARA_AM.sub("\\1\u0e33", text)
        text = _LAKKHANGYAO.sub("\u0e32", text).translate(_DIGITS)
    # `\s` takes no-break spaces, too.
    return _SPACES.sub(" ", text).strip().casefold()


def without_prefix(name: str, prefixes: Sequence[str]) -> str:
    """Take the longest title off a name, never so that nothing or a mere vowel sign is left."""
    name = match_key(name)
    for prefix in _longest_first(tuple(prefixes)):
        rest = name.removeprefix(prefix)
        if rest != name and _is_a_name(prefix, rest):
            return rest.strip()
    return name


def _is_a_name(title: str, rest: str) -> bool:
    """Say whether what stands behind a title can be a name; behind a Latin word, unlike a Thai one, a space is due."""
    bare = rest.strip()
    if len(bare) < 2 or (title[-1].isascii() and title[-1].isalpha() and not rest.startswith(" ")):
        return False
    return unicodedata.category(bare[0]).startswith("L") and bare[0] not in _FOLLOWING


@lru_cache(maxsize=8)
def _longest_first(prefixes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(map(match_key, prefixes), key=len, reverse=True))
